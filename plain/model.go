package plain

import (
	"context"
	"strings"

	"banter/codex"
	"banter/history"
)

// noModel is the model of the conversation.
var noModel codex.Model

// loadCatalog asks for the models of the plan behind the conversation.
func (f *Front) loadCatalog() {
	f.behind(func(ctx context.Context) {
		catalog, err := f.opts.Backend.Models(ctx)
		if err != nil {
			return // the bundled list serves until the list is asked for
		}
		f.post(ctx, func() {
			f.catalog = catalog
			if s := f.sess; s != nil && len(s.State().Messages) == 0 && s.State().Answer == nil && !f.picked {
				_ = s.SetModel(f.ctx, catalog.Pick(f.model), f.effort) // an empty conversation is not saved
			}
		})
	})
}

// pickModel lists the models for the conversation.
func (f *Front) pickModel(name string) {
	f.chooseModel(name, `A number or a name chooses one for this conversation; an effort may follow, and the word "once" for the next question only, or "default" for new conversations too; an empty line goes back.`,
		f.useModel)
}

// againWith asks for another answer by a model of the list.
func (f *Front) againWith(name string) {
	m, ok := f.target(history.Assistant)
	if !ok {
		f.noTarget()
		return
	}
	f.chooseModel(name, "A number or a name asks that model; an effort may follow; an empty line goes back.",
		func(model codex.Model, words []string) {
			effort := ""
			if len(words) > 0 {
				effort = words[0]
			}
			if !f.offers(model, effort) {
				return
			}
			f.begun(f.sess.Regenerate(f.ctx, m.ID, model, effort))
		})
}

// chooseModel lists the models, unless the choice is known already.
func (f *Front) chooseModel(choice, prompt string, take func(m codex.Model, words []string)) {
	err := f.during(func(ctx context.Context) error {
		catalog, err := f.opts.Backend.Models(ctx)
		if err == nil {
			f.catalog = catalog
		}
		return err
	})
	f.warn(err)
	listed := f.catalog.Listed()
	var rows, names []string
	for _, m := range listed {
		var efforts []string
		for _, e := range m.Efforts {
			efforts = append(efforts, e.Name)
		}
		row := m.Slug
		if m.Description != "" {
			row += ": " + m.Description
		}
		if len(efforts) > 0 {
			row += " Efforts: " + strings.Join(efforts, ", ") + "."
		}
		rows, names = append(rows, row), append(names, m.Slug)
	}
	list := menu{
		title: "Models. " + f.inUse(), rows: rows, names: names, prompt: prompt,
		take: func(i int, rest string) { take(listed[i], strings.Fields(rest)) },
	}
	if choice != "" {
		f.chose(list, choice)
		return
	}
	f.choose(list)
}

// useModel makes a model answer from now on.
func (f *Front) useModel(m codex.Model, words []string) {
	effort, always, once := "", false, false
	for _, word := range words {
		switch word {
		case "default":
			always = true
		case "once":
			once = true
		default:
			effort = word
		}
	}
	if !f.offers(m, effort) {
		return
	}
	if once {
		f.useOnce(m, effort)
		return
	}
	f.forgetOnce()
	if effort == "" {
		effort = f.sess.State().Conversation.Effort
	}
	f.picked = true
	if err := f.sess.SetModel(f.ctx, m, effort); err != nil {
		f.warn(err)
		return
	}
	f.limitSession()
	if always {
		f.model, f.effort = m.Slug, m.Effort(effort)
		f.remember("model", f.model)
		f.remember("effort", f.effort)
	}
	f.say("%s", f.inUse())
}

// offers reports whether a model has an effort, and says so if not.
func (f *Front) offers(m codex.Model, effort string) bool {
	if effort == "" || m.Effort(effort) == effort {
		return true
	}
	f.say("%s has no effort %s. /models lists them.", m.Slug, effort)
	return false
}

// remember saves a choice for later starts.
func (f *Front) remember(name, value string) {
	if f.opts.Remember == nil {
		return
	}
	if err := f.opts.Remember(name, value); err != nil {
		f.warn(err)
	}
}

func (f *Front) recall(name string) string {
	if f.opts.Recall == nil {
		return ""
	}
	return f.opts.Recall(name)
}

func (f *Front) toggleRaw(string) {
	f.raw = f.toggled(!f.raw, "Answers are told as they were written.", "Answers are told in words.")
}

func (f *Front) toggleDetails(string) {
	f.details = f.toggled(!f.details, "Model, time and tokens of each answer are told.", "Model, time and tokens are not told.")
}

// toggleThinking also tells what the model thought before the last answer.
func (f *Front) toggleThinking(string) {
	f.thought = !f.thought
	if !f.thought {
		f.say("What the model thought is not told.")
		return
	}
	f.say("What the model thought is told after each answer.")
	if m, ok := f.target(history.Assistant); ok {
		f.tellThinking(m)
	}
}

// toggled says how a switch is now.
func (f *Front) toggled(on bool, yes, no string) bool {
	if on {
		f.say("%s", yes)
	} else {
		f.say("%s", no)
	}
	return on
}
