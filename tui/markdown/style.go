package markdown

import (
	"charm.land/glamour/v2/ansi"

	"banter/themes"
)

// Styles returns a palette as a Glamour style sheet: what every kind of block
// and span looks like. It is the one place where looks are decided; the
// package's own drawing reads the same sheet as Glamour would.
func Styles(p themes.Palette, ascii bool) ansi.StyleConfig {
	bar, bullet, rule, on, off := "│ ", "• ", "─", "☑ ", "☐ "
	column, cross := " │ ", "─┼─"
	if ascii {
		bar, bullet, rule, on, off = "| ", "* ", "-", "[x] ", "[ ] "
		column, cross = " | ", "-+-"
	}
	heading := func(c string) ansi.StyleBlock {
		return ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: colour(c), Bold: yes()}}
	}
	cfg := ansi.StyleConfig{
		Document:       ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: colour(p.Text)}},
		BlockQuote:     ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: colour(p.Dim)}, IndentToken: &bar},
		Heading:        heading(p.Strong),
		H1:             heading(p.Strong),
		H2:             heading(p.Strong),
		H3:             heading(p.Strong),
		H4:             heading(""),
		H5:             heading(""),
		H6:             heading(""),
		Emph:           ansi.StylePrimitive{Italic: yes()},
		Strong:         ansi.StylePrimitive{Color: colour(p.Strong), Bold: yes()},
		Strikethrough:  ansi.StylePrimitive{CrossedOut: yes()},
		HorizontalRule: ansi.StylePrimitive{Color: colour(p.Dim), Format: rule},
		Item:           ansi.StylePrimitive{Color: colour(p.Dim), BlockPrefix: bullet},
		Enumeration:    ansi.StylePrimitive{Color: colour(p.Dim), BlockPrefix: ". "},
		Task:           ansi.StyleTask{StylePrimitive: ansi.StylePrimitive{Color: colour(p.Dim)}, Ticked: on, Unticked: off},
		Link:           ansi.StylePrimitive{Color: colour(p.Dim)},
		LinkText:       ansi.StylePrimitive{Color: colour(p.Link), Underline: yes()},
		Image:          ansi.StylePrimitive{Color: colour(p.Dim)},
		ImageText:      ansi.StylePrimitive{Color: colour(p.Link), Underline: yes()},
		Code:           ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: colour(p.Code)}},
		HTMLBlock:      ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: colour(p.Dim)}},
		HTMLSpan:       ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: colour(p.Dim)}},
	}
	cfg.CodeBlock.Color = colour(p.Dim)
	cfg.CodeBlock.Chroma = syntax(p)
	cfg.Table.Color = colour(p.Dim)
	cfg.Table.ColumnSeparator, cfg.Table.CenterSeparator, cfg.Table.RowSeparator = &column, &cross, &rule
	return cfg
}

func syntax(p themes.Palette) *ansi.Chroma {
	of := func(c string) ansi.StylePrimitive { return ansi.StylePrimitive{Color: colour(chromaColour(c))} }
	return &ansi.Chroma{
		Keyword:         of(p.Syntax.Keyword),
		NameFunction:    of(p.Syntax.Name),
		NameClass:       of(p.Syntax.Name),
		LiteralString:   of(p.Syntax.String),
		LiteralNumber:   of(p.Syntax.Number),
		Comment:         of(p.Syntax.Comment),
		Operator:        of(p.Syntax.Operator),
		GenericInserted: of(p.Success),
		GenericDeleted:  of(p.Error),
	}
}

// colour returns nil for the terminal's own colour, as Glamour wants it.
func colour(c string) *string {
	if c == "" {
		return nil
	}
	return &c
}

func yes() *bool {
	b := true
	return &b
}

// A style is how a cell looks: an index into the colours of a sheet and
// attributes. The zero style is the terminal's own.
type style struct {
	fg   uint8
	attr attr
}

type attr uint8

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	struck
)

