package markdown

import (
	"strings"
	"unicode/utf8"
)

// A cursor walks over one line of the source and knows its column. Tab stops
// are at every fourth column.
type cursor struct {
	src      string
	pos, end int
	col      int
	tab      int // columns of a tab at pos that are already used up

	// Set by look: the next character that is not blank.
	next    int
	indent  int // columns of blanks from here to next
	isBlank bool
}

// look finds the next character that is not blank. It passes over characters
// without a width, such as a byte order mark, which would hide a mark.
func (c *cursor) look() {
	i, col := c.pos, c.col
	for i < c.end {
		switch c.src[i] {
		case ' ':
			col++
		case '\t':
			col += tabStop - col%tabStop
		default:
			n := unseen(c.src[i:c.end])
			if n == 0 {
				c.next, c.indent, c.isBlank = i, col-c.col, false
				return
			}
			i += n - 1
		}
		i++
	}
	c.next, c.indent, c.isBlank = i, col-c.col, true
}

// unseen returns the length of the character that s begins with if it has no
// width: a byte order mark, a zero-width space or joiner, a mark of direction.
func unseen(s string) int {
	for _, mark := range []string{"\ufeff", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060"} {
		if s[0] >= utf8.RuneSelf && strings.HasPrefix(s, mark) {
			return len(mark)
		}
	}
	return 0
}

// rest returns the line from the next character that is not blank.
func (c *cursor) rest() string { return c.src[c.next:c.end] }

// blankHere reports whether the cursor is at a blank.
func (c *cursor) blankHere() bool {
	return c.pos < c.end && (c.src[c.pos] == ' ' || c.src[c.pos] == '\t')
}

// skip goes n columns on over blanks, at most to the next other character.
func (c *cursor) skip(n int) {
	for n > 0 && c.pos < c.end {
		if size := unseen(c.src[c.pos:c.end]); size > 0 {
			c.pos += size
			continue
		}
		if !c.blankHere() {
			return
		}
		if c.src[c.pos] == ' ' {
			c.pos++
			c.col++
			n--
			continue
		}
		left := tabStop - c.col%tabStop
		if left > n {
			c.tab += n
			c.col += n
			return
		}
		c.col += left
		n -= left
		c.pos++
		c.tab = 0
	}
}

// jump goes to the offset to, which is behind the last character that look
// found, over characters of one column each.
func (c *cursor) jump(to int) {
	c.skip(c.indent)
	c.col += to - c.next
	c.pos = to
}

// seg returns the rest of the line, a half used tab as spaces.
func (c *cursor) seg() seg {
	if c.tab > 0 && c.blankHere() {
		return seg{c.pos + 1, c.end, tabStop - c.col%tabStop}
	}
	return seg{c.pos, c.end, 0}
}
