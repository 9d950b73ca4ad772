package chat

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/tui/keymap"
	"banter/tui/style"
)

// SetOnPlan sets whether the account is on the documented route. The screen then
// says that the ChatGPT plan is used, as OpenAI's guidelines ask, and opens the page
// of the usage in place of the limits, which that route does not tell.
func (c *Chat) SetOnPlan(on bool) { c.onPlan = on }

// planFacts says near the model that the plan is used, and how to manage that.
func (c *Chat) planFacts(st *style.Styles) []fact {
	if !c.onPlan {
		return nil
	}
	link := st.Dim.Linked(codex.UsageURL).Render("Manage usage")
	return []fact{
		{text: st.Dim.Render("Using ChatGPT plan"), cost: 2, short: &fact{text: st.Dim.Render("ChatGPT plan"), cost: 2}},
		{text: st.Accent.Render(keymap.OpenLimits.Label()) + " " + link, cost: 4, short: &fact{text: link, cost: 2}},
	}
}

// openLimits opens the limits of the plan, or the page of its usage if the route does
// not tell them.
func openLimits(c *Chat) (tea.Cmd, Event) {
	if c.onPlan {
		return nil, OpenUsage{}
	}
	return nil, OpenLimits{}
}

// planWithheld reports whether the person has not allowed the use of the plan.
func (c *Chat) planWithheld() bool { return c.failedWith(codex.CodeConsent) }

// tooEarly reports whether the sign-in does not work and must not be renewed yet. A
// new one does not have to wait.
func (c *Chat) tooEarly() bool {
	for _, err := range []error{c.failure.err, c.state.Err} {
		for fault, ok := errors.AsType[*auth.Error](err); ok; fault, ok = errors.AsType[*auth.Error](fault.Err) {
			if fault.Code == auth.CodeTooEarly {
				return true
			}
		}
	}
	return false
}

// managesPlan reports whether the page of the plan's usage helps: the plan, or what the
// person allows of it, is used up, or the person may have forbidden its use there.
func (c *Chat) managesPlan() bool {
	return c.onPlan && (c.failedWith(codex.CodeUsageLimit) || c.planWithheld())
}

// signInAction says what the key does that signs in again.
func (c *Chat) signInAction() string {
	switch {
	case c.planWithheld():
		return keymap.AllowPlanUse.Hint
	case c.onPlan:
		return keymap.ContinueSignIn.Hint
	}
	return "sign in"
}
