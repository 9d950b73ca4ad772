package markdown

// A style is the look of a cell: indexes into the colors of a sheet, and
// attributes. The zero style is the terminal's own.
type style struct {
	fg, bg uint8
	attr   attr
}

type attr uint8

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	blink
	inverse
	conceal
	struck
)

// sgrAttrs are the SGR parameters of the attributes, by bit.
var sgrAttrs = [...]string{"1", "2", "3", "4", "5", "7", "8", "9"}

// onSpace reports whether s can be seen on a blank cell.
func (s style) onSpace() bool { return s.bg != 0 || s.attr&(underline|struck|inverse) != 0 }

// A change is what a sheet sets and clears in the style of the text around.
type change struct {
	style
	clear attr
}

// on returns s as changed by c.
func (c change) on(s style) style {
	if c.fg != 0 {
		s.fg = c.fg
	}
	if c.bg != 0 {
		s.bg = c.bg
	}
	s.attr = s.attr&^c.clear | c.attr
	return s
}

// then returns the change that c and after it d make.
func (c change) then(d change) change {
	return change{style: d.on(c.style), clear: c.clear&^d.attr | d.clear}
}
