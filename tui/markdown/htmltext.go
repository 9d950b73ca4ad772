package markdown

import (
	"strings"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/x/ansi"
)

// maxHTML is how many bytes of a block of HTML are given to Glamour. A longer
// one is shown as it was written.
const maxHTML = 4096

// An htmlBlock is an open block of known HTML tags. Glamour reduces it to its
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
	p.pen.links = nil
	end := h.lines[len(h.lines)-1].end
	for _, l := range strings.Split(text, "\n") {
		cs := p.cells[:0]
		cs.add(l, h.start, -1, cell{style: p.sheet.html})
		p.cells = collapse(cs, 0)
		p.flow(f, p.cells, h.start, end, true)
	}
}

// htmlText returns what Glamour shows for a block of HTML: its text. It
// reports false when text would be lost: a script, or a tag that does not end.
func (p *blockParser) htmlText(src string) (text string, ok bool) {
	defer func() {
		if recover() != nil { // hostile text must not end the program
			text, ok = "", false
		}
	}()
	if open := strings.LastIndexByte(src, '<'); open > strings.LastIndexByte(src, '>') {
		if !p.draft {
			return "", false
		}
		src = src[:open]
	}
	if lower := strings.ToLower(src); strings.Contains(lower, "<script") || strings.Contains(lower, "<style") {
		return "", false
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(p.sheet.config), glamour.WithWordWrap(0))
	if err != nil {
		return "", false
	}
	out, err := r.Render(src)
	if err != nil {
		return "", false
	}
	var lines []string
	for _, l := range strings.Split(ansi.Strip(out), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n"), true
}
