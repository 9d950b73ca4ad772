package markdown

import (
	"html"
	"strings"
)

// maxHTML is how many bytes of a block of HTML are reduced to their text. A
// longer one is shown as it was written.
const maxHTML = 4096

// An htmlBlock is an open block of known HTML tags, which is reduced to its
// text.
type htmlBlock struct {
	start int
	lines []seg
	size  int
}

func newHTML(p *blockParser, first seg) leaf {
	return &htmlBlock{start: p.mark, lines: []seg{first}, size: first.end - first.start}
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

// spill shows the block as it was written from now on.
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
	var src strings.Builder
	for _, s := range h.lines {
		src.WriteString(s.text(p.src))
		src.WriteByte('\n')
	}
	text, ok := p.htmlText(src.String())
	if !ok {
		h.spill(p)
		p.leave(len(p.open))
		return
	}
	if text == "" {
		return
	}
	f := p.frame()
	p.writer.links = nil
	end := h.lines[len(h.lines)-1].end
	for _, l := range strings.Split(text, "\n") {
		cs := p.cells[:0]
		cs.add(l, h.start, -1, cell{style: p.sheet.html.on(p.base())})
		p.cells = collapse(cs, 0)
		p.flow(f, p.cells, h.start, end, true)
	}
}

// htmlText returns the text of a block of HTML, a line for each that has some.
// It reports false when text would be lost: a script, a comment, or a tag that
// does not end.
func (p *blockParser) htmlText(src string) (text string, ok bool) {
	if open := strings.LastIndexByte(src, '<'); open > strings.LastIndexByte(src, '>') {
		if !p.draft {
			return "", false
		}
		src = src[:open]
	}
	lower := strings.ToLower(src)
	for _, lossy := range []string{"<script", "<style", "<!--"} {
		if strings.Contains(lower, lossy) {
			return "", false
		}
	}
	var lines []string
	for _, l := range strings.Split(withoutTags(src), "\n") {
		if l = strings.TrimSpace(html.UnescapeString(l)); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n"), true
}

// withoutTags takes out what stands between angle brackets, quoted attributes
// included, and keeps line feeds. A bracket that begins no tag stays.
func withoutTags(src string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(src, "<")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		end := tagEnd(rest)
		if end < 0 {
			out.WriteByte('<')
			src = rest
			continue
		}
		out.WriteString(strings.Repeat("\n", strings.Count(rest[:end], "\n")))
		src = rest[end+1:]
	}
}

// tagEnd returns where the tag ends whose opening bracket comes before s, or
// -1 when s does not begin like a tag.
func tagEnd(s string) int {
	name := strings.TrimPrefix(s, "/")
	if name == "" || !('a' <= name[0]|0x20 && name[0]|0x20 <= 'z') {
		return -1
	}
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}
