package markdown

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// An openTag is a tag that styles or links the text up to its end.
type openTag struct {
	name string
	change
	link int    // of its text; 0 for none
	dest string // where the link goes
	at   int    // index of the first cell in it
	item int    // in a numbered list: the number of the next item
}

// maxOpenTags bounds how deep tags nest that are shown.
const maxOpenTags = 16

// findTags collects the tags of HTML in a parsed passage.
func (in *inliner) findTags(doc ast.Node) {
	in.found = in.found[:0]
	if !strings.Contains(in.p.text, "<") {
		return
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if raw, ok := n.(*ast.RawHTML); ok && entering {
			first, last := raw.Segments.At(0), raw.Segments.At(raw.Segments.Len()-1)
			in.found = append(in.found, parseTag(in.p.text[first.Start:last.Stop], first.Start))
		}
		return ast.WalkContinue, nil
	})
	pairTags(in.p.text, in.found, false)
}

// html appends the meaning of an inline tag, or the tag as written.
func (in *inliner) html(n *ast.RawHTML, like cell) {
	at := n.Segments.At(0).Start
	for len(in.found) > 0 && in.found[0].at < at { // they come in the order of the text
		in.found = in.found[1:]
	}
	in.tag(&in.found[0], like)
}

// tag appends the meaning of a tag, or the tag as written.
func (in *inliner) tag(t *htmlTag, like cell) {
	pos := in.p.pos(t.at)
	switch {
	case !t.certain:
		in.fresh = false
		in.replaced(t.raw, t.at, t.at+len(t.raw), in.in(like, in.styles.html))
	case t.name == "br":
		in.out.newline(pos)
		in.fresh = true
	case t.name == "hr":
		in.breakLine(pos)
		in.out.draw(strings.Repeat(in.styles.ruleCell, 3), pos, in.styles.rule.on(style{}))
		in.breakLine(pos)
	case t.name == "img":
		in.picture(t.attrs["alt"], t.attrs["src"], pos, like)
	case t.name == "input":
		in.checkbox(t, pos)
	case voidTags[t.name]:
	case t.closing:
		in.closeTag(t, pos, like)
	default:
		in.openTag(t, pos, like)
	}
}

// picture appends an image of HTML.
func (in *inliner) picture(alt, src string, pos int, like cell) {
	before := len(*in.out)
	in.dressedLink(&in.styles.image, src, like, func(like cell) {
		in.out.add(orImage(alt), pos, -1, in.tagged(like))
	})
	in.fresh = false
	in.target(src, (*in.out)[before:], in.imageKind(alt == ""), like)
}

func orImage(alt string) string {
	if alt == "" {
		return "image"
	}
	return alt
}

func (in *inliner) checkbox(t *htmlTag, pos int) {
	box := in.styles.unticked
	if _, ticked := t.attrs["checked"]; ticked {
		box = in.styles.ticked
	}
	in.out.draw(box, pos, in.styles.task.on(style{}))
	in.fresh = true
}

// openTag begins the meaning of a tag.
func (in *inliner) openTag(t *htmlTag, pos int, like cell) {
	if t.breaksLine() {
		in.openLine(t, pos, like)
	}
	if len(in.tags) == maxOpenTags {
		return
	}
	d := in.tagDress(t.name)
	in.out.mark(d.before+d.prefix, pos, in.tagged(like).style)
	open := openTag{name: t.name, change: d.change, at: len(*in.out), item: 1}
	if t.name == "a" && t.attrs["href"] != "" {
		linked, ok := in.linked(in.tagged(like), t.attrs["href"])
		open.dest = t.attrs["href"]
		if ok && in.tagged(like).link == 0 {
			open.link, open.change = linked.link, in.styles.label.change
		}
	}
	in.tags = append(in.tags, open)
}

