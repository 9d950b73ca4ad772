package tui

import (
	"banter/codex"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestModelIsSwitchedAndRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		kept := map[string]string{}
		d := newApp(t, setup{options: func(o *Options) {
			o.Remember = func(name, value string) error {
				mu.Lock()
				defer mu.Unlock()
				kept[name] = value
				return nil
			}
		}})
		defer d.leave()
		d.ask("first")
		before := d.back.answer(t, "one")
		d.Press("ctrl+o")
		d.sees("Models")
		d.Press("down", "right", "enter")
		d.ask("second")
		after := d.back.answer(t, "two")
		if after.Model == before.Model {
			t.Errorf("still asked of %s", after.Model)
		}
		d.sees(after.Model + " · " + after.Effort)
		mu.Lock()
		defer mu.Unlock()
		if len(kept) > 0 {
			t.Errorf("remembered %v: a choice within a conversation is its own", kept)
		}
	})
}

// A model that is chosen on an empty page is for the conversation that begins
// there, as its key says; another key makes it the default.
func TestModelOfANewConversation(t *testing.T) {
	for key, isDefault := range map[string]bool{"enter": false, "f8": true, "alt+m": true} {
		synctest.Test(t, func(t *testing.T) {
			kept := make(chan string, 9)
			d := newApp(t, setup{options: func(o *Options) {
				o.Remember = func(name, value string) error {
					kept <- name + "=" + value
					return nil
				}
			}})
			defer d.leave()
			usual := codex.BundledCatalog().Pick("").Slug
			d.Press("ctrl+o", "down", key)
			d.ask("hello")
			first := d.back.answer(t, "hi")
			if first.Model == usual {
				t.Errorf("%s: the model in use was chosen", key)
			}
			if got := len(kept); got != map[bool]int{true: 2}[isDefault] {
				t.Errorf("%s: %d choices are remembered", key, got)
			}
			d.Press("ctrl+n")
			d.ask("again")
			if second := d.back.answer(t, "hi"); (second.Model == first.Model) != isDefault {
				t.Errorf("%s: the next conversation asks %s after %s", key, second.Model, first.Model)
			}
		})
	}
}

func TestPickingTheOpenConversationDisturbsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("half an ")
		d.Wait(time.Second)
		d.Press("ctrl+r")
		d.sees("Conversations")
		d.Press("enter")
		d.back.say("answer goes on")
		d.sees("half an answer goes on", "Esc stop")
	})
}

// The model that the command line names is used in the conversation that it
// resumes; without one the conversation keeps its own.
func TestResumeWithAnotherModel(t *testing.T) {
	folder := t.TempDir()
	ask := func(change func(*Options)) (model, effort string) {
		synctest.Test(t, func(t *testing.T) {
			d := newApp(t, setup{folder: folder, options: func(o *Options) {
				o.Resume = "last"
				change(o)
			}})
			defer d.leave()
			d.sees("Ask something")
			d.Wait(time.Second)
			d.ask("hello")
			req := d.back.answer(t, "hi")
			model, effort = req.Model, req.Effort
		})
		return model, effort
	}
	own, _ := ask(func(*Options) {})
	for _, step := range []struct{ name, model, want string }{
		{"the configured model is for new conversations", "", own},
		{"named", "gpt-5.6-luna", "gpt-5.6-luna"},
		{"kept", "", "gpt-5.6-luna"},
	} {
		got, effort := ask(func(o *Options) {
			o.Model, o.ResumeModel = "gpt-5.5", step.model
			if step.model != "" {
				o.ResumeEffort = "high"
			}
		})
		if got != step.want || step.model != "" && effort != "high" {
			t.Errorf("%s: asked %s with %s, want %s", step.name, got, effort, step.want)
		}
	}
}
