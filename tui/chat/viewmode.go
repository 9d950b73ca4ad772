package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/transcript"
)

// toggleRaw switches between rendered messages and their source.
func toggleRaw(c *Chat) (tea.Cmd, Event) {
	mode := c.transcript.Mode()
	mode.Raw = !mode.Raw
	key := keymap.ToggleRaw.Label()
	return c.changeMode(mode, mode.Raw, "The source of every message. "+key+" goes back.", "The source. "+key+" goes back.")
}

// toggleDetails shows or hides the details of each message.
func toggleDetails(c *Chat) (tea.Cmd, Event) {
	mode := c.transcript.Mode()
	mode.Details = !mode.Details
	key := keymap.ToggleDetails.Label()
	return c.changeMode(mode, mode.Details, "Time, model and tokens below each message. "+key+" hides them.", "Details are shown. "+key+" hides them.")
}

// changeMode sets the mode. If something was switched on, a remark says what, and
// how to go back.
func (c *Chat) changeMode(mode transcript.Mode, on bool, remark, shorter string) (tea.Cmd, Event) {
	c.transcript.SetMode(mode)
	if !on {
		return c.Flash(""), ModeChanged{mode}
	}
	return c.Flash(remark, shorter), ModeChanged{mode}
}

// unfoldQuestion shows a long question whole, or folds it.
func unfoldQuestion(c *Chat) (tea.Cmd, Event) {
	c.transcript.Unfold()
	return nil, nil
}
