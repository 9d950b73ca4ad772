package termsafe

import "unicode"

// A class says what the filter does with a code point of 0x80 or above.
type class uint8

const (
	visible  class = iota // passes
	hidden                // dropped: acts on the terminal or shows nothing
	opener                // C1 that opens a control string or a CSI
	newline               // becomes a line feed
	joiner                // passes between two characters that it joins
	selector              // passes after a character that it varies
	mark                  // combining: passes, but only so many in a row
)

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
	vs16 = '\ufe0f'
)

// classOf returns the class of a code point of 0x80 or above.
func classOf(r rune) class {
	switch {
	case r < 0xa0:
		return classOfC1(r)
	case r < 0x300:
		if r == 0xad { // soft hyphen: a cell in some terminals, none in others
			return hidden
		}
		return visible
	case r < 0x2000:
		return classOfMark(r)
	case r < 0x2070:
		return classOfPunctuation(r)
	case r < 0xfe00:
		return classOfMark(r)
	case r <= 0xfe0f:
		return selector
	case r == 0xfeff, r >= 0xfff9 && r <= 0xfffb, r&0xfffe == 0xfffe:
		return hidden // byte order mark, interlinear annotation, noncharacters
	case r == 0x10eeee:
		return hidden // a cell of an image in kitty's protocol
	case r >= 0xe0000 && r <= 0xe0fff:
		return hidden // tags and the selectors that text can be hidden in
	}
	return classOfMark(r)
}

// classOfC1 classifies U+0080 to U+009F, which terminals may obey in UTF-8 as
// well.
func classOfC1(r rune) class {
	switch r {
	case 0x85: // NEL
		return newline
	case 0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f: // DCS, SOS, CSI, OSC, PM, APC
		return opener
	}
	return hidden
}

// classOfPunctuation classifies U+2000 to U+206F.
func classOfPunctuation(r rune) class {
	switch {
	case r == zwj, r == zwnj:
		return joiner
	case r == 0x2028, r == 0x2029:
		return newline
	case r == 0x200b, r == 0x200e, r == 0x200f, // zero-width space, LRM, RLM
		r >= 0x202a && r <= 0x202e, // embeddings and overrides
		r >= 0x2060:                // word joiner, invisible operators, isolates
		return hidden
	}
	return visible
}

func classOfMark(r rune) class {
	switch r {
	case 0x034f, 0x061c, 0x180e: // grapheme joiner, Arabic letter mark, vowel separator
		return hidden
	case 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0: // letters that are blank
		return hidden
	}
	if r < 0x1100 || r >= 0x1700 && r < 0x2000 || r >= 0x20d0 && r < 0x2100 || r >= 0xa000 {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			return mark
		}
	}
	if (r < 0x900 || r > 0xffff) && unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return hidden // formats hieroglyphs, shorthand, music; signs such as U+0600 are of this kind too, but are seen
	}
	return visible
}

// pictographs are the blocks that emoji sequences are made of. A joiner
// between two of them makes one picture.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0xa9, Hi: 0xae, Stride: 5},
		{Lo: 0x203c, Hi: 0x2049, Stride: 13},
		{Lo: 0x2122, Hi: 0x2139, Stride: 23},
		{Lo: 0x2190, Hi: 0x21ff, Stride: 1},
		{Lo: 0x2300, Hi: 0x23ff, Stride: 1},
		{Lo: 0x25a0, Hi: 0x27bf, Stride: 1},
		{Lo: 0x2900, Hi: 0x297f, Stride: 1},
		{Lo: 0x2b00, Hi: 0x2bff, Stride: 1},
		{Lo: 0xfe0f, Hi: 0xfe0f, Stride: 1}, // a picture shown as one
	},
	R32:         []unicode.Range32{{Lo: 0x1f000, Hi: 0x1faff, Stride: 1}},
	LatinOffset: 1,
}

// joining are the scripts in which a joiner or non-joiner between two letters
// is part of how a word is written.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Tibetan,
	unicode.Myanmar,
}

// joins reports whether a joiner j between a and b is part of a cluster or
// word.
func joins(a, j, b rune) bool {
	if j == zwj && unicode.Is(pictographs, a) && unicode.Is(pictographs, b) {
		return true
	}
	return unicode.In(a, joining...) && unicode.In(b, joining...)
}

// varies reports whether a variation selector after r varies something.
func varies(r rune) bool {
	return r > ' ' && r != zwj && r != zwnj && classOf8(r) != selector
}

// classOf8 is classOf for any code point.
func classOf8(r rune) class {
	if r < 0x80 {
		return visible
	}
	return classOf(r)
}
