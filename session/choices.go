package session

import (
	"context"
	"slices"

	"banter/codex"
	"banter/history"
)

// Once is what a person chose for the next question alone.
type Once struct {
	Model  codex.Model   // zero: that of the conversation
	Effort string        // with Model
	Web    bool          // the model may search the web although the conversation does not
	Schema *codex.Schema // form of the answer; nil: text
}

// Empty reports whether nothing was chosen.
func (o Once) Empty() bool { return o.Model.Slug == "" && !o.Web && o.Schema == nil }

// SetOnce sets what holds for the next question that is asked, queued ones
// included. If its answer fails, it holds for the next attempt too. It is not
// saved.
func (s *Session) SetOnce(o Once) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once = o
	s.touch()
}

// takeOnce moves what was chosen for one question to the turn that asks it. The
// caller holds mu.
func (s *Session) takeOnce(t *turn, how *begun) {
	t.once, s.once = s.once, Once{}
	if m := t.once.Model; m.Slug != "" {
		how.model, how.effort = m.Slug, m.Effort(t.once.Effort)
	}
}

// returnOnce takes back what was chosen for the question of a turn that failed,
// unless something else was chosen since. The caller holds mu.
func (s *Session) returnOnce(t *turn) {
	if s.once.Empty() {
		s.once = t.once
	}
}

// Choose changes the choices of the next questions, and saves them with the
// conversation. It may call change twice.
func (s *Session) Choose(ctx context.Context, change func(*history.Choices)) error {
	return s.changeHead(ctx, func(c *history.Conversation) { change(&c.Choices) })
}

// Offered returns the choices that a model offers.
func Offered(choices history.Choices, m codex.Model) history.Choices {
	choices.Web = choices.Web && m.Searches
	if !m.Verbosity {
		choices.Verbosity = ""
	}
	if !slices.ContainsFunc(m.Tiers, func(t codex.Tier) bool { return t.ID == choices.Tier }) {
		choices.Tier = ""
	}
	return choices
}

// choices returns the choices for the answer of t.
func (t *turn) choices(conv history.Conversation) history.Choices {
	choices := conv.Choices
	choices.Web = choices.Web || t.once.Web
	if m := t.once.Model; m.Slug != "" {
		choices = Offered(choices, m)
	}
	return choices
}
