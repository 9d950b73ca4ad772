package tui

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// toggleRaw flips between the answers as they are meant and as they were
// written.
func toggleRaw(c *chat) (tea.Cmd, chatEvent) {
	mode := c.transcript.mode
	mode.raw = !mode.raw
	key := keymap.ToggleRaw.Label()
	return c.changeMode(mode, mode.raw, "The source of every message. "+key+" goes back.", "The source. "+key+" goes back.")
}

// toggleDetails shows or hides time, model, effort and tokens.
func toggleDetails(c *chat) (tea.Cmd, chatEvent) {
	mode := c.transcript.mode
	mode.details = !mode.details
	key := keymap.ToggleDetails.Label()
	return c.changeMode(mode, mode.details, "Time, model and tokens below each message. "+key+" hides them.", "Details are shown. "+key+" hides them.")
}

// changeMode says in a remark, or a shorter one, what is new and how to go back.
func (c *chat) changeMode(mode viewMode, on bool, remark, shorter string) (tea.Cmd, chatEvent) {
	c.transcript.setMode(mode)
	if !on {
		return c.flash(""), modeChanged{mode}
	}
	return c.flash(remark, shorter), modeChanged{mode}
}

// unfoldQuestion shows a long question whole, or folds it again.
func unfoldQuestion(c *chat) (tea.Cmd, chatEvent) {
	c.transcript.unfold()
	return nil, nil
}
