package markdown

import (
	"cmp"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"charm.land/glamour/v2/ansi"

	"banter/internal/termsafe"
)

// A dress is the look of one kind of text in a sheet: a change of its style,
// marks around it, and a change of its letters.
type dress struct {
	change
	before, after  string // marks in the style of the text around
	prefix, suffix string // marks in the changed style
	letters        func(cells)
	format         *template.Template // of the text of a label; may be nil
}

// dress returns the look that p asks for.
func (s *styleSheet) dress(p ansi.StylePrimitive) dress {
	d := dress{
		change: s.change(p),
		before: s.mark(p.BlockPrefix), after: s.mark(p.BlockSuffix),
		prefix: s.mark(p.Prefix), suffix: s.mark(p.Suffix),
		letters: letters(p),
	}
	if p.Format != "" {
		// A format that cannot be parsed leaves the label unchanged; Parse
		// in package themes reports it.
		d.format, _ = template.New("format").Funcs(ansi.TemplateFuncMap).Parse(p.Format)
	}
	return d
}

// with returns d with the settings of e over it.
func (d dress) with(e dress) dress {
	e.change = d.change.then(e.change)
	e.before, e.after = cmp.Or(e.before, d.before), cmp.Or(e.after, d.after)
	e.prefix, e.suffix = cmp.Or(e.prefix, d.prefix), cmp.Or(e.suffix, d.suffix)
	if e.letters == nil {
		e.letters = d.letters
	}
	return e
}

// around returns text, which fills a block from start to end of the source,
// between the marks of the dress.
func (d *dress) around(text cells, start, end int, base style) cells {
	if d.letters != nil {
		d.letters(text)
	}
	if d.before+d.prefix+d.suffix+d.after == "" {
		return text
	}
	var cs cells
	cs.mark(d.before, start, base)
	cs.mark(d.prefix, start, d.on(base))
	cs = append(cs, text...)
	cs.mark(d.suffix, end, d.on(base))
	cs.mark(d.after, end, base)
	return cs
}

// formatted returns label in the format of d, or label if the template fails.
func (d *dress) formatted(label string) string {
	var b strings.Builder
	if err := d.format.Execute(&b, map[string]any{"text": label}); err != nil {
		return label
	}
	return b.String()
}

// change returns the colors and attributes of p.
func (s *styleSheet) change(p ansi.StylePrimitive) change {
	var c change
	if p.Color != nil {
		c.fg = s.color(*p.Color)
	}
	if p.BackgroundColor != nil {
		c.bg = s.ground(*p.BackgroundColor)
	}
	for bit, value := range map[attr]*bool{
		bold: p.Bold, faint: p.Faint, italic: p.Italic, underline: p.Underline,
		blink: p.Blink, inverse: p.Inverse, conceal: p.Conceal, struck: p.CrossedOut,
	} {
		if isTrue(value) {
			c.attr |= bit
		} else if value != nil {
			c.clear |= bit
		}
	}
	if s.basic {
		c.attr, c.clear = basicAttrs(c.attr), basicAttrs(c.clear)
	}
	return c
}

// basicAttrs returns the attributes that a basic terminal has for a.
func basicAttrs(a attr) attr {
	if a&(italic|bold) == italic {
		a |= underline
	}
	return a &^ (faint | italic | conceal | struck)
}

func isTrue(b *bool) bool { return b != nil && *b }

// maxMark bounds a mark of a sheet, in bytes.
const maxMark = 64

// mark makes a mark of a sheet fit for a row. The line feeds that marks of
// blocks begin or end with are dropped: blocks keep their own distance here.
func (s *styleSheet) mark(text string) string {
	text = strings.ReplaceAll(termsafe.Text(strings.Trim(text, "\n")), "\n", " ")
	if len(text) > maxMark {
		text = strings.ToValidUTF8(text[:maxMark], "")
	}
	if s.ascii {
		text = asciiMark(text)
	}
	return text
}

var asciiMarks = strings.NewReplacer("•", "*", "◦", "*", "│", "|", "┃", "|", "▌", "|", "─", "-", "┼", "+", "…", "...",
	"✓", "x", "→", "->", "☑", "[x]", "☐", "[ ]",
	"▾", "v", "↵", `\`, "“", `"`, "”", `"`)

// asciiMark spells a mark in ASCII. Characters without a spelling are dropped.
func asciiMark(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return -1
		}
		return r
	}, asciiMarks.Replace(text))
}

// letters returns the change of letters that p asks for, nil for none.
func letters(p ansi.StylePrimitive) func(cells) {
	switch {
	case isTrue(p.Upper):
		return eachCell(strings.ToUpper)
	case isTrue(p.Lower):
		return eachCell(strings.ToLower)
	case isTrue(p.Title):
		return titleCells
	}
	return nil
}

func eachCell(to func(string) string) func(cells) {
	return func(cs cells) {
		for i := range cs {
			cs[i].letter(to)
		}
	}
}

// titleCells makes the first letter of each word a capital.
func titleCells(cs cells) {
	within := false
	for i := range cs {
		r, _ := utf8.DecodeRuneInString(cs[i].text)
		if !within {
			cs[i].letter(strings.ToTitle)
		}
		within = unicode.IsLetter(r) || unicode.IsDigit(r) || within && r == '\''
	}
}

// letter changes the letter of a cell, unless it would need more room.
func (c *cell) letter(to func(string) string) {
	text := to(c.text)
	if n, width := cluster(text); n == len(text) && width == int(c.width) {
		c.text = text
	}
}
