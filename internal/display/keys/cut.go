package keys

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const esc = ansi.ESC

// A state is how much of a sequence has arrived.
type state int

const (
	whole  state = iota
	begun        // more bytes may follow
	broken       // the next byte does not belong to it
)

// cut returns the length of the sequence, character or control at the start of b.
// It follows the grammar of ECMA-48 and the exceptions of the Linux console, of
// rxvt and of xterm's first mouse protocol.
func cut(b []byte) (int, state) {
	switch {
	case b[0] != esc:
		return cutText(b)
	case len(b) == 1:
		return 1, begun
	}
	switch b[1] {
	case esc: // rxvt sends Alt+Up as ESC ESC [ A
		if len(b) == 2 {
			return 2, begun
		}
		if b[2] != '[' && b[2] != 'O' {
			return 1, whole
		}
		n, state := cut(b[1:])
		return n + 1, state
	case '[':
		return cutCSI(b)
	case 'O':
		return cutSS3(b)
	case ']', 'P', '_', '^', 'X':
		return cutString(b)
	}
	n, state := cutRune(b[1:])
	return n + 1, state
}

// maxCluster is the length of the longest grapheme cluster that arrives as one
// key, in bytes.
const maxCluster = 256

// cutText cuts a control or a grapheme cluster.
func cutText(b []byte) (int, state) {
	n, state := cutRune(b)
	if state != whole || n == 1 {
		return n, state
	}
	for n < min(len(b), maxCluster) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 { // it would become part of the cluster
			break
		}
		n += size
	}
	cluster, _ := ansi.FirstGraphemeCluster(string(b[:n]), ansi.GraphemeWidth)
	return len(cluster), whole
}

// cutRune cuts a control or a code point.
func cutRune(b []byte) (int, state) {
	if !utf8.FullRune(b) {
		return len(b), begun
	}
	if r, n := utf8.DecodeRune(b); r != utf8.RuneError || n > 1 {
		return n, whole
	}
	return 1, broken
}

// cutCSI cuts ESC [ parameters intermediates final.
func cutCSI(b []byte) (int, state) {
	if len(b) > 2 && b[2] == 'M' {
		return cutMouse(b)
	}
	i := 2
	if len(b) > 2 && b[2] == '[' { // the Linux console: ESC [ [ A is F1
		i = 3
	}
	for ; i < len(b) && b[i] >= 0x30 && b[i] <= 0x3f; i++ {
	}
	if i > 2 && i < len(b) && b[i] == '$' && digits(b[2:i]) { // rxvt: Shift
		return i + 1, whole
	}
	for ; i < len(b) && b[i] >= 0x20 && b[i] <= 0x2f; i++ {
	}
	switch {
	case i == len(b):
		return i, begun
	case b[i] < 0x40 || b[i] > 0x7e:
		return i, broken
	}
	return i + 1, whole
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// cutMouse cuts ESC [ M and three bytes.
func cutMouse(b []byte) (int, state) {
	for i := 3; i < 6; i++ {
		if i == len(b) {
			return i, begun
		}
		if b[i] < ' ' {
			return i, broken
		}
	}
	return 6, whole
}

// cutSS3 cuts ESC O modifier final, or Alt+Shift+O.
func cutSS3(b []byte) (int, state) {
	i := 2
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
	}
	switch {
	case i == len(b):
		return i, begun
	case b[i] > ' ' && b[i] <= '~':
		return i + 1, whole
	case i == 2:
		return 2, whole
	}
	return i, broken
}

// cutString cuts an answer of the terminal, which ends in ST or BEL. If no answer
// follows the introducer, it is a chord such as Alt+].
func cutString(b []byte) (int, state) {
	if len(b) == 2 {
		return 2, begun
	}
	if !answers(b[1], b[2]) {
		return 2, whole
	}
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c == ansi.BEL && b[1] == ']':
			return i + 1, whole
		case c == esc && i+1 == len(b):
			return i + 1, begun
		case c == esc && b[i+1] == '\\':
			return i + 2, whole
		case c < ' ': // also ESC: the string is cut short
			return i, broken
		}
	}
	return len(b), begun
}

// answers reports whether an answer of the terminal may begin with the bytes ESC,
// introducer and first.
func answers(introducer, first byte) bool {
	switch introducer {
	case ']':
		return first >= '0' && first <= '9'
	case 'P':
		return first >= '0' && first <= '?' || first == '!' || first == '$' || first == '+'
	case '_':
		return first == 'G'
	}
	return false
}

// burstSize is the number of characters from which on text that arrives at once is
// one message. No person types as much between two reads.
const burstSize = 16

// burst returns the length of the text at the start of b if it is one message,
// otherwise 0. The text of a key that is held down is several.
func burst(b []byte) int {
	n, count, same := 0, 0, true
	for n < len(b) && b[n] >= ' ' && b[n] != 0x7f {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 || r >= 0x80 && r < 0xa0 {
			break
		}
		same = same && r == rune(b[0])
		n += size
		count++
	}
	if count < burstSize || same {
		return 0
	}
	return n
}
