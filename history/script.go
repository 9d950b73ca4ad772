package history

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unspaced has the scripts that do not separate words by spaces, or, as Korean,
// attach others to them: Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese,
// Korean. The GLOB patterns of migrations/0003_search.sql have the same ranges;
// their ends are characters that no normalization replaces.
var unspaced = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0e01, 0x109f, 1}, {0x1100, 0x11ff, 1}, {0x1780, 0x17f9, 1}, {0x2e80, 0x2fd5, 1}, {0x3041, 0x9fff, 1},
		{0xa960, 0xa97c, 1}, {0xac00, 0xd7fb, 1}, {0xf8ff, 0xfaff, 1}, {0xff66, 0xffdc, 1},
	},
	R32: []unicode.Range32{{0x20000, 0x323af, 1}},
}

func isUnspaced(r rune) bool { return r >= 0x0e01 && unicode.Is(unspaced, r) }

// inWord reports whether r is part of a word.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// foldRune returns the common form of all spellings of a character: without
// case and accents. A combining mark becomes 0, which is nothing.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case isUnspaced(r):
		return r
	case unicode.IsMark(r):
		return 0
	}
	if r < 0x2000 {
		var buf [utf8.UTFMax * 4]byte
		r, _ = utf8.DecodeRune(norm.NFD.AppendString(buf[:0], string(r)))
	}
	return unicode.ToLower(unicode.ToUpper(r)) // the long s, the final sigma and their kin too
}

// fold returns text with all its characters folded.
func fold(text string) string {
	folded := make([]byte, 0, len(text))
	for _, r := range text {
		if r = foldRune(r); r != 0 {
			folded = utf8.AppendRune(folded, r)
		}
	}
	return string(folded)
}
