package termsafe

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Visible returns s with everything that [Text] drops shown as symbols: the
// control pictures for C0 and DEL, the code point in angle brackets for the
// rest. Line feeds and tabs stay, CR LF becomes LF. It is for views that show
// a text unchanged.
func Visible(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	last := rune(0)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "⟨%02X⟩", s[i])
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune('␀' + r)
		case r == 0x7f:
			b.WriteRune('␡')
		case shown(last, r, next):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		}
		last = r
		i += n
	}
	return b.String()
}

// shown reports whether r can be seen between last and next.
func shown(last, r, next rune) bool {
	switch classOf8(r) {
	case visible, mark:
		return true
	case joiner:
		return joins(last, r, next)
	case selector:
		return varies(last)
	}
	return false
}
