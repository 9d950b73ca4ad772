package plain

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"banter/internal/prompts"
)

// ownPrompts reads the person's own prompts. With an error it returns those that can
// be used.
func (f *Front) ownPrompts() (all []prompts.Prompt, err error) {
	if f.opts.Prompts == nil {
		return nil, nil
	}
	err = f.during(func(ctx context.Context) (err error) {
		all, err = f.opts.Prompts(ctx)
		return err
	})
	return all, err
}

// runsPrompt uses the person's own prompt with a name, if there is one. rest is the
// value of its first variable, or text that follows it.
func (f *Front) runsPrompt(name, rest string) bool {
	all, err := f.ownPrompts()
	i := slices.IndexFunc(all, func(p prompts.Prompt) bool { return p.Name == name })
	if i < 0 {
		f.warn(err) // perhaps about this one
		return err != nil
	}
	p, values := all[i], map[string]string{}
	if len(p.Variables) > 0 && rest != "" {
		values[p.Variables[0].Name], rest = rest, ""
	}
	f.fillPrompt(p, values, rest)
	return true
}

// fillPrompt asks for the variables that have no value yet, line by line, and uses
// the prompt.
func (f *Front) fillPrompt(p prompts.Prompt, values map[string]string, rest string) {
	for _, v := range p.Variables {
		if _, given := values[v.Name]; given {
			continue
		}
		prompt := v.Name + ":"
		if v.Default != "" {
			prompt = v.Name + ", or an empty line for " + v.Default + ":"
		}
		f.wantsText(prompt, func(text string) {
			if values[v.Name] = strings.TrimSpace(text); values[v.Name] == "" && v.Default == "" {
				delete(values, v.Name)
				f.say("The prompt needs a value for %s. Ctrl+C goes back.", v.Name)
			}
			f.fillPrompt(p, values, rest)
		})
		return
	}
	text, err := p.Fill(values)
	if err != nil {
		f.warn(err)
		return
	}
	if rest != "" {
		text += "\n\n" + rest
	}
	f.usePrompt(p, text)
}

// usePrompt makes the text of a prompt the next question, which the person hears
// before it is sent, or the system prompt.
func (f *Front) usePrompt(p prompts.Prompt, text string) {
	if p.Model != "" || p.Effort != "" {
		own := f.sess.State().Conversation
		f.picked = true
		f.warn(f.sess.SetModel(f.ctx, f.catalog.Pick(cmp.Or(p.Model, own.Model)), cmp.Or(p.Effort, own.Effort)))
		f.say("%s", f.inUse())
	}
	switch {
	case p.System:
		f.setSystem(text)
	case !f.opts.Terminal: // it shows nothing, and waits for no one
		f.ask(text)
	default:
		f.tell("The question:", text)
		f.pending = append(f.pending, strings.Split(text, "\n")...)
		f.say("An empty line sends it; other text is added and sent. Ctrl+C drops it.")
	}
}

// system tells the system prompt and asks for another one, or takes the given one.
func (f *Front) system(text string) {
	if text != "" {
		f.setSystem(text)
		return
	}
	if now := f.sess.State().Conversation.System; now != "" {
		f.tell("The system prompt is:", now)
	} else {
		f.say("This conversation has no system prompt.")
	}
	f.wantsText("New system prompt; a hyphen removes it, an empty line changes nothing:", func(text string) {
		switch text = strings.TrimSpace(text); text {
		case "":
			f.say("Nothing was changed.")
		case "-":
			f.setSystem("")
		default:
			f.setSystem(text)
		}
	})
}

func (f *Front) setSystem(text string) {
	words := "The system prompt holds from the next question on."
	if text == "" {
		words = "The conversation has no system prompt from the next question on."
	}
	f.did(f.sess.SetSystem(f.ctx, text), "%s", words)
}