// over returns s with what t sets.
func (s style) over(t style) style {
	if t.fg != 0 {
		s.fg = t.fg
	}
	s.attr |= t.attr
	return s
}

// onSpace reports whether s can be seen on a blank cell.
func (s style) onSpace() bool { return s.attr&(underline|struck) != 0 }

// A sheet is a style sheet made ready for drawing. It is read-only.
type sheet struct {
	config ansi.StyleConfig

	fg []string // SGR parameters by style.fg; the first is empty

	text, strong, emph, struck, code, link, target, image, html, dim style
	quote, rule, item, number, task, label, table                    style
	heading                                                          [6]style
	syntax                                                           syntaxStyles

	bar, bullet, ruleCell, ticked, unticked, column, cross, ellipsis string
}

type syntaxStyles struct {
	keyword, name, str, number, comment, operator, inserted, deleted style
}

func newSheet(opts Options) *sheet {
	cfg := Styles(opts.Palette, opts.ASCII)
	s := &sheet{config: cfg, fg: []string{""}}
	s.text = s.style(cfg.Document.StylePrimitive)
	s.strong, s.emph, s.struck = s.style(cfg.Strong), s.style(cfg.Emph), s.style(cfg.Strikethrough)
	s.code, s.html = s.style(cfg.Code.StylePrimitive), s.style(cfg.HTMLBlock.StylePrimitive)
	s.link, s.target, s.image = s.style(cfg.LinkText), s.style(cfg.Link), s.style(cfg.ImageText)
	s.quote, s.rule = s.style(cfg.BlockQuote.StylePrimitive), s.style(cfg.HorizontalRule)
	s.item, s.number, s.task = s.style(cfg.Item), s.style(cfg.Enumeration), s.style(cfg.Task.StylePrimitive)
	s.label, s.table = s.style(cfg.CodeBlock.StylePrimitive), s.style(cfg.Table.StylePrimitive)
	s.dim = s.rule
	for i, h := range []ansi.StyleBlock{cfg.H1, cfg.H2, cfg.H3, cfg.H4, cfg.H5, cfg.H6} {
		s.heading[i] = s.style(h.StylePrimitive)
	}
	c := cfg.CodeBlock.Chroma
	s.syntax = syntaxStyles{
		keyword: s.style(c.Keyword), name: s.style(c.NameFunction), str: s.style(c.LiteralString),
		number: s.style(c.LiteralNumber), comment: s.style(c.Comment), operator: s.style(c.Operator),
		inserted: s.style(c.GenericInserted), deleted: s.style(c.GenericDeleted),
	}
	s.bar, s.bullet, s.ruleCell = *cfg.BlockQuote.IndentToken, cfg.Item.BlockPrefix, cfg.HorizontalRule.Format
	s.ticked, s.unticked = cfg.Task.Ticked, cfg.Task.Unticked
	s.column, s.cross = *cfg.Table.ColumnSeparator, *cfg.Table.CenterSeparator
	s.ellipsis = "…"
	if opts.ASCII {
		s.ellipsis = "..."
	}
	return s
}

// style makes a primitive of the style sheet ready.
func (s *sheet) style(p ansi.StylePrimitive) style {
	var st style
	if p.Color != nil {
		st.fg = s.colour(*p.Color)
	}
	for flag, on := range map[attr]*bool{
		bold: p.Bold, faint: p.Faint, italic: p.Italic, underline: p.Underline, struck: p.CrossedOut,
	} {
		if on != nil && *on {
			st.attr |= flag
		}
	}
	return st
}

// colour returns the index of a colour, adding it when it is new. What is not
// a colour is the terminal's own.
func (s *sheet) colour(c string) uint8 {
	params := sgrColour(c)
	for i, known := range s.fg {
		if known == params {
			return uint8(i)
		}
	}
	s.fg = append(s.fg, params)
	return uint8(len(s.fg) - 1)
}
