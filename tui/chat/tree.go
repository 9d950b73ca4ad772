package chat

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/transcript"
)

type (
	// changedMsg is the result of a change of the tree, or of a walk in it.
	changedMsg struct {
		of     *Conversation
		err    error
		remark []string // the longest form first
		undoes bool     // the undo key takes it back
	}
	// forkedMsg is the conversation that a fork has made.
	forkedMsg struct {
		of   *Conversation
		fork history.Conversation
		err  error
	}
)

// inTree returns a command that calls f with the session. A remark follows if f
// succeeds.
func (c *Chat) inTree(f func(context.Context, *session.Session) error, undoes bool, remark ...string) tea.Cmd {
	of, sess := c.Conversation, c.sess
	if sess == nil {
		return nil
	}
	c.clearFailure()
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return changedMsg{of, f(ctx, sess), remark, undoes}
	})
}

// treeChanged shows the remark about a change, or why it failed. A refusal is a
// remark too, because nothing was lost.
func (c *Chat) treeChanged(msg changedMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if msg.err != nil {
		c.goal = ""
		for _, refusal := range []error{session.ErrAnswering, session.ErrElsewhere, session.ErrNoSibling, session.ErrNothingToUndo, session.ErrNothingToAsk, session.ErrNothingToContinue, session.ErrNothingToCompact, session.ErrSummary} {
			if errors.Is(msg.err, refusal) {
				said := notice.Of(refusal)
				return c.Flash(said.Sentence+" "+said.Hint, said.Sentence)
			}
		}
		c.Fail(msg.err, nil)
		return nil
	}
	if c.undoes = c.undoes || msg.undoes; len(msg.remark) == 0 {
		return nil
	}
	return c.Flash(msg.remark[0], msg.remark[1:]...)
}

// clearFailure removes an error that is not from an answer.
func (c *Chat) clearFailure() {
	if c.failure.err != nil {
		c.failure = failure{}
		c.refresh()
	}
}

// refuseWhileAnswering says that a change of the tree has to wait.
func (c *Chat) refuseWhileAnswering() tea.Cmd {
	key := keymap.Interrupt.Label()
	return c.Flash("An answer is being written. Wait, or stop it with "+key+".", "An answer is being written.")
}

// shift moves what the chat knows by the index of a message after n messages were
// put before the others.
func (c *Chat) shift(n int) {
	if n > 0 && c.copiedBlock != nil {
		c.copiedBlock = &transcript.Choice{Item: c.copiedBlock.Item + n, Block: c.copiedBlock.Block}
	}
	if n > 0 {
		c.walks = nil
	}
}

// walkVersions returns an action that shows the next version of a message on the
// screen in a direction: the last one that has several.
func walkVersions(step int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		if c.walks == nil || !c.transcript.Shows(*c.walks) {
			last := c.transcript.LastWithVersions()
			c.walks = &last
		}
		if *c.walks < 0 {
			key := keymap.CopyMode.Label()
			return c.Flash("Nothing on the screen has another version. "+key+" chooses a message to change.", "Nothing here has another version."), nil
		}
		return c.walkFrom(*c.walks, step), nil
	}
}

// walkFrom shows the next version of a message in a direction.
func (c *Chat) walkFrom(item, step int) tea.Cmd {
	if item >= len(c.state.Messages) {
		return nil
	}
	m := c.state.Messages[item]
	switch place, count := c.state.Siblings(m); {
	case count < 2:
		return c.Flash("It has no other version.")
	case place+step < 1:
		return c.Flash("This is the first version.")
	case place+step > count:
		return c.Flash("This is the last version.")
	case c.streaming():
		return c.refuseWhileAnswering()
	}
	c.transcript.StayAt(item)
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Sibling(ctx, m.ID, step) }, false)
}

// AnswerAgain asks for another answer in place of the one with an ID. A model without
// a slug is that of the conversation.
func (c *Chat) AnswerAgain(id string, model codex.Model, effort string) tea.Cmd {
	c.transcript.ToEnd()
	key := keymap.UndoChange.Label()
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Regenerate(ctx, id, model, effort) }, true,
		"Asked again. "+key+" goes back to the old answer.", "Asked again. "+key+" goes back.")
}

// ShowMessage shows the branch with a message, and scrolls to the message.
func (c *Chat) ShowMessage(id string) tea.Cmd {
	c.goal = id
	if c.reachGoal() {
		return c.readTexts()
	}
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Show(ctx, id) }, false)
}

// reachGoal scrolls to the message that was chosen in the tree, once it is shown, and
// reports whether it has.
func (c *Chat) reachGoal() bool {
	if c.goal == "" {
		return false
	}
	for i := range c.state.Messages {
		if c.state.Messages[i].ID == c.goal {
			c.goal = ""
			c.transcript.ShowItem(i)
			c.showInline(i)
			return true
		}
	}
	return false
}

// ShownBranch returns the IDs of the messages of the shown branch, and that of the
// first one on the screen.
func (c *Chat) ShownBranch() (ids []string, first string) {
	for _, m := range c.state.Messages {
		ids = append(ids, m.ID)
	}
	if c.state.Answer != nil {
		ids = append(ids, c.state.Answer.ID)
	}
	if item := c.transcript.LastShown(); item >= 0 && item < len(ids) {
		first = ids[item]
	}
	return ids, first
}

func openTree(*Chat) (tea.Cmd, Event) { return nil, OpenTree{} }

// continuable reports whether the last answer has a half to continue.
func (c *Chat) continuable() bool { return c.state.Continuable && c.sess != nil && !c.needsSignIn() }

// offersContinue reports whether the key that continues an answer would do so.
func (c *Chat) offersContinue() bool { return c.idleInput() && !c.streaming() && c.continuable() }

// continueAnswer continues the last answer.
func (c *Chat) continueAnswer() tea.Cmd {
	c.transcript.ToEnd()
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Continue(ctx) }, false)
}

// undoable reports whether the last change of the tree can be undone.
func (c *Chat) undoable() bool { return c.state.Undoable != session.UndoNothing }

// undoesChange reports whether the undo key takes back a change of the tree: nothing
// was asked since.
func (c *Chat) undoesChange() bool {
	return c.undoes && c.undoable() && c.idleInput() && !c.editor.CanUndo() && !c.streaming()
}

// undoRemarks says what was undone.
var undoRemarks = map[session.Undoable]string{
	session.UndoEdit:       "The old question is back. The new one is its other version.",
	session.UndoRegenerate: "The old answer is back. The new one is its other version.",
	session.UndoRemove:     "What was removed is back.",
	session.UndoCompact:    "The summary is gone. The model reads the whole conversation again.",
	session.UndoBookmark:   "The last change of a bookmark is undone.",
}

// undoChange takes back the last change of the tree.
func undoChange(c *Chat) (tea.Cmd, Event) {
	if !c.undoable() {
		return c.Flash("There is nothing to undo."), nil
	}
	if c.streaming() {
		return c.refuseWhileAnswering(), nil
	}
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Undo(ctx) }, false, undoRemarks[c.state.Undoable]), nil
}

// forked opens the conversation that a fork has made.
func (c *Chat) forked(msg forkedMsg) (tea.Cmd, Event) {
	if msg.of != c.Conversation {
		return nil, nil
	}
	if msg.err != nil {
		return c.treeChanged(changedMsg{of: msg.of, err: msg.err}), nil
	}
	return c.Flash("A new conversation with what was said so far. The old one is kept.", "A copy. The old one is kept."), OpenConversation{msg.fork.ID}
}
