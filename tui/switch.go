package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/session"
	"banter/tui/chat"
)

// attachedMsg brings the conversation to show in place of another one.
type attachedMsg struct {
	of     *chat.Conversation
	opened chat.Opened
	err    error
}

// recentCount is how many conversations an empty one offers to resume.
const recentCount = 3

// switchTo leaves the conversation on the screen, saved, and opens the one
// with the given id or prefix of one; "" is a new one, "last" the newest.
func (m *Model) switchTo(id string) tea.Cmd {
	if m.db == nil {
		return nil
	}
	m.picked = false
	leave := m.chat.Leave()
	of, db, opts := m.chat.Current(), m.db, m.sessionOptions()
	m.chat.SetModel(opts.Model, opts.Effort)
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		leave(ctx)
		msg := attachedMsg{of: of}
		msg.opened.Session, msg.err = session.Open(ctx, opts, id)
		if msg.err != nil {
			return msg
		}
		if len(msg.opened.Session.State().Messages) == 0 {
			msg.opened.Recents, _ = db.List(ctx, recentCount) // an offer, no more
		}
		msg.opened.Draft, msg.err = msg.opened.Session.Draft(ctx)
		return msg
	})
}

func (m *Model) sessionOptions() session.Options {
	return session.Options{
		Client: m.opts.Backend, History: m.db, Model: m.catalog.Pick(m.model), Effort: m.effort,
		Account: m.tokens.AccountID, Now: m.opts.Now,
	}
}

// attached puts the conversation on the screen, unless another has been asked
// for since.
func (m *Model) attached(msg attachedMsg) tea.Cmd {
	if msg.of != m.chat.Current() {
		return m.discard(msg.opened.Session)
	}
	if msg.opened.Session == nil {
		m.chat.Fail(msg.err, func() tea.Cmd { return m.switchTo("") })
		return nil
	}
	cmd := tea.Batch(m.chat.Attach(msg.opened), m.findOwner())
	state := m.chat.Head()
	if model, effort := m.chat.InUse(); m.picked { // while it was being opened
		cmd = tea.Batch(cmd, m.chat.ChangeModel(model, effort))
	} else if model, ok := m.catalog.Find(state.Model); ok {
		m.chat.SetModel(model, state.Effort)
	}
	if msg.err != nil {
		return tea.Batch(cmd, m.chat.Flash("The unsent text of the last time could not be read."))
	}
	return cmd
}

func (m *Model) discard(sess *session.Session) tea.Cmd {
	if sess == nil {
		return nil
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		_ = sess.Finish(ctx) // nothing was said in it
		return nil
	})
}