// openLine begins the line of a tag that has a line of its own, such as an
// item, a row or a paragraph, or the cell of a table.
func (in *inliner) openLine(t *htmlTag, pos int, like cell) {
	if t.name == "td" || t.name == "th" {
		*in.out = trimCells(*in.out)
		if !in.fresh && !in.lineEmpty() {
			in.out.mark(in.styles.column, pos, in.styles.table.on(style{}))
			in.fresh = true
		}
		return
	}
	in.breakLine(pos)
	switch t.name {
	case "li":
		in.out.mark(in.itemLabel(), pos, in.styles.item.on(style{}))
	case "dd":
		in.out.mark("  ", pos, style{})
	case "summary":
		in.out.mark(in.styles.disclosure, pos, in.styles.quiet.on(style{}))
	case "blockquote":
		in.out.mark(in.styles.bar, pos, in.styles.quiet.on(style{}))
	}
}

// itemLabel returns the label of the next item of the innermost list.
func (in *inliner) itemLabel() string {
	depth, label := 0, in.styles.bullet
	for i := range in.tags {
		switch list := &in.tags[i]; list.name {
		case "ul":
			depth, label = depth+1, in.styles.bullet
		case "ol":
			depth, label = depth+1, strconv.Itoa(list.item)+in.styles.behindNumber('.')
		}
	}
	for i := len(in.tags) - 1; i >= 0; i-- {
		if in.tags[i].name == "ol" || in.tags[i].name == "ul" {
			in.tags[i].item++
			break
		}
	}
	return strings.Repeat("  ", max(depth-1, 0)) + label
}

// lineEmpty reports whether nothing is on the line yet.
func (in *inliner) lineEmpty() bool {
	n := len(*in.out)
	return n == 0 || (*in.out)[n-1].newline()
}

// breakLine ends the line if something is on it.
func (in *inliner) breakLine(pos int) {
	if !in.lineEmpty() {
		in.out.newline(pos)
	}
	in.fresh = true
}

// tagged returns like in the styles of the open HTML tags.
func (in *inliner) tagged(like cell) cell {
	for _, t := range in.tags {
		like = in.in(like, t.change)
		if t.link != 0 && like.link == 0 {
			like.link = t.link
		}
	}
	return like
}

// closeTag ends the innermost open tag with the name of t.
func (in *inliner) closeTag(t *htmlTag, pos int, like cell) {
	for i := len(in.tags) - 1; i >= 0; i-- {
		open := in.tags[i]
		if open.name != t.name {
			continue
		}
		in.tags = append(in.tags[:i:i], in.tags[i+1:]...)
		d := in.tagDress(t.name)
		in.out.mark(d.suffix+d.after, pos, in.tagged(like).style)
		switch t.name {
		case "sup":
			in.script(open.at, "^", superscripts)
		case "sub":
			in.script(open.at, "_", subscripts)
		case "a":
			in.target(open.dest, (*in.out)[min(open.at, len(*in.out)):], "", like)
		}
		break
	}
	if t.breaksLine() && t.name != "td" && t.name != "th" {
		in.breakLine(pos)
	}
}

// script raises or lowers the cells from index at on. If some of them have
// no such form, it puts mark before them, and brackets around several.
func (in *inliner) script(at int, mark string, table map[rune]rune) {
	cs := (*in.out)[at:]
	if len(cs) == 0 {
		return
	}
	shown, ok := script(cs.String(), table)
	if !ok || in.opts.ASCII {
		open, end := cs[0], cs[len(cs)-1]
		open.text, open.width = mark, 1
		around := cells{open}
		if len(cs) > 1 {
			open.text, end.text, end.width = "(", ")", 1
			around = append(around, open)
			*in.out = append(*in.out, end)
		}
		*in.out = slices.Insert(*in.out, at, around...)
		return
	}
	i := 0
	for _, r := range shown {
		cs[i].text = string(r)
		i++
	}
}

// tagDress returns the look of the text in a tag.
func (in *inliner) tagDress(name string) dress {
	switch name {
	case "b", "strong", "th", "dt", "summary", "caption":
		return in.styles.strong
	case "i", "em", "cite", "var":
		return in.styles.emph
	case "u", "ins":
		return dress{change: change{style: style{attr: underline}}}
	case "s", "del", "strike":
		return in.styles.struck
	case "code", "kbd", "samp", "tt":
		return in.styles.code
	case "mark":
		return dress{change: change{style: style{attr: inverse}}}
	case "q":
		return dress{before: in.styles.quotes[0], after: in.styles.quotes[1]}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return dress{change: in.styles.heading[name[1]-'1'].change}
	}
	return dress{}
}
