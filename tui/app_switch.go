package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
)

// attachedMsg brings the conversation to show. of tells it from one that was
// asked for earlier and came late.
type attachedMsg struct {
	of      *conversation
	sess    *session.Session
	draft   string
	recents []history.Summary // of a new conversation
	err     error
}

// closeLimit is how long a conversation that is left may take to be saved.
const closeLimit = 5 * time.Second

// recentCount is how many conversations an empty one offers to resume.
const recentCount = 3

// switchTo leaves the conversation on the screen, saved, and opens the one
// with the given id or prefix of one; "" is a new one, "last" the newest.
func (m *Model) switchTo(id string) tea.Cmd {
	if m.db == nil {
		return nil
	}
	leave := m.chat.leave(m.db)
	of, db, opts := m.chat.conversation, m.db, m.sessionOptions()
	m.chat.setModel(opts.Model, opts.Effort)
	return m.work.do(func(ctx context.Context) tea.Msg {
		leave(ctx)
		msg := attachedMsg{of: of}
		msg.sess, msg.err = openSession(ctx, db, opts, id)
		if msg.err != nil {
			return msg
		}
		key, state := "", msg.sess.State()
		if len(state.Messages) > 0 {
			key = state.Conversation.ID
		} else {
			msg.recents, _ = db.List(ctx, recentCount) // an offer, no more
		}
		msg.draft, msg.err = db.Draft(ctx, key)
		return msg
	})
}

func (m *Model) sessionOptions() session.Options {
	return session.Options{
		Client: m.opts.Backend, History: m.db, Model: m.chosenModel(), Effort: m.effort,
		Account: m.tokens.AccountID, Now: m.opts.Now,
	}
}

func openSession(ctx context.Context, db *history.DB, opts session.Options, id string) (*session.Session, error) {
	switch id {
	case "":
		return session.New(opts), nil
	case "last":
		list, err := db.List(ctx, 1)
		if len(list) == 0 && err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return session.New(opts), nil
		}
		id = list[0].ID
	default:
		found, err := db.Find(ctx, id)
		if err != nil {
			return nil, err
		}
		id = found.ID
	}
	return session.Resume(ctx, opts, id)
}

// attached puts the conversation on the screen, unless another has been asked
// for since.
func (m *Model) attached(msg attachedMsg) tea.Cmd {
	if msg.of != m.chat.conversation {
		return m.discard(msg.sess)
	}
	if msg.sess == nil {
		m.chat.fail(msg.err, func() tea.Cmd { return m.switchTo("") })
		return nil
	}
	cmd := tea.Batch(m.chat.attach(msg, m.db), m.findOwner())
	state := m.chat.state.Conversation
	if model, ok := m.catalog.Find(state.Model); ok {
		m.chat.setModel(model, state.Effort)
	}
	if msg.err != nil {
		return tea.Batch(cmd, m.chat.flash("The unsent text of the last time could not be read."))
	}
	return cmd
}

func (m *Model) discard(sess *session.Session) tea.Cmd {
	if sess == nil {
		return nil
	}
	return m.work.do(func(ctx context.Context) tea.Msg {
		closeSession(ctx, sess)
		return nil
	})
}

// closeSession saves and ends a session, also when ctx has ended: an answer is
// worth more than a quick exit.
func closeSession(ctx context.Context, sess *session.Session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	_ = sess.Close(ctx) // what could not be saved is in the state that was shown
}
