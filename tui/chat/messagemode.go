package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/transcript"
)

// messageMode is the mode in which the person chooses a message, or a block of code,
// to copy it or to act on it.
type messageMode struct {
	chat *Chat
	transcript.Choice
	id   string              // of the chosen message
	code bool                // it had blocks of code when it was chosen
	back transcript.Position // the reader's place before the mode
}

// canChoose reports whether there are messages to choose from.
func (c *Chat) canChoose() bool { return !c.Blank() }

// openMessageMode enters the mode with the last answer on the screen chosen.
func openMessageMode(c *Chat) (tea.Cmd, Event) {
	item := c.transcript.LastShown()
	if item < 0 {
		return c.Flash("There is no message on the screen."), nil
	}
	c.chooseItem(item)
	return nil, nil
}

// chooseItem enters the mode with a message chosen.
func (c *Chat) chooseItem(item int) {
	m := &messageMode{chat: c, Choice: transcript.Choice{Item: item, Block: -1}, back: c.transcript.Position()}
	c.enterMode(m)
	m.show()
}

func (m *messageMode) actions() []action {
	return []action{
		{Binding: keymap.PrevMessage, do: m.message(-1), hint: always},
		{Binding: keymap.NextMessage, do: m.message(1)},
		{Binding: keymap.NextBlock, do: m.nextBlock(1), hint: m.hasCode},
		{Binding: keymap.PrevBlock, do: m.nextBlock(-1)},
		{Binding: keymap.NumberedBlock, do: m.numbered},
		{Binding: keymap.CopyChoice, do: m.take, hint: always},
		{Binding: keymap.SaveChoice, do: m.save, hint: always},
		{Binding: keymap.ToggleBookmark, do: m.toggleBookmark, hint: always},
		{Binding: keymap.WriteNote, do: m.note, hint: always},
		{Binding: keymap.PrevBookmark, do: m.bookmark(-1)},
		{Binding: keymap.NextBookmark, do: m.bookmark(1)},
		{Binding: keymap.EditQuestion, do: m.edit, hint: m.onQuestion},
		{Binding: keymap.AnswerAgain, do: m.again, hint: m.onAnswer},
		{Binding: keymap.AnswerOther, do: m.other},
		{Binding: keymap.ForkHere, do: m.fork, hint: always},
		{Binding: keymap.RemoveMessage, do: m.remove, hint: always},
		{Binding: keymap.PrevSibling, do: m.sibling(-1), hint: m.hasSiblings},
		{Binding: keymap.NextSibling, do: m.sibling(1)},
		{Binding: keymap.CompareChosen, do: m.compare, hint: m.comparable},
		{Binding: keymap.UndoChosen, do: undoChange, hint: (*Chat).undoable},
		{Binding: keymap.ChosenSources, do: m.sources, hint: m.hasSources},
		{Binding: keymap.LeaveCopy, do: leaveMode, hint: always},
	}
}

func (m *messageMode) press(tea.KeyPressMsg) (tea.Cmd, bool)               { return nil, false }
func (m *messageMode) update(tea.Msg) (tea.Cmd, bool)                      { return nil, false }
func (m *messageMode) row(*style.Styles, style.Layout) (string, int, bool) { return "", 0, false }
func (m *messageMode) end()                                                { m.chat.transcript.SetChoice(nil) }

// changed keeps the choice at its place in the conversation, where a sibling of the
// message may be now. before is the number of messages that were put before it.
func (m *messageMode) changed(before int) tea.Cmd {
	m.Item += before
	m.back = m.back.Shifted(before)
	if before == 0 && m.chat.idAt(m.Item) == m.id {
		return nil
	}
	t := m.chat.transcript
	if m.Item >= t.Count() || !t.HasText(m.Item) {
		m.chat.endMode()
		return nil
	}
	if m.Block >= 0 && m.Block >= len(t.Blocks(m.Item)) {
		m.Block = -1
	}
	m.mark()
	return nil
}

func (m *messageMode) leave() {
	m.chat.transcript.GoTo(m.back)
	m.end()
}

// message returns an action that chooses the next message in a direction.
func (m *messageMode) message(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		t := c.transcript
		for item := m.Item + direction; item >= 0 && item < t.Count(); item += direction {
			if t.HasText(item) {
				m.Choice = transcript.Choice{Item: item, Block: -1}
				break
			}
		}
		m.show()
		return nil, nil
	}
}

// nextBlock returns an action that cycles through the whole message and its blocks
// of code.
func (m *messageMode) nextBlock(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		n := len(c.transcript.Blocks(m.Item)) + 1
		m.Block = (m.Block+1+direction+n)%n - 1
		m.show()
		if n == 1 {
			return c.Flash("There is no block of code in it."), nil
		}
		return nil, nil
	}
}

