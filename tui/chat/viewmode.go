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

// toggleThinking shows what the model thought before the answer on the screen,
// or hides it and goes back to where the reader was.
func toggleThinking(c *Chat) (tea.Cmd, Event) {
	mode, was := c.transcript.Mode(), c.transcript.Position()
	mode.Thinking = !mode.Thinking
	c.transcript.SetMode(mode)
	if c.inline {
		return c.Flash(printedStays, "From the next text on."), nil
	}
	if !mode.Thinking {
		if c.beforeThinking != nil {
			c.transcript.GoTo(*c.beforeThinking)
			c.beforeThinking = nil
		}
		return c.Flash(""), nil
	}
	if !c.transcript.HasThinking() {
		return c.Flash("No answer here has a summary of its thinking.", "No answer has a summary."), nil
	}
	if c.transcript.ScrollToThinking() {
		c.beforeThinking = &was
	}
	key := keymap.ToggleThinking.Label()
	return c.Flash("What the model thought is above its answer. "+key+" hides it.", "Thinking is shown. "+key+" hides it."), nil
}

// changeMode sets the mode. If something was switched on, a remark says what, and
// how to go back.
func (c *Chat) changeMode(mode transcript.Mode, on bool, remark, shorter string) (tea.Cmd, Event) {
	c.transcript.SetMode(mode)
	if c.inline {
		return c.Flash(printedStays, "From the next text on."), ModeChanged{mode}
	}
	if !on {
		return c.Flash(""), ModeChanged{mode}
	}
	return c.Flash(remark, shorter), ModeChanged{mode}
}

// unfoldQuestion shows a long question whole, or folds it.
var unfoldQuestion = scrollsOr("Nothing on the screen is folded.", func(c *Chat) bool { return c.transcript.Unfold() })
