// Package termsafe makes text that did not come from Banter's own code safe to
// write to a terminal.
//
// Model text, titles, model names, error bodies, file names and pasted text
// may hold escape sequences, control characters, bidirectional overrides or
// invisible tag characters. Everything foreign passes this package once,
// after entity decoding and before it reaches a screen, a pipe that may be a
// screen, a window title or a notification.
//
// Text drops escape sequences as a whole (CSI, OSC, DCS, APC, PM, SOS,
// in their seven-bit form and as C1 code points), every other control
// character but line feed and tab, bidirectional controls, zero-width and tag
// characters, and joiners and variation selectors that join or vary nothing.
// Bytes that are not UTF-8 become U+FFFD. A control string that does not end
// within its line loses only its introducer, so that a stray one cannot make
// the rest of an answer disappear.
package termsafe

import (
	"strings"
	"unicode/utf8"
)

// Text returns s without anything a terminal would act on, keeping line feeds
// and tabs. CR LF and lone CR become LF. It is for text of several lines.
// Text of safe text is the same string, without an allocation.
func Text(s string) string {
	if plain(s) {
		return s
	}
	var f Filter
	return f.Push(s) + f.Flush()
}

// Line returns s as one line: [Text], with line feeds and tabs made single
// spaces and none at the ends. It is for titles, names and error sentences.
func Line(s string) string {
	s = Text(s)
	if !strings.ContainsAny(s, "\n\t") {
		return strings.Trim(s, " ")
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, field := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\t' }) {
		field = strings.Trim(field, " ")
		if field == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(field)
	}
	return b.String()
}

// plain reports whether s passes unchanged after any other text. It is the fast
// path: most languages have no character whose neighbours matter.
func plain(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || classOf(r) != visible {
			return false
		}
		i += n
	}
	return true
}
