package chat

import (
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"banter/tui/transcript"
)

// startSpinner moves the dots until the answer begins. Nothing else in the chat is
// animated.
func (c *Chat) startSpinner() tea.Cmd {
	if c.spinning || !c.state.Waiting {
		return nil
	}
	c.spinning = true
	c.spinner = spinner.New(spinner.WithSpinner(transcript.Dots))
	first := c.spinner
	return tea.Tick(transcript.Dots.FPS, func(time.Time) tea.Msg { return first.Tick() })
}

// spin moves the dots one step on. Ticks of another spinner are of a conversation
// that was left.
func (c *Chat) spin(msg spinner.TickMsg) tea.Cmd {
	if msg.ID != c.spinner.ID() {
		return nil
	}
	if !c.state.Waiting {
		c.spinning = false
		return nil
	}
	var next tea.Cmd
	c.spinner, next = c.spinner.Update(msg)
	c.transcript.Spin(c.spinner.View())
	return next
}
