package editor

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// An insertion is the text that a command of vi inserts until the mode ends. All of it is
// one step of undo.
type insertion struct {
	command  viCommand
	area     area   // what it replaces
	times    int    // how often the text is inserted
	begun    bool   // its step of undo has begun
	from, to pos    // what was inserted without a move of the caret
	replaced []cell // what R has typed over; without text: nothing was there
}

// A change is the newest change, for ".".
type change struct {
	command viCommand
	area    area     // what was selected; without a mode: nothing
	text    fragment // what was inserted
}

// startInsertion begins to insert text at the caret. begun reports whether the command
// has changed the text already.
func (e *Editor) startInsertion(c viCommand, begun bool) {
	e.vi.mode = viInsert
	e.vi.insertion = insertion{command: c, times: c.times(), begun: begun, from: e.caret, to: e.caret}
	e.Unselect()
	e.last = none
}

// joins reports whether an edit belongs to the step of undo of the insertion, which
// begins with its first edit.
func (v *vi) joins(a action) bool {
	if !v.inserts() || a == yanking {
		return false
	}
	joins := v.insertion.begun
	v.insertion.begun = true
	return joins
}

// note records that the text between two positions was replaced, up to a third.
func (i *insertion) note(from, to, end pos) {
	if from.before(i.from) || i.to.before(to) {
		i.from, i.to = from, end
		return
	}
	if i.to.line == to.line {
		end.col += i.to.col - to.col
	} else {
		end = pos{i.to.line + end.line - to.line, i.to.col}
	}
	i.to = end
}

// part ends a run of typing, because the caret was moved.
func (v *vi) part(to pos) {
	if v.inserts() {
		i := &v.insertion
		i.begun, i.times, i.from, i.to, i.replaced = false, 1, to, to, nil
	}
}

// inserted returns the text of the insertion.
func (e *Editor) inserted() fragment {
	i := e.vi.insertion
	if e.vi.mode == viReplace {
		i.to = e.caret
	}
	end := e.end()
	if !i.from.before(i.to) || end.before(i.to) || i.to.col > e.cellsOf(i.to.line) || i.from.col > e.cellsOf(i.from.line) {
		return fragment{nil}
	}
	return e.between(i.from, i.to)
}

// endInsertion returns to the commands. It inserts the text again if that was asked for.
func (e *Editor) endInsertion() {
	v := e.vi
	e.ensure()
	text := e.inserted()
	e.insertAgain(v.insertion.command, text, v.insertion.times-1)
	if !v.replays && (v.insertion.command.name != "" || len(text) > 1 || len(text[0]) > 0) {
		v.last = change{v.insertion.command, v.insertion.area, text}
	}
	if stopped := e.caret; v.insertion.command.name != "" {
		v.stopped = &stopped
	}
	v.mode, v.insertion.begun = viNormal, false
	e.Unselect()
	e.moveTo(pos{e.caret.line, max(e.caret.col-1, 0)})
}

// insertAgain inserts the text of a command some times more.
func (e *Editor) insertAgain(c viCommand, text fragment, times int) {
	if times < 1 || tooLarge(text, times) {
		return
	}
	at := e.caret
	switch c.name {
	case "o", "O":
		at, text = e.lineEnd(), append(fragment{nil}, text...)
	case "R":
		e.typeOver(repeated(text, times))
		return
	}
	e.begin(other)
	e.replace(at, at, repeated(text, times))
}

// maxPut is the most cells that a command with a count may insert.
const maxPut = 1 << 16

// tooLarge reports whether text is too large to be inserted so often.
func tooLarge(text fragment, times int) bool {
	size := len(text)
	for _, line := range text {
		size += len(line)
	}
	return times > 1 && size > maxPut/times
}

// again is ".": it repeats the newest change, with another count if one was typed.
func (e *Editor) again(c viCommand) {
	v := e.vi
	was := v.last
	if was.command.name == "" || v.replays {
		return
	}
	if c.count > 0 {
		was.command.count = c.count
		v.last.command.count = c.count
	}
	v.replays = true
	if was.area.mode != viInsert {
		e.selectAgain(was.area)
	}
	e.do(was.command)
	if v.inserts() {
		if v.mode == viReplace {
			e.typeOver(was.text)
		} else {
			e.begin(other)
			e.replace(e.caret, e.caret, was.text)
		}
		v.insertion.from, v.insertion.to = e.caret, e.caret
		e.insertAgain(v.insertion.command, was.text, v.insertion.times-1)
		v.insertion.times = 1
		e.endInsertion()
	}
	v.replays = false
}

// overtype handles a key of R.
func (e *Editor) overtype(key tea.KeyPressMsg) bool {
	if keymap.BackwardDelete.Is(key.Keystroke()) {
		e.typeBack()
		return true
	}
	if key.Text == "" || e.keys[key.Keystroke()] != nil {
		return false
	}
	e.ensure()
	e.typeOver(cut(key.Text))
	return true
}

// typeOver types text over what is behind the caret on its line.
func (e *Editor) typeOver(text fragment) {
	i := &e.vi.insertion
	for n, line := range text {
		if n > 0 {
			e.Newline()
		}
		for _, c := range line {
			over, to := cell{}, e.caret
			if to.col < e.cellsOf(to.line) {
				over = e.at(to)
				to.col++
			}
			i.replaced = append(i.replaced, over)
			e.begin(typing)
			e.replace(e.caret, to, fragment{{c}})
		}
	}
}

// typeBack brings back what the last character was typed over, or moves the caret left.
func (e *Editor) typeBack() {
	i := &e.vi.insertion
	if len(i.replaced) == 0 || e.caret.col == 0 {
		e.moveTo(e.left(e.caret))
		return
	}
	last := len(i.replaced) - 1
	over := i.replaced[last]
	i.replaced = i.replaced[:last]
	from := e.left(e.caret)
	back := fragment{nil}
	if over.text != "" {
		back = fragment{{over}}
	}
	e.replace(from, e.caret, back)
	e.caret = from
}
