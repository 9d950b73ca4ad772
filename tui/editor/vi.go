package editor

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// vi is the state of the keys of vi. An editor has it if the person has chosen the
// preset; without it, it is nil.
type vi struct {
	mode    viMode
	keys    []string // what has been typed of a command
	request Request

	insertion insertion // the newest one, or the one under way
	last      change    // what "." repeats
	replays   bool      // "." is at work
	sought    viCommand // what ";" repeats
	shown     area      // what was selected last
	stopped   *pos      // where the newest insertion ended; nil: nowhere
	registers registers
	waiting   *viCommand // puts what the clipboard has, once that is known
}

type viMode int

const (
	viInsert viMode = iota
	viReplace
	viNormal
	viVisual
	viLines // visual, whole lines
)

// viWords are the names of the modes.
var viWords = [...]string{"INSERT", "REPLACE", "NORMAL", "VISUAL", "VISUAL LINE"}

// A Request is what a command of vi asks of the parent of the editor.
type Request int

const (
	NoRequest      Request = iota
	EarlierInput           // show the input before this one
	LaterInput             // show the input after this one
	OpenCommands           // open the list of commands
	CopyRegister           // send [Editor.ToCopy] to the clipboard
	AskToClipboard         // read the clipboard and call [Editor.PutClipboard]
)

// Keys of commands that are no characters.
const (
	viEscape = "\x1b"
	viEnter  = "\r"
	viBack   = "\b"
	viRedo   = "\x12"
)

func (v *vi) inserts() bool { return v != nil && v.mode <= viReplace }

func (v *vi) visual() bool { return v != nil && v.mode >= viVisual }

// Mode returns the name of the mode of vi and what was typed of a command. The name is
// empty if the editor has other keys.
func (e *Editor) Mode() (name, typed string) {
	if e.vi == nil {
		return "", ""
	}
	return viWords[e.vi.mode], strings.Join(e.vi.keys, "")
}

// A Caret is the shape of the caret.
type Caret int

const (
	UsualCaret Caret = iota
	BarCaret
	BlockCaret
	UnderlineCaret
)

// Caret returns the shape that shows the mode of vi.
func (e *Editor) Caret() Caret {
	switch v := e.vi; {
	case v == nil:
		return UsualCaret
	case v.mode == viInsert:
		return BarCaret
	case v.mode == viReplace || len(v.keys) > 0:
		return UnderlineCaret
	}
	return BlockCaret
}

// Takes reports whether a key belongs to a mode of vi, so that the parent must not use
// it for something else.
func (e *Editor) Takes(key tea.KeyPressMsg) bool {
	v, stroke := e.vi, key.Keystroke()
	switch {
	case v == nil:
		return false
	case v.inserts():
		return keymap.ViNormal.Is(stroke)
	}
	switch e.viKey(key) {
	case "":
		return false
	case viEscape, viEnter:
		return e.Commanding()
	case viRedo:
		return !e.Empty() || len(e.redo) > 0
	}
	return true
}

// Commanding reports whether a command of vi is under way: a part of it was typed, or text
// is selected for it.
func (e *Editor) Commanding() bool { return e.vi != nil && (len(e.vi.keys) > 0 || e.vi.visual()) }

// Commands reports whether letters are commands and not text.
func (e *Editor) Commands() bool { return e.vi != nil && !e.vi.inserts() }

// DropCommand forgets what was typed of a command of vi.
func (e *Editor) DropCommand() {
	if e.vi != nil {
		e.vi.keys = nil
	}
}

// Request returns what the last key asks of the parent.
func (e *Editor) Request() Request {
	if e.vi == nil {
		return NoRequest
	}
	asked := e.vi.request
	e.vi.request = NoRequest
	return asked
}

// viKey returns the name of a key for commands, or "" if it is for none.
func (e *Editor) viKey(key tea.KeyPressMsg) string {
	stroke, pending := key.Keystroke(), e.Commanding()
	switch {
	case keymap.ViNormal.Is(stroke):
		return viEscape
	case keymap.ViRedo.Is(stroke):
		return viRedo
	case keymap.ViBack.Is(stroke):
		return viBack
	case keymap.ViNextLine.Is(stroke):
		return viEnter
	case pending && keymap.Earlier.Is(stroke):
		return "k"
	case pending && keymap.Later.Is(stroke):
		return "j"
	}
	return key.Text
}

// pressVi handles a key and reports whether it was one of vi. All others have their
// usual commands.
func (e *Editor) pressVi(key tea.KeyPressMsg) bool {
	v := e.vi
	v.request = NoRequest
	if v.inserts() {
		switch {
		case keymap.ViNormal.Is(key.Keystroke()):
			e.endInsertion()
			return true
		case v.mode == viReplace:
			return e.overtype(key)
		}
		return false
	}
	e.settle()
	text := e.viKey(key)
	if text == "" {
		v.keys = nil
		return false
	}
	for text != "" { // a message may have several characters
		if v.inserts() {
			e.Insert(text)
			break
		}
		first := cells(text)[0].text
		e.typeCommand(first)
		text = text[len(first):]
	}
	return true
}

// typeCommand adds a key to the command that is being typed, and runs it once it is
// complete.
func (e *Editor) typeCommand(key string) {
	v := e.vi
	if key == viEscape {
		if len(v.keys) == 0 {
			e.Unselect()
		}
		v.keys = nil
		e.settle()
		return
	}
	v.keys = append(v.keys, key)
	c, whole := parseVi(v.keys, v.visual())
	if !whole {
		return
	}
	v.keys = nil
	e.do(c)
	e.settle()
}

// settle makes the mode fit the text, before and after a command: the mouse may have
// selected some.
func (e *Editor) settle() {
	v := e.vi
	if v.inserts() {
		return
	}
	if !v.visual() && e.marked || !e.marked && e.selects {
		e.adoptSelection()
	}
	e.fit()
}

// fit makes the mode and the caret fit the text, which the mouse, the readline keys and
// the parent change too.
func (e *Editor) fit() {
	v := e.vi
	if v == nil || v.inserts() {
		return
	}
	if v.visual() && !e.marked {
		v.mode = viNormal
	}
	if v.visual() {
		v.shown = area{v.mode, e.anchor, e.caret}
	}
	last := e.cellsOf(e.caret.line)
	if !v.visual() && !e.selects {
		last = max(last-1, 0)
	}
	e.caret.col = min(e.caret.col, last)
}

// ensure gives an empty text its line.
func (e *Editor) ensure() {
	if len(e.lines) == 0 {
		e.lines = []*line{newLine(nil)}
	}
}

// do runs a command.
func (e *Editor) do(c viCommand) {
	e.ensure()
	v := e.vi
	switch move := motions[c.name]; {
	case v.visual():
		e.doVisual(c)
		return
	case c.operator != "":
		if !e.operate(c) {
			return
		}
	case move != nil:
		e.goBy(c)
		return
	case c.name == ".":
		e.again(c)
		return
	case viCommands[c.name] != nil:
		viCommands[c.name](e, c)
	}
	if c.changes() && !v.replays {
		v.last.command, v.last.area, v.last.text = c, area{}, nil
	}
}

// goBy moves the caret.
func (e *Editor) goBy(c viCommand) {
	t, ok := motions[c.name](e, c)
	switch {
	case !ok && c.name == "k":
		e.vi.request = EarlierInput
	case !ok && c.name == "j":
		e.vi.request = LaterInput
	}
	e.moveTo(t.pos)
	e.goal = t.goal - 1
}
