package editor

import (
	"strings"
)

// A register holds text that a command of vi has taken.
type register struct {
	text  fragment
	lines bool // whole lines
}

// registers has the registers by name. The one named `"` is what p puts without a name.
type registers map[string]register

// Names of registers.
const (
	usualRegister = `"`
	yankRegister  = "0"
	smallRegister = "-"
	noRegister    = "_"
	clipRegister  = "+"
	mouseRegister = "*"
)

func isClipboard(name string) bool { return name == clipRegister || name == mouseRegister }

// isLetter reports whether a register belongs to the person alone. In capitals it is
// added to.
func isLetter(name string) bool {
	lower := strings.ToLower(name)
	return len(lower) == 1 && lower[0] >= 'a' && lower[0] <= 'z'
}

// keepYanked puts text into the register of a command, or into that of yanks.
func (e *Editor) keepYanked(c viCommand, text register) {
	if !e.keepNamed(c.register, text) {
		e.vi.registers[yankRegister] = text
		e.vi.registers[usualRegister] = text
	}
}

// keepDeleted puts text into the register of a command. Without one, lines go to the
// first of nine that keep what was deleted last, and less goes to that of small texts.
func (e *Editor) keepDeleted(c viCommand, text register) {
	all := e.vi.registers
	if c.register == noRegister {
		return
	}
	named := e.keepNamed(c.register, text)
	far := strings.Contains("%(){}", c.name) && c.name != "" && !e.vi.visual()
	switch small := !text.lines && len(text.text) == 1; {
	case !small && !named, far:
		for n := '9'; n > '1'; n-- {
			all[string(n)] = all[string(n-1)]
		}
		all["1"] = text
		if small && !named {
			all[smallRegister] = text
		}
	case small && !named:
		all[smallRegister] = text
	}
	if !named {
		all[usualRegister] = text
	}
}

// keepNamed puts text into a register with a name, and reports whether it has one.
func (e *Editor) keepNamed(name string, text register) bool {
	all := e.vi.registers
	lower := strings.ToLower(name)
	switch {
	case name == noRegister:
		return true
	case isClipboard(name):
		e.vi.request = CopyRegister
		all[clipRegister] = text
	case !isLetter(name):
		return false
	case name != lower:
		text = all[lower].and(text)
		all[lower] = text
	default:
		all[name] = text
	}
	all[usualRegister] = text
	return true
}

// and returns r with more added.
func (r register) and(more register) register {
	if len(r.text) == 0 {
		return more
	}
	if r.lines || more.lines {
		return register{append(r.text[:len(r.text):len(r.text)], more.text...), true}
	}
	return register{concat(r.text, more.text), false}
}

// of returns the register of a command that puts text.
func (r registers) of(name string) register {
	switch {
	case name == "":
		name = usualRegister
	case isClipboard(name):
		name = clipRegister
	default:
		name = strings.ToLower(name)
	}
	return r[name]
}

// string returns the text of a register.
func (r register) string() string {
	var b strings.Builder
	for i, line := range r.text {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, c := range line {
			b.WriteString(c.text)
		}
	}
	if r.lines {
		b.WriteByte('\n')
	}
	return b.String()
}

// ToCopy returns the text that a command of vi has put into the register of the
// clipboard.
func (e *Editor) ToCopy() string {
	if e.vi == nil {
		return ""
	}
	return e.vi.registers[clipRegister].string()
}

// PutClipboard goes on with the command that asked for the clipboard, and reports whether
// there was something to put. Without a text it takes what was copied here last.
func (e *Editor) PutClipboard(clipping Clipping) bool {
	if e.vi == nil || e.vi.waiting == nil { // the command was given up
		return true
	}
	switch text, whole := strings.CutSuffix(clipping.text, "\n"); {
	case clipping.label != "":
		e.vi.registers[clipRegister] = register{folded(clipping.text, clipping.label), false}
	case clipping.text != "":
		e.vi.registers[clipRegister] = register{cut(text), whole}
	}
	c := *e.vi.waiting
	if !e.vi.inserts() {
		e.settle()
		e.do(c)
		e.settle()
	}
	e.vi.waiting = nil
	return len(e.vi.registers[clipRegister].text) > 0
}

// awaits reports whether a command must wait for the clipboard.
func (e *Editor) awaits(c viCommand) bool {
	if !isClipboard(c.register) || e.vi.waiting != nil {
		return false
	}
	e.vi.waiting, e.vi.request = &c, AskToClipboard
	return true
}
