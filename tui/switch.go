package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/tui/chat"
	"banter/tui/dialog"
	"banter/tui/style"
)

// firstFrame is more than drawing the end of a conversation takes.
const firstFrame = 10 * time.Millisecond

// conversationMsg is the conversation to show next.
type conversationMsg struct {
	of     *chat.Conversation
	opened chat.Opened
	err    error
}

// recentCount is how many conversations an empty page offers to resume.
const recentCount = 3

// switchTo saves and leaves the current conversation and opens the one whose ID
// begins with id; "" is a new one, "last" the newest.
func (m *Model) switchTo(id string) tea.Cmd { return m.open(opening{id: id}) }

// opening is a conversation to open.
type opening struct {
	id            string
	model, effort string     // that the person has named for it; empty: its own
	at            chat.Place // where to scroll
	unsent        string     // text for its input; empty: its draft
}

// openAt opens the conversation that was chosen in the list, at the message.
func (m *Model) openAt(chosen dialog.Open) tea.Cmd {
	at := chat.Place{Message: chosen.Message}
	if chosen.In == history.InText {
		at.Match = style.Span{From: chosen.Match.Start, To: chosen.Match.End}
	}
	if chosen.Conversation == m.chat.Head().ID {
		return m.chat.GoTo(at)
	}
	return m.open(opening{id: chosen.Conversation, at: at})
}

// open is switchTo with more about what to open.
func (m *Model) open(o opening) tea.Cmd { return m.openIn(m.db, o) }

// openIn is open for a conversation in db.
func (m *Model) openIn(db *history.DB, o opening) tea.Cmd {
	if m.db == nil {
		return nil
	}
	m.picked = false
	leave := m.chat.Leave(m.group)
	of, group, opts, catalog, temporary := m.chat.Current(), m.group, m.optionsIn(db), m.catalog, db == m.memory
	asked := m.db
	m.chat.SetModel(opts.Model, opts.Effort)
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		leave(ctx)
		msg := conversationMsg{of: of, opened: chat.Opened{Temporary: temporary, Asked: asked}}
		msg.opened.Session, msg.err = group.Open(ctx, opts, o.id)
		if msg.err != nil {
			return msg
		}
		if o.model != "" || o.effort != "" {
			_ = msg.opened.Session.Override(ctx, catalog, o.model, o.effort) // it holds for this run if it cannot be saved
		}
		if msg.opened.At = o.at; o.at.Message != "" {
			_ = msg.opened.Session.Show(ctx, o.at.Message) // without it, the conversation is shown as it was left
		}
		if len(msg.opened.Session.State().Messages) == 0 {
			msg.opened.Recents, _ = db.List(ctx, recentCount) // optional: only offered
		}
		msg.opened.Draft, msg.err = msg.opened.Session.Draft(ctx)
		if o.unsent != "" {
			msg.opened.Draft = o.unsent
		}
		return msg
	})
}

// sessionOptions returns the options of the next session.
func (m *Model) sessionOptions() session.Options {
	var client session.Streamer = m.opts.Backend
	if m.opts.Pin != nil {
		client = m.opts.Pin()
	}
	return session.Options{
		Client: client, History: m.db, Model: m.catalog.Pick(m.model), Effort: m.effort,
		Account: codex.Account(m.tokens), Instructions: m.opts.System, Mentions: true, EndFirst: firstFrame, Memory: m.opts.Memory, Now: m.opts.Now,
	}
}

// showConversation shows the conversation, unless another one was requested since.
func (m *Model) showConversation(msg conversationMsg) tea.Cmd {
	if msg.of != m.chat.Current() {
		return m.discard(msg.opened.Session)
	}
	if msg.opened.Session == nil {
		m.chat.Fail(msg.err, func() tea.Cmd { return m.switchTo("") })
		return nil
	}
	cmd := tea.Batch(m.chat.Show(msg.opened), m.findOwner())
	state := m.chat.Head()
	delete(m.fresh, state.ID)
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

// discard closes a session that will not be shown.
func (m *Model) discard(sess *session.Session) tea.Cmd {
	if sess == nil {
		return nil
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		_ = sess.Finish(ctx) // it has nothing to save
		return nil
	})
}
