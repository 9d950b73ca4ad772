package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A tag is an open HTML tag that means a style.
type tag struct {
	name string
	change
	at int // index of the first cell in it
}

// quietTags are the tags that mean nothing on a terminal and are not shown.
// All others are shown as they were written: what looks like a tag in prose is
// often a type, as in List<String>.
var quietTags = set("a abbr address big center details div font img input label mark p q small span summary wbr")

// html appends an inline HTML tag: a line break, the beginning or end of a
// style, or the tag as it was written.
func (in *inliner) html(n *ast.RawHTML, like cell) {
	var b strings.Builder
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		b.WriteString(in.p.text[s.Start:s.Stop])
	}
	raw := b.String()
	at := n.Segments.At(0).Start
	name, closing := tagName(raw)
	look, known := in.tagStyle(name)
	switch {
	case name == "br":
		in.out.newline(in.p.pos(at))
	case known && closing:
		in.closeTag(name)
	case known && len(in.tags) < 16:
		in.tags = append(in.tags, tag{name, look, len(*in.out)})
	case quietTags[name]:
	default:
		in.replaced(raw, at, at+len(raw), in.in(like, in.sheet.html))
	}
}

// tagged returns like in the styles of the open HTML tags.
func (in *inliner) tagged(like cell) cell {
	for _, t := range in.tags {
		like = in.in(like, t.change)
	}
	return like
}

// closeTag ends the innermost open tag of the given name.
func (in *inliner) closeTag(name string) {
	for i := len(in.tags) - 1; i >= 0; i-- {
		if in.tags[i].name != name {
			continue
		}
		switch at := in.tags[i].at; name {
		case "sup":
			in.script(at, "^", superscripts)
		case "sub":
			in.script(at, "_", subscripts)
		}
		in.tags = append(in.tags[:i:i], in.tags[i+1:]...)
		return
	}
}

// script raises or lowers the cells from index at on. When not all of them
// have such a form, mark before them says it.
func (in *inliner) script(at int, mark string, table map[rune]rune) {
	cs := (*in.out)[at:]
	if len(cs) == 0 {
		return
	}
	shown, ok := script(cs.String(), table)
	if !ok || in.opts.ASCII {
		first := cs[0]
		first.text, first.width = mark, 1
		*in.out = slices.Insert(*in.out, at, first)
		return
	}
	i := 0
	for _, r := range shown {
		cs[i].text = string(r)
		i++
	}
}

func (in *inliner) tagStyle(name string) (change, bool) {
	switch name {
	case "b", "strong":
		return in.sheet.strong.change, true
	case "i", "em", "cite", "var":
		return in.sheet.emph.change, true
	case "u", "ins":
		return change{style: style{attr: underline}}, true
	case "s", "del", "strike":
		return in.sheet.struck.change, true
	case "code", "kbd", "samp", "tt":
		return in.sheet.code.change, true
	case "sub", "sup":
		return change{}, true
	}
	return change{}, false
}

// tagName returns the lower-case name of a tag, "" for what is none.
func tagName(raw string) (name string, closing bool) {
	name, closing = strings.CutPrefix(strings.TrimPrefix(raw, "<"), "/")
	end := strings.IndexAny(name, " \t\n/>")
	if end < 0 {
		return "", false
	}
	return strings.ToLower(name[:end]), closing
}
