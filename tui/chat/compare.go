package chat

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/transcript"
)

// A pane is a mode that draws what is in place of the transcript.
type pane interface {
	// pane returns height rows, or false if the window is too small.
	pane(st *style.Styles, l style.Layout, height int) ([]string, bool)
}

// compareMode is the mode that shows two versions of an answer beside each other.
type compareMode struct {
	chat *Chat
	*transcript.Comparison
}

// compare asks the root for the versions of the chosen answer.
func (m *messageMode) compare(c *Chat) (tea.Cmd, Event) {
	message, ok := m.chosen()
	switch {
	case !ok || !transcript.IsAnswer(message) || !m.hasSiblings(c):
		return c.Flash("Only versions of an answer can be compared."), nil
	case c.transcript.Width() < transcript.CompareWidth:
		return c.Flash("The window is too narrow for two columns.", "The window is too narrow."), nil
	}
	c.endMode()
	return nil, CompareVersions{Message: message.ID, Parent: message.Parent}
}

// comparable reports whether the chosen answer can be compared with another version.
func (m *messageMode) comparable(c *Chat) bool {
	return m.onAnswer(c) && m.hasSiblings(c) && c.transcript.Width() >= transcript.CompareWidth
}

// Compare shows versions of an answer beside each other, the one with an ID on the
// left.
func (c *Chat) Compare(versions []history.Message, id string) tea.Cmd {
	left := slices.IndexFunc(versions, func(m history.Message) bool { return m.ID == id })
	if left < 0 || len(versions) < 2 {
		return nil
	}
	question := ""
	for _, m := range c.state.Messages {
		if m.ID == versions[left].Parent {
			question = m.Text
		}
	}
	c.enterMode(&compareMode{c, transcript.NewComparison(question, versions, left)})
	return nil
}

func (m *compareMode) actions() []action {
	return []action{
		{Binding: keymap.ShowVersion, do: m.use, hint: always},
		{Binding: keymap.LeaveCopy, do: leaveMode, hint: always},
		{Binding: keymap.PrevSibling, do: m.next(-1), hint: always},
		{Binding: keymap.NextSibling, do: m.next(1)},
		{Binding: keymap.ScrollUp, do: m.scroll(func() int { return -1 }), hint: always},
		{Binding: keymap.ScrollDown, do: m.scroll(func() int { return 1 })},
		{Binding: keymap.PageUp, do: m.scroll(func() int { return -m.Page() })},
		{Binding: keymap.PageDown, do: m.scroll(func() int { return m.Page() })},
	}
}

func (m *compareMode) press(tea.KeyPressMsg) (tea.Cmd, bool)               { return nil, false }
func (m *compareMode) changed(int) tea.Cmd                                 { return nil }
func (m *compareMode) row(*style.Styles, style.Layout) (string, int, bool) { return "", 0, false }
func (m *compareMode) end()                                                {}
func (m *compareMode) leave()                                              {}

// update scrolls with the wheel. The transcript, which is not on the screen, gets
// nothing of the mouse.
func (m *compareMode) update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m.Scroll(-m.chat.transcript.Wheel())
		case tea.MouseWheelDown:
			m.Scroll(m.chat.transcript.Wheel())
		}
		return nil, true
	case tea.MouseMsg:
		return nil, true
	}
	return nil, false
}

func (m *compareMode) pane(st *style.Styles, l style.Layout, height int) ([]string, bool) {
	if l.Width < transcript.CompareWidth {
		return nil, false
	}
	return m.chat.transcript.ViewComparison(m.Comparison, st, l, height), true
}

func (m *compareMode) next(step int) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) {
		m.Next(step)
		return nil, nil
	}
}

func (m *compareMode) scroll(rows func() int) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) {
		m.Scroll(rows())
		return nil, nil
	}
}

// use shows the branch of the version on the right.
func (m *compareMode) use(c *Chat) (tea.Cmd, Event) {
	c.endMode()
	id := m.Right()
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Show(ctx, id) }, false), nil
}
