package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// nameAnswered gives the conversation on the screen a title once its first answer is
// complete.
func (m *Model) nameAnswered() tea.Cmd {
	if !m.chat.FirstAnswered() {
		return nil
	}
	return m.name(m.chat.Head().ID)
}

// name gives a conversation a title that a model makes of the first question and its
// answer, once and if the person has not changed it. The open conversation and the
// list see the title as any other change of the history.
func (m *Model) name(id string) tea.Cmd {
	if !m.opts.Titles || badge(m.opts) != "" || m.db == nil || m.named[id] {
		return nil
	}
	m.named[id] = true
	n := namer{m.db, m.sessionOptions().Client, m.catalog}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		n.name(ctx, id)
		return nil
	})
}

// nameTime bounds how long a title is waited for.
const nameTime = 30 * time.Second

// A namer gives conversations titles. It gives up without a word: the first words of
// the question are a title too.
type namer struct {
	db      *history.DB
	client  session.Streamer
	catalog codex.Catalog
}

func (n namer) name(ctx context.Context, id string) {
	head, err := n.db.Find(ctx, id)
	if err != nil {
		return
	}
	branch, err := n.db.Branch(ctx, head.Leaf)
	if err != nil || len(branch) < 2 || branch[1].Status != history.Done || head.Title != session.Title(branch[0].Text) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, nameTime)
	defer cancel()
	title, err := session.NameConversation(ctx, n.client, n.catalog, branch[0].Text, branch[1].Text)
	if err != nil || title == "" {
		return
	}
	if now, err := n.db.Find(ctx, id); err == nil && now.Title == head.Title {
		_ = n.db.Rename(ctx, id, title)
	}
}
