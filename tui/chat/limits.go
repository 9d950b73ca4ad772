package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/session"
)

// SetLimits sets the limits of the plan; nil: unknown. It tells the person once each
// time that much of a window of the plan is used.
func (c *Chat) SetLimits(limits *codex.Limits) tea.Cmd {
	c.limits = limits
	most, ok := c.limitWatch.News(limits)
	if !ok {
		return nil
	}
	long, short := session.LimitWords(most, c.now())
	return c.Flash(long, short)
}
