package themes

import "charm.land/glamour/v2/ansi"

// Sheet returns the style sheet of answers in the colors of p: text has the
// color of the terminal, weight marks headings and emphasis, and marks are few
// and quiet.
func (p Palette) Sheet() *ansi.StyleConfig {
	quiet, strong := colored(p.Dim), colored(p.Strong)
	strong.Bold = new(true)
	emph, struck, link := ansi.StylePrimitive{Italic: new(true)}, ansi.StylePrimitive{CrossedOut: new(true)}, colored(p.Link)
	link.Underline = new(true)
	first, second := ansi.StyleBlock{StylePrimitive: strong}, ansi.StyleBlock{StylePrimitive: strong}
	first.Underline = new(true)
	// The lower headings are told apart by their letters, since a terminal may
	// have no colors.
	third := ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Italic: new(true)}}
	fourth := ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Italic: new(true), Bold: new(false)}}
	last := ansi.StyleBlock{StylePrimitive: quiet}
	last.Italic, last.Bold = new(true), new(false)
	bar := "│ "
	c := &ansi.StyleConfig{
		Document:   ansi.StyleBlock{StylePrimitive: colored(p.Text)},
		BlockQuote: ansi.StyleBlock{IndentToken: &bar},
		Heading:    ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: new(true)}},
		H1:         first, H2: second, H3: third, H4: fourth, H5: last, H6: last,
		Strong: strong, Emph: emph, Strikethrough: struck,
		Code:     ansi.StyleBlock{StylePrimitive: colored(p.Code)},
		LinkText: link, Link: link, ImageText: link,
		HorizontalRule: quiet, Item: quiet, Enumeration: quiet,
		Task:      ansi.StyleTask{StylePrimitive: quiet},
		HTMLBlock: ansi.StyleBlock{StylePrimitive: quiet},
		HTMLSpan:  ansi.StyleBlock{StylePrimitive: quiet},
	}
	// Glamour's renderer, which draws the pages of help, takes the distance of
	// blocks from these.
	c.Document.BlockPrefix, c.Document.BlockSuffix, c.Heading.BlockSuffix = "\n", "\n", "\n"
	c.Item.Prefix, c.Enumeration.Prefix = "• ", ". "
	c.Task.Ticked, c.Task.Unticked = "☑ ", "☐ "
	c.Table.StylePrimitive = quiet
	c.CodeBlock.Chroma = p.chroma()
	return c
}

// chroma returns the colors of code.
func (p Palette) chroma() *ansi.Chroma {
	name := colored(p.Syntax.Name)
	return &ansi.Chroma{
		Comment: colored(p.Syntax.Comment), Keyword: colored(p.Syntax.Keyword), Operator: colored(p.Syntax.Operator),
		NameBuiltin: name, NameTag: name, NameAttribute: name, NameClass: name, NameDecorator: name, NameException: name, NameFunction: name,
		Literal: colored(p.Syntax.String), LiteralNumber: colored(p.Syntax.Number),
		GenericInserted: colored(p.Success), GenericDeleted: colored(p.Error),
	}
}

func colored(color string) ansi.StylePrimitive {
	if color == "" {
		return ansi.StylePrimitive{}
	}
	return ansi.StylePrimitive{Color: &color}
}
