package chat

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// inputArea is where the newest view has the input.
type inputArea struct{ left, top, rows int }

func (a inputArea) has(m tea.Mouse) bool { return m.Y >= a.top && m.Y < a.top+a.rows }

// clicks counts the presses of the left button in quick succession on one cell.
type clicks struct {
	n       int
	presses int // ever
	x, y    int
	at      time.Time
	inInput bool // the button went down in the input and is still down
}

// clickTime is the longest time between the presses of a double click.
const clickTime = 400 * time.Millisecond

func (k *clicks) press(m tea.Mouse, now time.Time) {
	again := m.X == k.x && m.Y == k.y && now.Sub(k.at) <= clickTime && k.n < 3
	if !again || m.Button != tea.MouseLeft {
		k.n = 0
	}
	k.n++
	k.presses++
	k.x, k.y, k.at = m.X, m.Y, now
}

// mouse handles the mouse, unless the mode does: a click in the input places the
// caret, dragging selects, a second click a word and a third one a line. All else is
// for the transcript.
func (c *Chat) mouse(msg tea.MouseMsg) tea.Cmd {
	if c.mode != nil {
		if cmd, ok := c.mode.update(msg); ok {
			return cmd
		}
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		m := msg.Mouse()
		c.clicks.press(m, c.now())
		if c.clicks.inInput = m.Button == tea.MouseLeft && c.writing() && c.input.has(m); c.clicks.inInput {
			c.transcript.Unselect()
			c.clickInput(m.X-c.input.left, m.Y-c.input.top)
			return nil
		}
		c.transcript.Click(msg, c.clicks.n)
		return nil
	case tea.MouseMotionMsg:
		if c.clicks.inInput {
			if m := msg.Mouse(); c.clicks.n == 1 {
				c.editor.Drag(m.X-c.input.left, m.Y-c.input.top)
			}
			return nil
		}
		if m := msg.Mouse(); m.Button == tea.MouseNone {
			c.pointerMoved(m)
			return nil
		}
	case tea.MouseWheelMsg:
		c.unhover()
	case tea.MouseReleaseMsg:
		if c.clicks.inInput {
			c.clicks.inInput = false
			return nil
		}
	}
	return c.toTranscript(msg)
}

func (c *Chat) clickInput(x, y int) {
	switch c.clicks.n {
	case 1:
		c.editor.Click(x, y)
	case 2:
		c.editor.SelectWord(x, y)
	default:
		c.editor.SelectLine(y)
	}
}
