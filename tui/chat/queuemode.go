package chat

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
)

// queueMode is the mode in which the questions that wait are put into another order,
// edited and removed.
type queueMode struct {
	chat   *Chat
	chosen int      // index in the queue
	seen   []string // the queue
}

// requeuedMsg is the result of putting an edited question back into the queue.
type requeuedMsg struct {
	of  *Conversation
	err error
}

// A removedQuestion was removed from a place of the queue.
type removedQuestion struct {
	at int
	session.Queued
}

func (c *Chat) hasQueue() bool {
	return c.sess != nil && (len(c.state.Queue) > 0 || len(c.removed) > 0)
}

// offersQueue reports whether the status line names the key of the queue.
func (c *Chat) offersQueue() bool { return len(c.state.Queue) > 0 && c.editor.Empty() }

func openQueue(c *Chat) (tea.Cmd, Event) {
	c.enterMode(&queueMode{c, max(len(c.state.Queue)-1, 0), c.state.Queue})
	return nil, nil
}

func (m *queueMode) actions() []action {
	return []action{
		{Binding: keymap.EditQueued, when: m.any, do: m.edit, hint: always},
		{Binding: keymap.MoveQueuedUp, when: m.any, do: m.move(-1), hint: m.several},
		{Binding: keymap.MoveQueuedDown, when: m.any, do: m.move(1)},
		{Binding: keymap.RemoveQueued, when: m.any, do: m.remove, hint: always},
		{Binding: keymap.RestoreQueued, do: m.restore, hint: func(c *Chat) bool { return len(c.removed) > 0 }},
		{Binding: keymap.PrevQueued, do: m.choose(-1), hint: m.several},
		{Binding: keymap.NextQueued, do: m.choose(1)},
		{Binding: keymap.LeaveQueue, do: leaveMode, hint: always},
	}
}

func (m *queueMode) press(tea.KeyPressMsg) (tea.Cmd, bool)               { return nil, false }
func (m *queueMode) update(tea.Msg) (tea.Cmd, bool)                      { return nil, false }
func (m *queueMode) row(*style.Styles, style.Layout) (string, int, bool) { return "", 0, false }
func (m *queueMode) end()                                                {}
func (m *queueMode) leave()                                              {}

func (m *queueMode) any(c *Chat) bool     { return len(c.state.Queue) > 0 }
func (m *queueMode) several(c *Chat) bool { return len(c.state.Queue) > 1 }

// changed keeps the chosen question when questions before it were sent, and ends the
// mode after the last one.
func (m *queueMode) changed(int) tea.Cmd {
	queue := m.chat.state.Queue
	sent := max(len(m.seen)-len(queue), 0)
	m.seen = queue
	m.choseAt(m.chosen - sent)
	if !m.chat.hasQueue() {
		m.chat.endMode()
	}
	return nil
}

// choseAt chooses the question at a place, or the nearest one.
func (m *queueMode) choseAt(place int) {
	m.chosen = max(min(place, len(m.chat.state.Queue)-1), 0)
}

func (m *queueMode) choose(by int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		m.choseAt(m.chosen + by)
		return nil, nil
	}
}

func (m *queueMode) move(by int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		place, ok := c.sess.MoveQueued(m.chosen, c.state.Queue[m.chosen], by)
		cmd := c.take(c.sess.State())
		if ok {
			m.choseAt(place)
		}
		return cmd, nil
	}
}

// takeOut takes the chosen question out of the queue.
func (m *queueMode) takeOut(c *Chat) (removedQuestion, bool) {
	at := m.chosen
	q, ok := c.sess.TakeQueued(at, c.state.Queue[at])
	return removedQuestion{at, q}, ok
}

// edit puts the chosen question into the input.
func (m *queueMode) edit(c *Chat) (tea.Cmd, Event) {
	q, ok := m.takeOut(c)
	if !ok { // it was sent just now
		return c.take(c.sess.State()), nil
	}
	c.endMode()
	cmd := c.edit("", q.Text)
	c.editing.queued = &q
	return tea.Batch(cmd, c.take(c.sess.State())), nil
}

func (m *queueMode) remove(c *Chat) (tea.Cmd, Event) {
	q, ok := m.takeOut(c)
	if ok {
		c.removed = append(c.removed, q)
	}
	cmd := c.take(c.sess.State())
	if m.choseAt(q.at); !ok {
		return cmd, nil
	}
	key := keymap.RestoreQueued.Label()
	return tea.Batch(cmd, c.Flash("Removed from the queue. "+key+" brings it back.", "Removed. "+key+" brings it back.")), nil
}

// restore brings back the question that was removed last.
func (m *queueMode) restore(c *Chat) (tea.Cmd, Event) {
	n := len(c.removed) - 1
	if n < 0 {
		return nil, nil
	}
	q := c.removed[n]
	c.removed = c.removed[:n:n]
	cmd := c.putBack(q)
	m.choseAt(q.at)
	return cmd, nil
}

// putBack puts a question back at its place in the queue, or into the input if there is
// no queue any more.
func (c *Chat) putBack(q removedQuestion) tea.Cmd {
	if c.sess.PutQueued(q.at, q.Queued) {
		return c.take(c.sess.State())
	}
	c.endMode()
	return c.unqueued(unqueuedMsg{c.Conversation, q.Text, true})
}

// editsQueued reports whether the input holds a question of the queue.
func (c *Chat) editsQueued() bool { return c.edits() && c.editing.queued != nil }

// sendQueued puts the edited question back at its place in the queue, or asks it if
// there is no queue any more.
func sendQueued(c *Chat) (tea.Cmd, Event) {
	if c.editor.Continue() {
		return c.edited(), nil
	}
	e, text := c.editing, c.editor.Text()
	if e.busy || strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if cmd, event, taken := c.takesSlash(); taken {
		return cmd, event
	}
	if err := c.refuseFiles(); err != nil {
		c.Fail(err, nil)
		return nil, nil
	}
	c.clearFailure()
	e.busy = true
	of, sess, at, text := c.Conversation, c.sess, e.queued.at, unslashed(text)
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return requeuedMsg{of, sess.SendAt(ctx, at, text)}
	}), nil
}

// requeued ends the edit of a question of the queue, or keeps the text if the session
// did not accept it.
func (c *Chat) requeued(msg requeuedMsg) tea.Cmd {
	if msg.of != c.Conversation || !c.editsQueued() {
		return nil
	}
	c.editing.busy = false
	if msg.err != nil {
		c.Fail(msg.err, nil)
		return nil
	}
	c.editing.queued = nil // it is back
	return c.endEdit()
}

// rows draws the whole queue, of which one question is chosen.
func (m *queueMode) rows(st *style.Styles, l style.Layout) []string {
	queue := m.chat.state.Queue
	margin := strings.Repeat(" ", l.Pad)
	if len(queue) == 0 {
		return []string{strings.Repeat(" ", l.Left()) + st.Dim.Render("Nothing waits.")}
	}
	height := max(l.Height/3, queueShown)
	from := max(min(m.chosen-height/2, len(queue)-height), 0)
	var rows []string
	for i, text := range queue[from:min(from+height, len(queue))] {
		gutter, draw := strings.Repeat(" ", style.GutterWidth), st.Dim
		if from+i == m.chosen {
			gutter, draw = st.Accent.Render(st.Bar)+" ", st.Strong
		}
		number := fmt.Sprintf("%d: ", from+i+1)
		rows = append(rows, margin+gutter+draw.Render(st.Cut(number+firstLine(text), l.Measure)))
	}
	return rows
}
