package markdown

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// inVisualOrder applies the Unicode bidirectional algorithm (UAX #9) without
// explicit codes, which the sanitizer takes out.
func inVisualOrder(row cells, rtl bool) cells {
	known := slices.ContainsFunc(row, func(c cell) bool { return c.level > 1 })
	if !known && !slices.ContainsFunc(row, func(c cell) bool { return isRTL(c.text) }) {
		return row
	}
	base := baseLevel(rtl)
	var at []int
	if known {
		at = make([]int, len(row))
		for i, c := range row {
			at[i] = max(int(c.level)-1, 0)
		}
	} else {
		at = levels(row, base)
	}
	for i := len(row) - 1; i >= 0 && row[i].space(); i-- { // rule L1
		at[i] = base
	}
	return reorder(row, at)
}

// levels returns the embedding levels of the cells of a line.
func levels(row cells, base int) []int {
	classes := make([]bidi.Class, len(row))
	for i, c := range row {
		classes[i] = class(c.text)
	}
	numbers(classes, base)
	brackets(row, classes, base)
	neutrals(classes, base)
	return implicitLevels(classes, base)
}

// class returns the type of the first character of a cluster. An empty cluster
// goes with the one before it.
func class(text string) bidi.Class {
	if text == "" {
		return bidi.NSM
	}
	props, _ := bidi.LookupString(text)
	return props.Class()
}

// rightToLeft is [RightToLeft] of a row.
func rightToLeft(cs cells) bool {
	for _, c := range cs {
		switch class(c.text) {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// isRTL reports whether s begins with a character of a right-to-left script.
func isRTL(s string) bool {
	if s == "" || s[0] < 0xd6 { // below U+0580
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x590 && r < 0x900 || r >= 0xfb1d && r < 0xfe00 || r >= 0xfe70 && r < 0xff00 ||
		r >= 0x10800 && r < 0x11000 || r >= 0x1e800 && r < 0x1f000
}

// strong returns the direction of a base or embedding level.
func strong(level int) bidi.Class {
	if level%2 == 1 {
		return bidi.R
	}
	return bidi.L
}

// numbers resolves weak types: rules W1 to W7.
func numbers(cl []bidi.Class, base int) {
	last := strong(base) // the last strong type, AL included
	prev := last
	for i, c := range cl {
		switch c {
		case bidi.L, bidi.R, bidi.AL:
			last = c
		case bidi.NSM:
			cl[i] = prev
		case bidi.EN:
			if last == bidi.AL {
				cl[i] = bidi.AN
			}
		}
		prev = cl[i]
	}
	separators(cl)
	last = strong(base)
	for i, c := range cl {
		switch c {
		case bidi.AL:
			cl[i], last = bidi.R, bidi.R
		case bidi.L, bidi.R:
			last = c
		case bidi.EN:
			if last == bidi.L {
				cl[i] = bidi.L
			}
		}
	}
}

// separators gives signs next to numbers the type of the number and makes
// neutrals of the others: rules W4 to W6.
func separators(cl []bidi.Class) {
	for i := 1; i+1 < len(cl); i++ {
		if cl[i-1] == cl[i+1] && (cl[i] == bidi.CS && (cl[i-1] == bidi.EN || cl[i-1] == bidi.AN) ||
			cl[i] == bidi.ES && cl[i-1] == bidi.EN) {
			cl[i] = cl[i-1]
		}
	}
	for i := 0; i < len(cl); i++ {
		from := i
		for i < len(cl) && cl[i] == bidi.ET {
			i++
		}
		if from < i && (from > 0 && cl[from-1] == bidi.EN || i < len(cl) && cl[i] == bidi.EN) {
			for j := from; j < i; j++ {
				cl[j] = bidi.EN
			}
		}
	}
	for i, c := range cl {
		if c == bidi.ET || c == bidi.ES || c == bidi.CS {
			cl[i] = bidi.ON
		}
	}
}

// direction returns L or R for types that count as strong to the neutrals
// around them, ON for the others.
func direction(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

const mirrored = "()[]{}<>«»‹›≤≥⟨⟩（）「」『』【】〈〉《》"

// mirror returns the mirror image of s and whether s opens a pair.
func mirror(s string) (image string, opens, ok bool) {
	i := strings.Index(mirrored, s)
	if i < 0 || s == "" {
		return "", false, false
	}
	n := utf8.RuneCountInString(mirrored[:i])
	if n%2 == 0 {
		r, _ := utf8.DecodeRuneInString(mirrored[i+len(s):])
		return string(r), true, true
	}
	r, _ := utf8.DecodeLastRuneInString(mirrored[:i])
	return string(r), false, true
}

// brackets gives the two brackets of a pair one direction: rule N0.
func brackets(row cells, cl []bidi.Class, base int) {
	type opening struct {
		at    int
		image string
	}
	var open []opening
	for i, c := range row {
		image, opens, ok := mirror(c.text)
		if !ok || cl[i] != bidi.ON {
			continue
		}
		if opens {
			open = append(open, opening{i, image})
			continue
		}
		for j := len(open) - 1; j >= 0; j-- {
			if open[j].image == c.text {
				bracketPair(cl, open[j].at, i, base)
				open = open[:j]
				break
			}
		}
	}
}

func bracketPair(cl []bidi.Class, from, to, base int) {
	var same, opposite bool
	for _, c := range cl[from+1 : to] {
		switch d := direction(c); {
		case d == strong(base):
			same = true
		case d != bidi.ON:
			opposite = true
		}
	}
	d := strong(base)
	if !same && opposite {
		before := strong(base)
		for i := from - 1; i >= 0; i-- {
			if before = direction(cl[i]); before != bidi.ON {
				break
			}
			before = strong(base)
		}
		d = before
	}
	if same || opposite {
		cl[from], cl[to] = d, d
	}
}

// neutrals gives neutrals the direction of the text around them: N1 and N2.
func neutrals(cl []bidi.Class, base int) {
	before := strong(base)
	for i := 0; i < len(cl); {
		if d := direction(cl[i]); d != bidi.ON {
			before = d
			i++
			continue
		}
		from := i
		for i < len(cl) && direction(cl[i]) == bidi.ON {
			i++
		}
		after := strong(base)
		if i < len(cl) {
			after = direction(cl[i])
		}
		if before != after {
			after = strong(base)
		}
		for j := from; j < i; j++ {
			cl[j] = after
		}
	}
}

// implicitLevels returns the levels that resolved types have: rules I1 and I2.
func implicitLevels(cl []bidi.Class, base int) []int {
	out := make([]int, len(cl))
	for i, c := range cl {
		switch {
		case c == bidi.AN || c == bidi.EN:
			out[i] = 2
		case c == bidi.R:
			out[i] = 1
		case base == 1:
			out[i] = 2
		}
	}
	return out
}

// reorder reverses runs by level and mirrors the brackets in reversed ones:
// rules L2 and L4.
func reorder(row cells, levels []int) cells {
	out := slices.Clone(row)
	for i := range out {
		if image, _, ok := mirror(out[i].text); ok && levels[i]%2 == 1 {
			out[i].text = image
		}
	}
	for level := 2; level > 0; level-- {
		for i := 0; i < len(out); i++ {
			from := i
			for i < len(out) && levels[i] >= level {
				i++
			}
			slices.Reverse(out[from:i])
			slices.Reverse(levels[from:i])
		}
	}
	return out
}