// numbered chooses the block of code with the number that was pressed.
func (m *messageMode) numbered(c *Chat) (tea.Cmd, Event) {
	if i := keymap.NumberedBlock.Index(c.pressed); i < len(c.transcript.Blocks(m.Item)) {
		m.Block = i
	}
	m.show()
	return nil, nil
}

// take copies the choice and ends the mode without scrolling back.
func (m *messageMode) take(c *Chat) (tea.Cmd, Event) {
	c.endMode()
	if m.Block >= 0 {
		return c.copyBlock(m.Choice), nil
	}
	return c.copier.Copy("", c.transcript.Source(m.Item)), nil
}

// show marks the choice and scrolls to it.
func (m *messageMode) show() {
	m.mark()
	m.chat.transcript.ScrollTo(m.Choice)
}

// mark marks the choice. It looks for code here and not in each frame, because that
// reads the whole message.
func (m *messageMode) mark() {
	m.id, m.code = m.chat.idAt(m.Item), len(m.chat.transcript.Blocks(m.Item)) > 0
	m.chat.transcript.SetChoice(&m.Choice)
}

// idAt returns the ID of a message of the shown branch, or of the answer that is
// being written.
func (c *Chat) idAt(item int) string {
	switch all := c.state.Messages; {
	case item < len(all):
		return all[item].ID
	case c.state.Answer != nil:
		return c.state.Answer.ID
	}
	return ""
}

// chosen returns the chosen message, if it is finished.
func (m *messageMode) chosen() (history.Message, bool) {
	if all := m.chat.state.Messages; m.Item < len(all) {
		return all[m.Item], true
	}
	return history.Message{}, false
}

func (m *messageMode) onQuestion(*Chat) bool {
	message, ok := m.chosen()
	return ok && !transcript.IsAnswer(message)
}

func (m *messageMode) onAnswer(c *Chat) bool { return !m.onQuestion(c) }

func (m *messageMode) hasCode(*Chat) bool { return m.code }

func (m *messageMode) hasSiblings(c *Chat) bool {
	message, ok := m.chosen()
	if !ok {
		return false
	}
	_, count := c.state.Siblings(message)
	return count > 1
}

// edit puts the chosen question into the input.
func (m *messageMode) edit(c *Chat) (tea.Cmd, Event) {
	message, ok := m.chosen()
	if !ok || transcript.IsAnswer(message) {
		return c.Flash("Only a question can be edited."), nil
	}
	c.endMode()
	return c.edit(message.ID, message.Text), nil
}

// answer returns the ID of the chosen answer, or of the one to the chosen question.
func (m *messageMode) answer() (id string, ok bool) {
	all := m.chat.state.Messages
	for _, i := range []int{m.Item, m.Item + 1} {
		if i < len(all) && transcript.IsAnswer(all[i]) {
			return all[i].ID, true
		}
	}
	return "", false
}

// again asks for another answer by the model of the conversation.
func (m *messageMode) again(c *Chat) (tea.Cmd, Event) {
	id, ok := m.answer()
	switch {
	case c.streaming():
		return c.refuseWhileAnswering(), nil
	case !ok:
		c.endMode()
		return c.Retry(), nil
	}
	c.endMode()
	return c.AnswerAgain(id, codex.Model{}, ""), nil
}

// other asks for another answer by a model that the person picks.
func (m *messageMode) other(c *Chat) (tea.Cmd, Event) {
	id, ok := m.answer()
	switch {
	case c.streaming():
		return c.refuseWhileAnswering(), nil
	case !ok:
		return c.Flash("It has no answer yet."), nil
	}
	c.endMode()
	return nil, PickModel{id}
}

// fork copies the conversation up to the chosen message into a new one.
func (m *messageMode) fork(c *Chat) (tea.Cmd, Event) {
	message, ok := m.chosen()
	if !ok {
		return c.refuseWhileAnswering(), nil
	}
	c.endMode()
	of, sess := c.Conversation, c.sess
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		fork, err := sess.Fork(ctx, message.ID)
		return forkedMsg{of, fork, err}
	}), nil
}

// remove removes the chosen message and all that follow it.
func (m *messageMode) remove(c *Chat) (tea.Cmd, Event) {
	message, ok := m.chosen()
	if !ok || c.streaming() {
		return c.refuseWhileAnswering(), nil
	}
	c.endMode()
	key := keymap.UndoChange.Label()
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Remove(ctx, message.ID) }, true,
		"Removed, with all that followed. "+key+" brings it back.", "Removed. "+key+" brings it back."), nil
}

// sibling returns an action that shows the next version of the chosen message.
func (m *messageMode) sibling(step int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		m.Block = -1
		return c.walkFrom(m.Item, step), nil
	}
}
