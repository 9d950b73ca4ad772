package chat

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
)

// Compacting is what happens when the context of the model is nearly full.
type Compacting string

// The values of Compacting.
const (
	CompactAsk  Compacting = "ask"  // the person is asked once
	CompactAuto Compacting = "auto" // the next question waits for a summary
	CompactOff  Compacting = "off"
)

// SetCompacting sets what happens when the context of the model is nearly full.
func (c *Chat) SetCompacting(how Compacting) {
	c.compacting = how
	c.limitSession()
}

// limitSession tells the session when to compact unasked.
func (c *Chat) limitSession() {
	if c.sess == nil {
		return
	}
	tokens := 0
	if c.compacting == CompactAuto {
		tokens = c.model.ContextWindow * session.CompactFrom / 100
	}
	c.sess.CompactAt(tokens)
}

// filled returns how full the context of the model is, in percent; 0 if that is
// unknown. A plan may have a larger context than the list of models says.
func (c *Chat) filled() float64 {
	if c.state.Usage == nil || c.model.ContextWindow <= 0 {
		return 0
	}
	return min(100*float64(c.state.Usage.Total)/float64(c.model.ContextWindow), 100)
}

// nearlyFull reports whether the conversation should be compacted, and can be.
func (c *Chat) nearlyFull() bool {
	return c.filled() >= session.CompactFrom && c.state.Compactable && c.sess != nil
}

// contextFull reports whether the conversation was too long for the model.
func (c *Chat) contextFull() bool {
	fault, ok := errors.AsType[*codex.Error](c.state.Err)
	return ok && fault.Code == codex.CodeContextFull
}

// asksToCompact reports whether the person is asked to compact the conversation.
func (c *Chat) asksToCompact() bool {
	return c.compacting == CompactAsk && !c.declined && c.nearlyFull() && !c.problem().Compacts
}

// remindsToCompact reports whether the status line names the key: nothing else on
// the screen does.
func (c *Chat) remindsToCompact() bool {
	return c.nearlyFull() && c.resting() && !c.asksToCompact() && !c.problem().Compacts
}

// compactRows asks the person to compact the conversation or to begin another one.
func (c *Chat) compactRows(st *style.Styles, l style.Layout) []string {
	if !c.asksToCompact() || c.mode != nil {
		return nil
	}
	text := "The conversation fills " + percentText(c.filled()) + " of what the model can read."
	rows := style.Wrap(st.Warning.Render, text, l.Measure)
	rows = append(rows, st.HintLines(l.Measure, keymap.Compact.KeyTo("go on with a summary"),
		keymap.NewConversation.KeyTo("start anew"), keymap.DeclineCompact.Key())...)
	for i, row := range rows {
		rows[i] = strings.Repeat(" ", l.Left()) + row
	}
	return rows
}

func declineCompact(c *Chat) (tea.Cmd, Event) {
	c.declined = true
	return nil, nil
}

// compact asks the model for a summary of the older messages.
func compact(c *Chat) (tea.Cmd, Event) {
	if c.streaming() {
		return c.refuseWhileAnswering(), nil
	}
	c.endMode()
	c.transcript.ToEnd()
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Compact(ctx) }, false), nil
}

// compacted says that a summary has arrived. before is whether one was being
// written until now.
func (c *Chat) compacted(before bool) tea.Cmd {
	all := c.state.Messages
	if !before || c.state.Compacting || len(all) == 0 || !all[len(all)-1].IsSummary() {
		return nil
	}
	c.undoes, c.declined = true, false
	key := keymap.UndoChange.Label()
	return c.Flash("The model goes on with the summary. "+key+" takes it back.", "Compacted. "+key+" undoes it.")
}
