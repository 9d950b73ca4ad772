package chat

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/transcript"
)

// pulseMsg moves the dots.
type pulseMsg struct{ of *Conversation }

// startPulse starts to move the dots, until the answer begins. Nothing else in the
// chat is animated.
func (c *Chat) startPulse() tea.Cmd {
	if c.pulsing || !c.state.Waiting {
		return nil
	}
	c.pulsing = true
	return c.pulseLater()
}

func (c *Chat) pulse(msg pulseMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if !c.state.Waiting {
		c.pulsing = false
		return nil
	}
	c.transcript.Pulse()
	return c.pulseLater()
}

func (c *Chat) pulseLater() tea.Cmd {
	of := c.Conversation
	return tea.Tick(transcript.PulseTime, func(time.Time) tea.Msg { return pulseMsg{of} })
}
