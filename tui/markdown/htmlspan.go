package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A tag is an open HTML tag that means a style.
type tag struct {
	name  string
	style style
}

// html appends an inline HTML tag: a line break, the beginning or end of a
// style, or, when it means nothing on a terminal, the tag as it was written.
func (in *inliner) html(n *ast.RawHTML, like cell) {
	var b strings.Builder
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		b.WriteString(in.p.text[s.Start:s.Stop])
	}
	raw := b.String()
	at := n.Segments.At(0).Start
	name, closing := tagName(raw)
	st, known := in.tagStyle(name)
	switch {
	case name == "br":
		in.out.newline(in.p.pos(at))
	case known && closing:
		if i := in.openTag(name); i >= 0 {
			in.tags = append(in.tags[:i:i], in.tags[i+1:]...)
		}
	case known && len(in.tags) < 16:
		in.tags = append(in.tags, tag{name, st})
	default:
		in.replaced(raw, at, at+len(raw), in.in(like, in.sheet.html))
	}
}

// tagged returns like in the styles of the open HTML tags.
func (in *inliner) tagged(like cell) cell {
	for _, t := range in.tags {
		like = in.in(like, t.style)
	}
	return like
}

func (in *inliner) openTag(name string) int {
	for i := len(in.tags) - 1; i >= 0; i-- {
		if in.tags[i].name == name {
			return i
		}
	}
	return -1
}

func (in *inliner) tagStyle(name string) (style, bool) {
	switch name {
	case "b", "strong":
		return in.sheet.strong, true
	case "i", "em", "cite", "var":
		return in.sheet.emph, true
	case "u", "ins":
		return style{attr: underline}, true
	case "s", "del", "strike":
		return in.sheet.struck, true
	case "code", "kbd", "samp", "tt":
		return in.sheet.code, true
	}
	return style{}, false
}

// tagName returns the lower-case name of a tag without attributes, "" for
// everything else.
func tagName(raw string) (name string, closing bool) {
	name, ok := strings.CutPrefix(raw, "<")
	if !ok {
		return "", false
	}
	name, closing = strings.CutPrefix(strings.TrimSuffix(name, ">"), "/")
	name = strings.ToLower(strings.TrimSpace(strings.TrimSuffix(name, "/")))
	if strings.ContainsAny(name, " \t\n<>") {
		return "", false
	}
	return name, closing
}
