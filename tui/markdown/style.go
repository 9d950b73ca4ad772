package markdown

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

// A sheet is a palette made ready for drawing: what every kind of block and
// span looks like. It is the one place where looks are decided, and read-only.
type sheet struct {
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
	p := opts.Palette
	s := &sheet{fg: []string{""}}
	s.text, s.strong, s.emph = s.style(p.Text), s.style(p.Strong, bold), s.style("", italic)
	s.struck, s.code, s.link = s.style("", struck), s.style(p.Code), s.style(p.Link, underline)
	s.dim, s.image = s.style(p.Dim), s.link
	for _, quiet := range []*style{&s.target, &s.html, &s.quote, &s.rule, &s.item, &s.number, &s.task, &s.label, &s.table} {
		*quiet = s.dim
	}
	for i := range s.heading {
		s.heading[i] = s.strong
		if i >= 3 {
			s.heading[i] = s.style("", bold)
		}
	}
	s.syntax = syntaxStyles{
		keyword: s.style(p.Syntax.Keyword), name: s.style(p.Syntax.Name), str: s.style(p.Syntax.String),
		number: s.style(p.Syntax.Number), comment: s.style(p.Syntax.Comment), operator: s.style(p.Syntax.Operator),
		inserted: s.style(p.Success), deleted: s.style(p.Error),
	}
	s.glyphs(opts.ASCII)
	return s
}

// glyphs sets what is drawn beside the text.
func (s *sheet) glyphs(ascii bool) {
	s.bar, s.bullet, s.ruleCell, s.ticked, s.unticked = "│ ", "• ", "─", "☑ ", "☐ "
	s.column, s.cross, s.ellipsis = " │ ", "─┼─", "…"
	if ascii {
		s.bar, s.bullet, s.ruleCell, s.ticked, s.unticked = "| ", "* ", "-", "[x] ", "[ ] "
		s.column, s.cross, s.ellipsis = " | ", "-+-", "..."
	}
}

// style returns a colour with attributes.
func (s *sheet) style(colour string, attrs ...attr) style {
	st := style{fg: s.colour(colour)}
	for _, a := range attrs {
		st.attr |= a
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
