package plain

import (
	"slices"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// nextModel returns the model of the next question, and its effort.
func (f *Front) nextModel() (codex.Model, string) {
	s := f.sess.State()
	if once := s.Once; once.Model.Slug != "" {
		return once.Model, once.Effort
	}
	return f.catalog.Pick(s.Conversation.Model), s.Conversation.Effort
}

// inUse says which model answers, and what was chosen for its answers.
func (f *Front) inUse() string {
	s := f.sess.State()
	m, effort := f.nextModel()
	words := m.Slug + " answers"
	if s.Once.Model.Slug != "" {
		words += " the next question"
	}
	var with []string
	if effort != "" {
		with = append(with, "effort "+effort)
	}
	choices := session.Offered(s.Conversation.Choices, m)
	if choices.Verbosity != "" {
		with = append(with, choices.Verbosity+" verbosity")
	}
	for _, tier := range m.Tiers {
		if tier.ID == choices.Tier {
			with = append(with, "speed "+tier.Name)
		}
	}
	switch {
	case choices.Web:
		with = append(with, "web search")
	case s.Once.Web && m.Searches:
		with = append(with, "web search for the next question")
	}
	if len(with) > 0 {
		words += " with " + strings.Join(with, ", ")
	}
	return words + "."
}

// chooses changes what is chosen for the questions of the conversation.
func (f *Front) chooses(change func(*history.Choices), format string, args ...any) {
	f.did(f.sess.Choose(f.ctx, change), format, args...)
}

// toggleWeb lets the model search the web for the next question, then in the whole
// conversation, then no more.
func (f *Front) toggleWeb(string) {
	s := f.sess.State()
	m, _ := f.nextModel()
	once := s.Once
	switch {
	case !m.Searches:
		f.say("%s cannot search the web. /models lists others.", m.Slug)
	case s.Conversation.Choices.Web:
		once.Web = false
		f.sess.SetOnce(once)
		f.chooses(func(c *history.Choices) { c.Web = false }, "The model does not search the web any more.")
	case once.Web: // it stays until a question is asked, so that a quick one finds either
		f.chooses(func(c *history.Choices) { c.Web = true }, "The model may search the web in this conversation. /web ends that.")
	default:
		once.Web = true
		f.sess.SetOnce(once)
		f.say("The model may search the web for the next question. /web again lets it in the whole conversation.")
	}
}

// pickEffort changes how hard the model thinks.
func (f *Front) pickEffort(name string) {
	m := f.catalog.Pick(f.sess.State().Conversation.Model)
	var rows, names []string
	for _, e := range m.Efforts {
		row := e.Name
		if e.Description != "" {
			row += ": " + e.Description
		}
		rows, names = append(rows, row), append(names, e.Name)
	}
	if len(names) == 0 {
		f.say("%s has no efforts.", m.Slug)
		return
	}
	f.pick(menu{title: "Efforts. " + f.inUse(), rows: rows, names: names, take: func(i int, _ string) {
		f.did(f.sess.SetModel(f.ctx, m, names[i]), "The effort is %s from the next question on.", names[i])
	}}, name)
}

// pickVerbosity changes how long answers are.
func (f *Front) pickVerbosity(name string) {
	m := f.catalog.Pick(f.sess.State().Conversation.Model)
	if !m.Verbosity {
		f.say("The length of the answers of %s cannot be chosen.", m.Slug)
		return
	}
	var names []string
	for v := m.NextVerbosity("high"); !slices.Contains(names, v); v = m.NextVerbosity(v) {
		names = append(names, v)
	}
	f.pick(menu{title: "Verbosities. " + f.inUse(), rows: names, names: names, take: func(i int, _ string) {
		f.chooses(func(c *history.Choices) { c.Verbosity = names[i] }, "The verbosity is %s from the next question on.", names[i])
	}}, name)
}

// pick takes a row by its name, or lists the rows.
func (f *Front) pick(m menu, name string) {
	m.prompt = "A number or a name chooses one, an empty line goes back."
	if name != "" {
		f.chose(m, name)
		return
	}
	f.choose(m)
}

// toggleFast takes the model's fast tier, or the usual one.
func (f *Front) toggleFast(string) {
	s := f.sess.State()
	m := f.catalog.Pick(s.Conversation.Model)
	switch {
	case len(m.Tiers) == 0:
		f.say("%s has one speed.", m.Slug)
	case s.Conversation.Choices.Tier != "":
		f.chooses(func(c *history.Choices) { c.Tier = "" }, "Answers come at the usual speed.")
	default:
		tier := m.Tiers[0]
		f.chooses(func(c *history.Choices) { c.Tier = tier.ID }, "%s: answers come sooner and use more of your plan.", tier.Name)
	}
}

// useOnce lets a model answer the next question only.
func (f *Front) useOnce(m codex.Model, effort string) {
	once := f.sess.State().Once
	once.Model, once.Effort = m, m.Effort(effort)
	f.sess.SetOnce(once)
	f.say("%s", f.inUse())
}

// forgetOnce drops the model of the next question, because another one was chosen
// for all.
func (f *Front) forgetOnce() {
	f.sess.SetOnce(session.Once{Web: f.sess.State().Once.Web})
}
