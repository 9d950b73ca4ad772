package markdown

// A line is a line of the source without its end.
type line struct {
	start, end int
	more       bool // it goes on: the rest comes as further pieces
	cont       bool // it is a further piece of the line before it
}

const (
	maxLine = 1024 // bytes of a line that decide its block
	maxRest = 256  // bytes of each further piece of a longer line
)

// nextLine returns the line of src that begins at pos, and where the next one
// begins. It reports false if more text could still change the answer; whole
// says that none comes. A very long line comes in pieces, so that
// the work on a line that is still arriving stays bounded; where it is cut
// depends on nothing behind the cut.
func nextLine(src string, pos int, cont, whole bool) (l line, next int, ok bool) {
	limit := maxLine
	if cont {
		limit = maxRest
	}
	l = line{start: pos, cont: cont}
	for i := pos; i < len(src); i++ {
		if i-pos == limit {
			l.end = pos + cutPoint(src[pos:i])
			l.more = true
			return l, l.end, true
		}
		switch src[i] {
		case '\n':
			l.end = i
			return l, i + 1, true
		case '\r':
			l.end = i
			if i+1 == len(src) {
				return l, i + 1, whole
			}
			if src[i+1] == '\n' {
				return l, i + 2, true
			}
			return l, i + 1, true
		}
	}
	l.end = len(src)
	return l, l.end, whole && (len(src) > pos || cont)
}

// cutPoint returns where to cut a long text, outside of its spans if possible: after the last line, else the last space, outside
// of code, brackets and emphasis; else after the last space, else between
// characters.
func cutPoint(s string) int {
	var depth, line, best, space int
	var code, emphasis bool
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			code = !code
		case '[', '(':
			depth++
		case ']', ')':
			depth = max(0, depth-1)
		case '*':
			if i+1 < len(s) && s[i+1] == '*' {
				i++
			}
			emphasis = !emphasis
		case ' ', '\n':
			space = i + 1
			if depth > 0 || code || emphasis {
				continue
			}
			if best = i + 1; s[i] == '\n' {
				line = i + 1
			}
		}
	}
	for _, at := range []int{line, best, space} {
		if at > len(s)/4 {
			return at
		}
	}
	return clusterStart(s)
}

// clusterStart returns the beginning of the last grapheme cluster of s.
func clusterStart(s string) int {
	i := max(len(s)-maxCluster, 0)
	for i > 0 && i < len(s) && s[i]&0xc0 == 0x80 {
		i++
	}
	last := i
	for i < len(s) {
		last = i
		n, _ := cluster(s[i:])
		i += n
	}
	return last
}
