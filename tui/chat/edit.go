package chat

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/session"
	"banter/tui/editor"
	"banter/tui/keymap"
	"banter/tui/style"
)

// editing is a question that the input holds, to be asked in place of the old one.
type editing struct {
	id       string // of the old question
	question string // its text
	draft    editor.Snapshot
	busy     bool             // it is being asked
	system   bool             // it is no question, but the system prompt
	queued   *removedQuestion // it is a question of the queue, which returns there; or nil
}

// editedMsg is the result of asking an edited question.
type editedMsg struct {
	of  *Conversation
	err error
}

// edits reports whether the input holds a question that is being edited.
func (c *Chat) edits() bool { return c.editing != nil && c.writing() }

// edit puts a question into the input. What was typed before comes back when the
// edit ends.
func (c *Chat) edit(id, question string) tea.Cmd {
	var putBack tea.Cmd
	if c.editing != nil {
		putBack = c.endEdit()
	}
	draft := c.editor.Snapshot()
	c.inputs.back = 0
	c.editing = &editing{id: id, question: question, draft: draft}
	c.editor.Load(slashed(question))
	return tea.Batch(c.edited(), putBack)
}

// leaveEdit gives the edit up.
func leaveEdit(c *Chat) (tea.Cmd, Event) {
	if c.editing.queued != nil && c.editing.busy { // it returns in a moment
		return nil, nil
	}
	return c.endEdit(), nil
}

// endEdit brings back what was typed before the edit.
func (c *Chat) endEdit() tea.Cmd {
	draft, queued := c.editing.draft.Text(), c.editing.queued
	c.editing, c.inputs.back = nil, 0
	c.editor.Load(draft)
	if queued != nil {
		return tea.Batch(c.putBack(*queued), c.edited())
	}
	return c.edited()
}

// sendEdit asks the edited question in place of the old one.
func sendEdit(c *Chat) (tea.Cmd, Event) {
	e, text := c.editing, c.editor.Text()
	switch {
	case c.editor.Continue():
		return c.edited(), nil
	case e.busy || strings.TrimSpace(text) == "":
		return nil, nil
	case c.streaming():
		return c.refuseWhileAnswering(), nil
	}
	if cmd, event, taken := c.takesSlash(); taken {
		return cmd, event
	}
	text = unslashed(text)
	e.busy = true
	c.clearFailure()
	of, sess := c.Conversation, c.sess
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return editedMsg{of, sess.Edit(ctx, e.id, text)}
	}), nil
}

// questionEdited ends the edit, or keeps the text if the question could not be asked.
func (c *Chat) questionEdited(msg editedMsg) tea.Cmd {
	if msg.of != c.Conversation || c.editing == nil {
		return nil
	}
	c.editing.busy = false
	if errors.Is(msg.err, session.ErrAnswering) {
		return c.refuseWhileAnswering()
	}
	if msg.err != nil {
		c.Fail(msg.err, nil)
		return nil
	}
	c.undoes = true
	c.transcript.ToEnd()
	key := keymap.UndoChange.Label()
	return tea.Batch(c.endEdit(), c.Flash("Asked in place of the old question. "+key+" goes back to that.", "Asked. "+key+" goes back."))
}

// editRows draws the sign that the input holds a question that is being edited.
func (c *Chat) editRows(st *style.Styles, l style.Layout) []string {
	if c.editing == nil {
		return nil
	}
	row := st.Accent.Render("editing: ") + st.Dim.Render(firstLine(c.editing.question))
	if c.editing.queued != nil {
		row = st.Accent.Render("editing, to return to the queue: ") + st.Dim.Render(firstLine(c.editing.question))
	}
	if c.editing.system {
		row = st.Accent.Render("system prompt") + st.Dim.Render(" from the next question on; an empty one removes it")
	}
	return []string{strings.Repeat(" ", l.Left()) + st.Cut(row, l.Measure)}
}
