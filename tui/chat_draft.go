package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// draftPause is how long the keys must rest before the draft is saved: what a
// kill -9 can take.
const draftPause = 400 * time.Millisecond

// draft is how far the unsent text is saved.
type draft struct {
	edits  int    // counts the edits; a tick for an earlier one does nothing
	key    string // conversation that the saved draft belongs to; "" is the new one
	saved  string // what the history has
	saving bool
	again  bool // there were edits while it was saved
}

type (
	// draftMsg says that the keys have rested since the given edit.
	draftMsg struct{ gen, edits int }
	// draftSavedMsg ends a save.
	draftSavedMsg struct {
		gen       int
		key, text string
		err       error
	}
)

// draftKey returns the conversation that unsent text belongs to.
func (c *chat) draftKey() string {
	if len(c.state.Messages) == 0 && c.state.Answer == nil {
		return ""
	}
	return c.state.Conversation.ID
}

// A draftText is unsent text, put together off the UI's goroutine: it may be
// large.
type draftText struct {
	outbox []string
	typed  editor.Snapshot
}

func (c *chat) unsent() draftText { return draftText{c.outbox.texts, c.editor.Snapshot()} }

// Text returns all unsent text, oldest first.
func (t draftText) Text() string {
	text := t.typed.Text()
	for i := len(t.outbox) - 1; i >= 0; i-- {
		if text != "" {
			text = "\n" + text
		}
		text = t.outbox[i] + text
	}
	return text
}

// edited is called after every change of the input: the draft is saved once
// the keys rest.
func (c *chat) edited() tea.Cmd {
	c.quitting = false
	c.draft.edits++
	gen, edits := c.gen, c.draft.edits
	return tea.Tick(draftPause, func(time.Time) tea.Msg { return draftMsg{gen, edits} })
}

func (c *chat) saveDraft(msg draftMsg) tea.Cmd {
	d := &c.draft
	if msg.gen != c.gen || msg.edits != d.edits || c.db == nil {
		return nil
	}
	if d.saving {
		d.again = true
		return nil
	}
	d.saving = true
	gen, db, key, was, saved, unsent := c.gen, c.db, c.draftKey(), d.key, d.saved, c.unsent()
	return c.work.do(func(ctx context.Context) tea.Msg {
		text := unsent.Text()
		var err error
		if was != key && saved != "" { // a new conversation has become one
			err = db.SetDraft(ctx, was, "")
			saved = ""
		}
		if err == nil && text != saved {
			err = db.SetDraft(ctx, key, text)
		}
		return draftSavedMsg{gen, key, text, err}
	})
}

func (c *chat) draftSaved(msg draftSavedMsg) tea.Cmd {
	if msg.gen != c.gen {
		return nil
	}
	d := &c.draft
	d.saving = false
	if msg.err != nil {
		return c.flash("What you type cannot be saved at the moment.")
	}
	d.key, d.saved = msg.key, msg.text
	if !d.again {
		return nil
	}
	d.again = false
	return c.edited()
}
