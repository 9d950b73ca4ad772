package markdown

// A cursor walks over one line of the source and knows its column, in which
// tabs go to every fourth.
type cursor struct {
	src      string
	pos, end int
	col      int
	tab      int // columns of a tab at pos that are already used up

	// Set by look: the next character that is not blank.
	next    int
	indent  int // columns from here to next
	isBlank bool
}

// look finds the next character that is not blank.
func (c *cursor) look() {
	i, col := c.pos, c.col
	for i < c.end {
		switch c.src[i] {
		case ' ':
			col++
		case '\t':
			col += tabStop - col%tabStop
		default:
			c.next, c.indent, c.isBlank = i, col-c.col, false
			return
		}
		i++
	}
	c.next, c.indent, c.isBlank = i, col-c.col, true
}

// rest returns the line from the next character that is not blank.
func (c *cursor) rest() string { return c.src[c.next:c.end] }

// blankHere reports whether a blank stands at the cursor.
func (c *cursor) blankHere() bool {
	return c.pos < c.end && (c.src[c.pos] == ' ' || c.src[c.pos] == '\t')
}

// skip goes n columns on over blanks, at most to the next other character.
func (c *cursor) skip(n int) {
	for n > 0 && c.blankHere() {
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

// jump goes to the offset to, over characters of one column each.
func (c *cursor) jump(to int) {
	c.skip(c.indent)
	c.col += to - c.pos
	c.pos = to
}

// seg returns the rest of the line, a half used tab as spaces.
func (c *cursor) seg() seg {
	if c.tab > 0 && c.blankHere() {
		return seg{c.pos + 1, c.end, tabStop - c.col%tabStop}
	}
	return seg{c.pos, c.end, 0}
}
