package chat

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// What a kill -9 can take: the keys rest for draftPause before the draft is
// saved, and while they do not rest it is saved every draftAge. A save that
// failed is tried again every draftRetry.
const (
	draftPause = 400 * time.Millisecond
	draftAge   = 2 * time.Second
	draftRetry = 5 * time.Second
)

// draft is how far the unsent text is saved.
type draft struct {
	edits  int       // counts the edits; a tick for an earlier one does nothing
	at     time.Time // when it was saved last
	saving bool
	again  bool // there were edits while it was saved
	failed bool // the last save failed, which has been told
}

type (
	// draftMsg says that the keys have rested since the given edit.
	draftMsg struct {
		of    *Conversation
		edits int
	}
	// draftSavedMsg ends a save.
	draftSavedMsg struct {
		of  *Conversation
		err error
	}
)

// A draftText is unsent text, put together off the UI's goroutine: it may be
// large.
type draftText struct {
	queue, outbox []string
	typed         editor.Snapshot
}

func (c *Chat) unsent() draftText {
	return draftText{c.state.Queue, c.outbox.texts, c.editor.Snapshot()}
}

// Text returns all unsent text, oldest first.
func (t draftText) Text() string {
	texts := slices.Concat(t.queue, t.outbox)
	if text := t.typed.Text(); text != "" {
		texts = append(texts, text)
	}
	return strings.Join(texts, "\n\n")
}

// edited is called after every change of the input: the draft is saved once
// the keys rest.
func (c *Chat) edited() tea.Cmd {
	c.quitting = false
	return c.scheduleDraft()
}

// draftLater has the draft saved for a change that the person did not make.
func (c *Chat) scheduleDraft() tea.Cmd {
	c.draft.edits++
	return c.draftAfter(draftPause)
}

func (c *Chat) draftAfter(pause time.Duration) tea.Cmd {
	of, edits := c.Conversation, c.draft.edits
	return tea.Tick(pause, func(time.Time) tea.Msg { return draftMsg{of, edits} })
}

func (c *Chat) saveDraft(msg draftMsg) tea.Cmd {
	d := &c.draft
	if msg.of != c.Conversation || c.sess == nil || msg.edits != d.edits && c.now().Sub(d.at) < draftAge {
		return nil
	}
	if d.saving {
		d.again = true
		return nil
	}
	d.saving, d.at = true, c.now()
	of, sess, unsent := c.Conversation, c.sess, c.unsent()
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return draftSavedMsg{of, sess.SetDraft(ctx, unsent.Text())}
	})
}

func (c *Chat) draftSaved(msg draftSavedMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	d := &c.draft
	d.saving = false
	told := d.failed
	if d.failed = msg.err != nil; d.failed {
		d.again = false
		retry := c.draftAfter(draftRetry)
		if told {
			return retry
		}
		return tea.Batch(retry, c.Flash("What you type cannot be saved at the moment."))
	}
	if !d.again {
		return nil
	}
	d.again = false
	return c.edited()
}
