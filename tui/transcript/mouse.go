package transcript

import (
	"banter/tui/style"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A drag is what the pressed button does.
type drag struct {
	kind  dragKind
	from  point // with selecting and picking: where it began
	x, y  int   // where the pointer is
	moved bool
	// with selecting: the end was followed when it began
	followed bool

	picked string // with picking: the source

	hold int // with scrolling: rows from the thumb's top to the pointer
}

type dragKind int

const (
	notDragging dragKind = iota
	selecting
	picking // a word or a line
	scrolling
)

// edgeMsg comes while the pointer rests above or below the text.
type edgeMsg struct {
	of   *Transcript
	edge int
}

// edgeTime is how long a row takes to come in at the edge.
const edgeTime = 50 * time.Millisecond

// A pick is what a click or a drag has picked to be copied: text, or a block of
// code.
type pick struct {
	Text  string
	Block *Choice
}

// Update handles the mouse and the transcript's own messages, and ignores all
// others.
func (t *Transcript) Update(msg tea.Msg) (pick, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		return pick{}, t.wheel(msg)
	case tea.MouseClickMsg:
		t.Click(msg, 1)
	case tea.MouseMotionMsg:
		return pick{}, t.motion(msg)
	case tea.MouseReleaseMsg:
		return t.unclick(msg), nil
	case edgeMsg:
		if msg.of == t && t.drag.kind == selecting && msg.edge == t.edges {
			return pick{}, t.extend()
		}
	}
	return pick{}, nil
}

// wheel scrolls. What is being selected grows with it.
func (t *Transcript) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	switch msg.Button {
	case tea.MouseWheelUp:
		t.scroll(-style.WheelRows)
	case tea.MouseWheelDown:
		t.scroll(style.WheelRows)
	}
	if t.drag.kind == selecting && t.drag.moved {
		t.View(t.styles, t.layout, t.height)
		return t.extend()
	}
	return nil
}

// click begins a selection, or takes the thumb of the scroll bar.
func (t *Transcript) click(msg tea.MouseClickMsg) {
	t.Unselect()
	if msg.Button != tea.MouseLeft || t.Count() == 0 {
		return
	}
	switch {
	case msg.Y < t.height && msg.X >= t.layout.Width-1 && t.barred():
		b := t.bar()
		t.drag = drag{kind: scrolling, hold: b.rows / 2}
		if msg.Y >= b.top && msg.Y < b.top+b.rows {
			t.drag.hold = msg.Y - b.top
		}
		t.grip(msg.Y - t.drag.hold)
	case msg.Y < t.height:
		if from, ok := t.pointAt(msg.X, msg.Y); ok {
			t.drag = drag{kind: selecting, from: from, x: msg.X, y: msg.Y, followed: t.Following()}
			t.hold()
		}
	case !t.Following() && msg.Y <= t.height+1: // the rule, which says that more is below
		t.ToEnd()
	}
}

// motion goes on with what the pressed button began.
func (t *Transcript) motion(msg tea.MouseMotionMsg) tea.Cmd {
	d := &t.drag
	switch d.kind {
	case scrolling:
		t.grip(msg.Y - d.hold)
	case selecting, picking: // drawn on, a word is not what is wanted
		at, _ := t.pointAt(msg.X, msg.Y)
		if !d.moved && at == d.from {
			return nil
		}
		d.kind, d.moved, d.x, d.y = selecting, true, msg.X, msg.Y
		t.edges++
		return t.extend()
	}
	return nil
}

// extend selects up to the pointer. Beyond the edge of the text it scrolls, for
// as long as the pointer stays there.
func (t *Transcript) extend() tea.Cmd {
	d, step := &t.drag, 0
	switch {
	case d.y >= t.height:
		step = 1
	case d.y <= 0:
		step = -1
	}
	if step != 0 {
		t.scroll(step)
		t.View(t.styles, t.layout, t.height)
	}
	if to, ok := t.pointAt(d.x, d.y); ok {
		t.selectCells(d.from, to)
	}
	if step == 0 || step > 0 && !t.top.above(t.lowest()) || step < 0 && !(place{}).above(t.top) {
		return nil
	}
	edge := t.edges
	return tea.Tick(edgeTime, func(time.Time) tea.Msg { return edgeMsg{t, edge} })
}

// unclick ends what the pressed button did. Letting go of a selection picks it.
func (t *Transcript) unclick(msg tea.MouseReleaseMsg) pick {
	d := t.drag
	t.drag = drag{}
	t.LetGo()
	if d.followed && !d.moved {
		t.ToEnd()
	}
	switch {
	case d.kind == scrolling:
		t.release()
	case d.kind == picking:
		return pick{Text: d.picked}
	case d.kind == selecting && d.moved:
		if s := t.selection; s.on {
			return pick{Text: t.between(s.from, s.to)}
		}
	case d.kind == selecting:
		return t.tap(msg.Y)
	}
	return pick{}
}

// tap is a click on one spot: the label of a block of code picks the block, the
// rest of a long question shows it.
func (t *Transcript) tap(y int) pick {
	if item, block, ok := t.labelAt(y); ok {
		return pick{Block: &Choice{item, block}}
	}
	if p, ok := t.pointAt(0, y); ok {
		if long, whole := t.folds(p.item); long && !whole && p.row == len(t.rows(p.item))-1 {
			t.setWhole(p.item, true)
		}
	}
	return pick{}
}
