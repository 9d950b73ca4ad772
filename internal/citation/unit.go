package citation

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A unit is what the offsets of annotations count. OpenAI does not document it.
type unit int

const (
	codePoints unit = iota
	utf16Units
	bytesUnit
)

// unitOf returns the unit in which most passages are a link to the address that they
// cite, as models write it. Code points win otherwise.
func unitOf(text string, annotations []annotation) unit {
	best, most := codePoints, 0
	for _, u := range []unit{codePoints, utf16Units, bytesUnit} {
		hits := 0
		for _, a := range annotations {
			if from, to := u.offset(text, a.Start), u.offset(text, a.End); from < to && isLink(text[from:to], a.URL) {
				hits++
			}
		}
		if hits > most {
			best, most = u, hits
		}
	}
	return best
}

// isLink reports whether a passage is a markdown link to an address, alone or in
// parentheses.
func isLink(passage, address string) bool {
	return (passage[0] == '(' || passage[0] == '[') && passage[len(passage)-1] == ')' && strings.Contains(passage, address)
}

// offset returns the byte of text that n units come before, at the start of a
// character. Offsets outside of the text count as its ends.
func (u unit) offset(text string, n int) int {
	if u == bytesUnit {
		n = max(0, min(n, len(text)))
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n++
		}
		return n
	}
	for at, r := range text {
		if n <= 0 {
			return at
		}
		n--
		if u == utf16Units && utf16.RuneLen(r) == 2 {
			n--
		}
	}
	return len(text)
}
