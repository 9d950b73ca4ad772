package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A drag is what the pressed button does.
type drag struct {
	kind  dragKind
	from  point // with selecting: where it began
	x, y  int   // where the pointer is
	moved bool
	// with selecting: the end was followed when it began
	followed bool

	hold int // with scrolling: rows from the thumb's top to the pointer
	edge int // counts the times that the pointer went to the edge
}

type dragKind int

const (
	notDragging dragKind = iota
	selecting
	scrolling
)

// edgeMsg comes while the pointer rests above or below the text.
type edgeMsg struct {
	of   *conversation
	edge int
}

// edgeTime is how long a row takes to come in at the edge.
const edgeTime = 50 * time.Millisecond

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

func (c *chat) updateMouse(msg tea.MouseMsg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		return c.wheel(msg)
	case tea.MouseClickMsg:
		return c.click(msg)
	case tea.MouseMotionMsg:
		return c.motion(msg)
	case tea.MouseReleaseMsg:
		return c.unclick(msg)
	}
	return nil
}

// wheel scrolls. What is being selected grows with it.
func (c *chat) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	t := c.transcript
	switch msg.Button {
	case tea.MouseWheelUp:
		t.scroll(-wheelRows)
	case tea.MouseWheelDown:
		t.scroll(wheelRows)
	}
	if c.drag.kind == selecting && c.drag.moved {
		t.view(t.styles, t.layout, t.height)
		return c.extend()
	}
	return nil
}

// click begins a selection, or takes the thumb of the scroll bar.
func (c *chat) click(msg tea.MouseClickMsg) tea.Cmd {
	c.transcript.unselect()
	if msg.Button != tea.MouseLeft || c.blank() {
		return nil
	}
	t := c.transcript
	switch {
	case msg.Y < t.height && msg.X >= t.layout.width-1 && t.barred():
		b := t.bar()
		c.drag = drag{kind: scrolling, hold: b.rows / 2}
		if msg.Y >= b.top && msg.Y < b.top+b.rows {
			c.drag.hold = msg.Y - b.top
		}
		t.grip(msg.Y - c.drag.hold)
	case msg.Y < t.height:
		from, ok := t.pointAt(msg.X, msg.Y)
		if ok {
			c.drag = drag{kind: selecting, from: from, x: msg.X, y: msg.Y, followed: t.following()}
			t.hold()
		}
	case !t.following() && msg.Y <= t.height+1: // the rule, which says that there is more
		t.toEnd()
	}
	return nil
}

// motion goes on with what the pressed button began.
func (c *chat) motion(msg tea.MouseMotionMsg) tea.Cmd {
	d := &c.drag
	switch d.kind {
	case scrolling:
		c.transcript.grip(msg.Y - d.hold)
	case selecting:
		at, _ := c.transcript.pointAt(msg.X, msg.Y)
		if !d.moved && at == d.from {
			return nil
		}
		d.moved, d.x, d.y = true, msg.X, msg.Y
		d.edge++
		return c.extend()
	}
	return nil
}

// extend selects up to the pointer. Beyond the edge of the text it scrolls, for
// as long as the pointer stays there.
func (c *chat) extend() tea.Cmd {
	d, t := &c.drag, c.transcript
	step := 0
	switch {
	case d.y >= t.height:
		step = 1
	case d.y <= 0:
		step = -1
	}
	if step != 0 {
		t.scroll(step)
		t.view(t.styles, t.layout, t.height)
	}
	if to, ok := t.pointAt(d.x, d.y); ok {
		t.selectCells(d.from, to)
	}
	if step == 0 || step > 0 && !t.top.above(t.lowest()) || step < 0 && !(place{}).above(t.top) {
		return nil
	}
	of, edge := c.conversation, d.edge
	return tea.Tick(edgeTime, func(time.Time) tea.Msg { return edgeMsg{of, edge} })
}

func (c *chat) atEdge(msg edgeMsg) tea.Cmd {
	if msg.of != c.conversation || c.drag.kind != selecting || msg.edge != c.drag.edge {
		return nil
	}
	return c.extend()
}

// unclick ends what the pressed button did. A selection is copied: letting go
// of it is the act.
func (c *chat) unclick(msg tea.MouseReleaseMsg) tea.Cmd {
	d := c.drag
	c.drag = drag{}
	c.transcript.letGo()
	if d.followed && !d.moved {
		c.transcript.toEnd()
	}
	switch {
	case d.kind == scrolling:
		c.transcript.release()
	case d.kind == selecting && d.moved:
		s := c.transcript.selection
		if !s.on {
			return nil
		}
		return c.copy("", c.transcript.between(s.from, s.to))
	case d.kind == selecting:
		return c.tap(msg.Y)
	}
	return nil
}

// tap is a click on one spot: on the label of a block of code it copies the
// block, on the rest of a long question it shows it.
func (c *chat) tap(y int) tea.Cmd {
	t := c.transcript
	if item, block, ok := t.labelAt(y); ok {
		return c.copyBlock(choice{item, block})
	}
	if p, ok := t.pointAt(0, y); ok {
		if long, whole := t.folds(p.item); long && !whole && p.row == len(t.rows(p.item))-1 {
			t.setWhole(p.item, true)
		}
	}
	return nil
}
