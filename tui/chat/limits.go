package chat

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
)

// warnAt are the shares of a window, in percent, from which the person is told.
var warnAt = []float64{warnFrom, 95}

// SetLimits sets the limits of the plan; nil: unknown. It tells the person once each
// time that a window of the plan comes to a share of warnAt.
func (c *Chat) SetLimits(limits *codex.Limits) tea.Cmd {
	c.limits = limits
	if limits == nil { // another account
		c.told = nil
		return nil
	}
	var most codex.Window
	for _, w := range limits.Windows {
		if c.tell(w) && w.UsedPercent > most.UsedPercent && !w.Full() { // the refusal of a question says that a window is full
			most = w
		}
	}
	if most == (codex.Window{}) {
		return nil
	}
	period := cmp.Or(most.Label(), "your plan")
	if period == "week" {
		period = "the week"
	}
	text := percentText(most.UsedPercent) + " of the limit for " + period + " is used"
	more := ""
	if reset := most.ResetWords(c.now()); reset != "" {
		more = ". It resets " + reset
	}
	return c.Flash(text+more+".", text+".")
}

// tell reports whether a window has come to a share that the person was not told
// of. A window that is less than half used is a new period.
func (c *Chat) tell(w codex.Window) bool {
	if c.told == nil {
		c.told = make(map[string]float64)
	}
	name := w.Label()
	if w.UsedPercent < 50 {
		c.told[name] = 0
	}
	news := false
	for _, share := range warnAt {
		if w.UsedPercent >= share && c.told[name] < share {
			c.told[name], news = share, true
		}
	}
	return news
}
