package markdown

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// The lexers of chroma need the whole text, and their regular expressions can
// take more than linear time. So code is coloured in chunks that depend only
// on the text before their end: a chunk ends after a blank line once it is
// large enough and no comment or string is open there, and in any case at the
// limits. On the screen the lines of an open chunk are coloured each for itself.
const (
	chunkLines    = 16   // lines after which a chunk may end
	maxChunkLines = 64   // lines after which it ends
	maxChunk      = 4096 // bytes after which it ends
	maxCodeLine   = 1024 // bytes of a line that is coloured
)

// A chunk is the lines of code since the last cut.
type chunk struct {
	lines []seg
	size  int
	stack string // of the lexer, where the chunk begins

	rows  []Line // how the first lines are shown until the chunk is cut
	cols  [][]int32
	shown int    // how many lines rows shows
	next  string // stack of the lexer behind them
}

func (k *chunk) clone() chunk {
	c := *k
	c.lines = k.lines[:len(k.lines):len(k.lines)]
	return c
}

// add takes a line of b and cuts the chunk where it can be cut. A line in
// pieces is too long for colours.
func (k *chunk) add(p *blockParser, b *code, s seg, glued bool) {
	if glued || p.more || p.draft {
		k.close(p, b)
		b.draw(p, s, nil)
		return
	}
	k.lines = append(k.lines, s)
	k.size += s.end - s.start + 1
	full := len(k.lines) >= maxChunkLines || k.size >= maxChunk
	blank := strings.Trim(p.src[s.start:s.end], " \t") == ""
	if full || blank && len(k.lines) >= chunkLines {
		if c := k.colors(p, b.lexer); full || !c.open {
			k.draw(p, b, c)
		}
	}
}

// preview makes the rows that are shown of the chunk while it is open.
func (k *chunk) preview(p *blockParser, b *code) {
	rows, cols, end := p.rows, p.cols, p.end
	p.rows, p.cols = k.rows, k.cols
	if k.shown == 0 {
		k.next = k.stack
	}
	for _, s := range k.lines[k.shown:] {
		c := colorLines(p.styles, b.lexer, []string{p.src[s.start:s.end]}, k.next)
		b.draw(p, s, c.lines[0])
		k.next = c.stack
	}
	k.rows, k.cols, k.shown = p.rows, p.cols, len(k.lines)
	p.rows, p.cols, p.end = rows, cols, end
}

// close draws the lines that are left.
func (k *chunk) close(p *blockParser, b *code) {
	switch {
	case p.draft:
		p.rows, p.cols = append(p.rows, k.rows...), append(p.cols, k.cols...)
		*k = chunk{}
	case len(k.lines) > 0:
		k.draw(p, b, k.colors(p, b.lexer))
	}
}

func (k *chunk) colors(p *blockParser, lexer *lexer) colors {
	text := make([]string, len(k.lines))
	for i, s := range k.lines {
		text[i] = p.src[s.start:s.end]
	}
	return colorLines(p.styles, lexer, text, k.stack)
}

// draw draws the final rows of the chunk and empties it.
func (k *chunk) draw(p *blockParser, b *code, c colors) {
	for i, s := range k.lines {
		b.draw(p, s, c.lines[i])
	}
	*k = chunk{lines: k.lines[:0], stack: c.stack, rows: k.rows[:0], cols: k.cols[:0]}
}

// A colored is the change in the style of the next n bytes of a line.
type colored struct {
	n int
	change
}

// colours are the colours of lines of code.
type colors struct {
	lines [][]colored
	open  bool   // a comment or string is open at the end
	stack string // of the lexer, at the end
}

// colorLines colours lines that begin in the given stack of the lexer. It
// returns no colours for lines that cannot be lexed.
func colorLines(styles *styleSheet, x *lexer, lines []string, stack string) colors {
	none := colors{lines: make([][]colored, len(lines))}
	for _, l := range lines {
		if len(l) > maxCodeLine {
			return none
		}
	}
	out := colors{lines: make([][]colored, len(lines))}
	tokens, after := x.tokens(strings.Join(lines, "\n")+"\n", stack)
	out.stack = after
	i, left := 0, len(lines[0])
	for _, t := range tokens {
		out.open = strings.HasSuffix(t.Value, "\n") &&
			(len(t.Value) > 1 && t.Type.InCategory(chroma.Literal) || t.Type == chroma.CommentMultiline)
		st := styles.tokens[t.Type]
		for v := t.Value; v != ""; {
			n := strings.IndexByte(v, '\n')
			if n < 0 {
				n = len(v)
			}
			if n > left {
				return none
			}
			if n > 0 {
				out.lines[i] = append(out.lines[i], colored{n, st})
				left -= n
			}
			if v = v[n:]; v == "" {
				break
			}
			if v = v[1:]; i+1 < len(lines) {
				i++
				left = len(lines[i])
			}
		}
	}
	return out
}
