package chat

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
)

// choices returns what was chosen for the questions of the conversation.
func (c *Chat) choices() history.Choices { return c.state.Conversation.Choices }

// Choices returns what was chosen for the questions of the conversation.
func (c *Chat) Choices() history.Choices { return c.choices() }

// SetChoices sets the choices of the next questions, here and in the session.
func (c *Chat) SetChoices(choices history.Choices) tea.Cmd {
	if choices == c.choices() {
		return nil
	}
	return c.choose(func(to *history.Choices) { *to = choices })
}

// choose changes the choices. Several changes may be under way, so each sets only
// what it is about.
func (c *Chat) choose(change func(*history.Choices)) tea.Cmd {
	change(&c.state.Conversation.Choices) // as the session's next state has them
	return c.onSession(func(ctx context.Context, s *session.Session) error { return s.Choose(ctx, change) })
}

// setOnce sets what holds for the next question alone.
func (c *Chat) setOnce(once session.Once) {
	c.state.Once = once
	c.sess.SetOnce(once)
}

// AskOnce lets a model answer the next question only.
func (c *Chat) AskOnce(model codex.Model, effort string) tea.Cmd {
	if c.sess == nil {
		return nil
	}
	once := c.state.Once
	once.Model, once.Effort = model, model.Effort(effort)
	c.setOnce(once)
	return c.Flash(termsafe.Line(model.Slug)+" answers the next question only.", "For the next question only.")
}

// forgetOnceModel drops the model of the next question, because another one was
// chosen for all.
func (c *Chat) forgetOnceModel() {
	if once := c.state.Once; c.sess != nil && once.Model.Slug != "" {
		c.setOnce(session.Once{Web: once.Web})
	}
}

// next returns the model of the next question, and its effort.
func (c *Chat) next() (codex.Model, string) {
	if once := c.state.Once; once.Model.Slug != "" {
		return once.Model, once.Effort
	}
	return c.model, c.effort
}

// searches reports whether the model can search the web.
func (c *Chat) searches() bool {
	model, _ := c.next()
	return c.sess != nil && model.Searches
}

func (c *Chat) hasEfforts() bool   { return c.sess != nil && len(c.model.Efforts) > 1 }
func (c *Chat) hasVerbosity() bool { return c.sess != nil && c.model.Verbosity }
func (c *Chat) hasFast() bool      { return c.sess != nil && len(c.model.Tiers) > 0 }

// toggleWeb lets the model search the web for the next question, then in the whole
// conversation, then no more.
func toggleWeb(c *Chat) (tea.Cmd, Event) {
	choices, once := c.choices(), c.state.Once
	key := keymap.ToggleWeb.Label()
	switch {
	case choices.Web:
		once.Web = false
		c.setOnce(once)
		return tea.Batch(c.choose(func(to *history.Choices) { to.Web = false }), c.Flash("No web search any more.")), nil
	case once.Web:
		// once stays until it is asked, so that a quick question finds either.
		return tea.Batch(c.choose(func(to *history.Choices) { to.Web = true }), c.Flash("The model may search the web in this conversation. "+key+" ends that.", "Web search: this conversation.")), nil
	}
	once.Web = true
	c.setOnce(once)
	return c.Flash("The model may search the web for the next question. "+key+" again: for all.", "Web search: next question."), nil
}

// nextEffort takes the next level of effort.
func nextEffort(c *Chat) (tea.Cmd, Event) {
	levels := c.model.Efforts
	i := slices.IndexFunc(levels, func(e codex.Effort) bool { return e.Name == c.effort })
	effort := levels[(i+1)%len(levels)].Name
	return tea.Batch(c.ChangeModel(c.model, effort), c.Flash("Effort: "+termsafe.Line(effort)+".")), nil
}

// nextVerbosity takes the next length of answers.
func nextVerbosity(c *Chat) (tea.Cmd, Event) {
	verbosity := c.model.NextVerbosity(c.choices().Verbosity)
	return tea.Batch(c.choose(func(to *history.Choices) { to.Verbosity = verbosity }), c.Flash("Verbosity: "+verbosity+".")), nil
}

// toggleFast takes the model's fast tier, or the usual one.
func toggleFast(c *Chat) (tea.Cmd, Event) {
	set := func(id string) tea.Cmd { return c.choose(func(to *history.Choices) { to.Tier = id }) }
	if c.choices().Tier != "" {
		return tea.Batch(set(""), c.Flash("Answers come at the usual speed.")), nil
	}
	tier := c.model.Tiers[0]
	name := termsafe.Line(tier.Name)
	return tea.Batch(set(tier.ID), c.Flash(name+": answers come sooner and use more of your plan.", name+": uses more of your plan.")), nil
}

// modelFact draws the model of the next question and what was chosen for it. In a
// narrow window it does without verbosity and speed, then without the rest.
func (c *Chat) modelFact(st *style.Styles) fact {
	name := fact{text: c.modelText(st)}
	words := c.choiceWords()
	if len(words) > 0 {
		short := name
		name = fact{text: c.modelText(st, words...), cost: 1, short: &short}
	}
	if grades := c.gradeWords(); len(grades) > 0 {
		short := name
		name = fact{text: c.modelText(st, append(words, grades...)...), cost: 4, short: &short}
	}
	return name
}

// choiceWords says whether the next question searches the web, and whether its model
// is for it alone.
func (c *Chat) choiceWords() []string {
	model, _ := c.next()
	once := c.state.Once
	var words []string
	if once.Model.Slug != "" {
		words = append(words, "next only")
	}
	switch {
	case !model.Searches:
	case c.choices().Web:
		words = append(words, "web")
	case once.Web:
		words = append(words, "web once")
	}
	return words
}

// gradeWords says how fast the next answer comes and how long it is, if that was
// chosen.
func (c *Chat) gradeWords() []string {
	model, _ := c.next()
	choices := session.Offered(c.choices(), model)
	var words []string
	for _, tier := range model.Tiers {
		if tier.ID == choices.Tier {
			words = append(words, termsafe.Line(tier.Name))
		}
	}
	if choices.Verbosity != "" {
		words = append(words, termsafe.Line(choices.Verbosity)+" verbosity")
	}
	return words
}
