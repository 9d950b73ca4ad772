package chat

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// These times bound what a kill -9 can lose.
const (
	draftPause = 400 * time.Millisecond // the draft is saved this long after the last key
	draftAge   = 2 * time.Second        // and this often while the person types on
	draftRetry = 5 * time.Second        // after a save that failed
)

// draft is the state of saving the unsent text.
type draft struct {
	edits  int       // counts edits, so that a timer of an earlier edit does nothing
	at     time.Time // of the last save
	saving bool
	again  bool // edited during the save
	failed bool // the last save failed, and the person was told
}

type (
	// draftMsg follows a pause after an edit.
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

// A draftText is the unsent text. It is joined outside the UI's goroutine, because
// it may be large.
type draftText struct {
	queue, outbox []string
	typed         editor.Snapshot
	edited        editor.Snapshot // an edited question that was not asked; or empty
	question      string          // the question before the edit
}

// unsent returns the unsent text.
func (c *Chat) unsent() draftText {
	text := draftText{queue: c.state.Queue, outbox: c.outbox.texts, typed: c.editor.Snapshot()}
	if e := c.editing; e != nil {
		text.typed, text.edited, text.question = e.draft, text.typed, e.question
		if e.queued != nil { // nothing else holds it
			text.question = ""
		}
	}
	return text
}

// text returns the unsent text, oldest question first.
func (t draftText) text() string {
	texts := slices.Concat(t.queue, t.outbox)
	if text := t.typed.Text(); text != "" {
		texts = append(texts, text)
	}
	if text := t.edited.Text(); text != "" && text != t.question {
		texts = append(texts, text)
	}
	return strings.Join(texts, "\n\n")
}

// edited must be called after each change of the input by the person. It schedules
// a save of the draft.
func (c *Chat) edited() tea.Cmd {
	c.quitting = false
	return tea.Batch(c.scheduleDraft(), c.lookForFiles(), c.goOnCompleting())
}

// scheduleDraft schedules a save of the draft.
func (c *Chat) scheduleDraft() tea.Cmd {
	c.draft.edits++
	return c.draftAfter(draftPause)
}

func (c *Chat) draftAfter(pause time.Duration) tea.Cmd {
	of, edits := c.Conversation, c.draft.edits
	return tea.Tick(pause, func(time.Time) tea.Msg { return draftMsg{of, edits} })
}

// saveDraft saves the draft if its time has come.
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
		return draftSavedMsg{of, sess.SetDraft(ctx, unsent.text())}
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
