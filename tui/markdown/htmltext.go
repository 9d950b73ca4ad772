package markdown

import "strings"

// maxHTML is how many bytes of a block of HTML are reduced to their text. A
// longer one is shown as written.
const maxHTML = 4096

// An htmlBlock is an open block of known HTML tags, which is reduced to its
// text.
type htmlBlock struct {
	start int
	lines []seg
	size  int
}

func newHTML(p *blockParser, first seg) leaf {
	return &htmlBlock{start: min(p.mark, first.start), lines: []seg{first}, size: first.end - first.start}
}

func (h *htmlBlock) take(p *blockParser, c *cursor) bool {
	if c.look(); c.isBlank {
		return false
	}
	h.lines = append(h.lines, c.seg())
	if h.size += c.end - c.pos + 1; h.size > maxHTML {
		h.spill(p)
	}
	return true
}

func (h *htmlBlock) rest(p *blockParser, s seg) {
	h.spill(p)
	p.leaf.rest(p, s)
}

// spill shows the block as written from now on.
func (h *htmlBlock) spill(p *blockParser) {
	b := &code{kind: markup, start: h.start, frame: p.frame()}
	p.leaf = b
	more := p.more
	for i, s := range h.lines {
		p.more = more && i+1 == len(h.lines)
		b.add(p, s, false)
	}
	p.more = more
}

func (h *htmlBlock) clone() leaf {
	c := *h
	c.lines = h.lines[:len(h.lines):len(h.lines)]
	return &c
}

func (h *htmlBlock) close(p *blockParser) {
	var text passage
	for i, s := range h.lines {
		text.add("\n"[:min(i, 1)], p.src, s)
	}
	in := inliner{styles: p.styles, opts: p.opts, refs: p.refs, draft: p.draft}
	cs := p.cells[:0]
	if !in.htmlText(&text, &cs, p.base()) {
		h.spill(p)
		p.leave(len(p.open))
		return
	}
	p.cells = cs
	if len(cs) == 0 {
		return
	}
	p.writer.links = in.links
	p.flow(p.frame(), cs, h.start, h.lines[len(h.lines)-1].end, true)
}

// htmlText appends the text of a block of HTML. It reports false if text
// would be lost: a script, a comment, a tag that does not end, or a part of a
// prompt.
func (in *inliner) htmlText(p *passage, out *cells, base style) bool {
	if open := strings.LastIndexByte(p.text, '<'); open > strings.LastIndexByte(p.text, '>') {
		if !in.draft {
			return false
		}
		p.text = p.text[:open]
	}
	lower := strings.ToLower(p.text)
	for _, lossy := range []string{"<script", "<style", "<!--"} {
		if strings.Contains(lower, lossy) {
			return false
		}
	}
	in.p, in.out, in.tags, in.fresh = p, out, in.tags[:0], true
	tags := blockTagsOf(p.text)
	pairTags(p.text, tags, true)
	for i := range tags {
		tags[i].certain = tags[i].certain || in.draft && blockTags[tags[i].name] // its end is still to come
	}
	if len(tags) > 0 && sectionTags[tags[0].name] && !tags[0].certain {
		return false
	}
	like, at := cell{style: base}, 0
	for i := range tags {
		in.htmlPart(at, tags[i].at, like)
		in.tag(&tags[i], like)
		at = tags[i].at + len(tags[i].raw)
	}
	in.htmlPart(at, len(p.text), like)
	*out = trimLines(collapse(*out, 0))
	return true
}

// blockTagsOf returns the tags in a block of HTML.
func blockTagsOf(text string) []htmlTag {
	var tags []htmlTag
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '<')
		if i < 0 {
			return tags
		}
		at += i
		n := tagEnd(text[at:])
		if n < 0 {
			at++
			continue
		}
		tags = append(tags, parseTag(text[at:at+n], at))
		at += n
	}
}

// htmlPart appends the text between two tags. Its line ends are kept, as in a
// paragraph, except those between the cells of a table.
func (in *inliner) htmlPart(from, to int, like cell) {
	like = in.tagged(like)
	for from < to {
		end := strings.IndexByte(in.p.text[from:to], '\n')
		if end < 0 {
			end = to - from
		}
		start := from
		for in.fresh && start < from+end && (in.p.text[start] == ' ' || in.p.text[start] == '\t') {
			start++
		}
		if start < from+end {
			in.entities(start, from+end, like)
			in.fresh = false
		}
		if from += end + 1; from <= to {
			in.htmlLineEnd(in.p.pos(from-1), like)
		}
	}
}

// htmlLineEnd ends a line of the source in a block of HTML.
func (in *inliner) htmlLineEnd(pos int, like cell) {
	for _, t := range in.tags {
		if t.name == "tr" {
			if !in.fresh {
				in.out.add(" ", pos, -1, like)
			}
			return
		}
	}
	if !in.fresh {
		in.breakLine(pos)
	}
}

// entities appends a part of the passage with its character references
// resolved.
func (in *inliner) entities(from, to int, like cell) {
	for from < to {
		n := strings.IndexByte(in.p.text[from:to], '&')
		if n < 0 {
			n = to - from
		}
		in.out.add(in.p.text[from:from+n], in.p.pos(from), in.p.pos(from+n), like)
		if from += n; from < to {
			text, n := entity(in.p.text[from:to])
			in.out.add(text, in.p.pos(from), -1, like)
			from += n
		}
	}
}

// trimLines takes off the line ends at the end.
func trimLines(cs cells) cells {
	for len(cs) > 0 && (cs[len(cs)-1].newline() || cs[len(cs)-1].space()) {
		cs = cs[:len(cs)-1]
	}
	return cs
}
