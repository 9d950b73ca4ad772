package main

import (
	"context"
	"testing"
	"time"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/accounts"
	"banter/internal/prompts"
	"banter/internal/screen"
	"banter/tui"
)

// dialogScenes are those of the dialogs about what a person keeps: sources, prompts,
// accounts; and of a sign-in that no keychain takes.
var dialogScenes = []scene{
	{
		name: "sources", size: [2]int{80, 24},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			search(term)
			term.Press("alt+s", "2")
		},
	},
	{
		name: "prompts", size: [2]int{80, 24}, setUp: withPrompts,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Press("/")
			term.Wait(time.Second)
			term.Type("tra")
		},
	},
	{
		name: "prompt-form", size: [2]int{80, 24}, setUp: withPrompts,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Type("//")
			term.Press("backspace")
			term.Type("translate")
			term.Press("enter")
			term.Wait(time.Second)
			term.Press("tab")
			term.Type("Good morning! Did you sleep well?")
		},
	},
	{
		name: "help-filter", size: [2]int{120, 30},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Press("?")
			term.Type("copy")
		},
	},
	{
		name: "accounts", size: [2]int{80, 24}, server: codextest.Options{Doc: "Yes."},
		setUp: func(_ *rig, opts *tui.Options) { opts.Accounts = household{} },
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f2")
			term.Wait(time.Second)
		},
	},
	{
		name: "keep", size: [2]int{80, 24}, signedOut: true,
		setUp: func(r *rig, opts *tui.Options) {
			r.store = noKeychain{r.store}
			opts.Account = r
		},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) { term.Wait(8 * time.Second) },
	},
}

// withPrompts gives the program the person's own prompts.
func withPrompts(_ *rig, opts *tui.Options) {
	opts.Prompts = func(context.Context) ([]prompts.Prompt, error) {
		return []prompts.Prompt{
			{Name: "review", Description: "Review a change", Text: "Review this."},
			{Name: "translate", Description: "Translate a text", Text: "Translate into {{language}}: {{text}}",
				Variables: []prompts.Variable{{Name: "language", Default: "German"}, {Name: "text"}}},
			{Name: "tutor", Description: "Explain with questions", System: true, Text: "Explain with questions."},
		}, nil
	}
}

// household has two accounts.
type household struct{ tui.Accounts }

func (household) List(context.Context) ([]accounts.Account, error) {
	return []accounts.Account{
		{Name: "default", Store: "keychain", Email: "ada@example.org", Plan: "plus"},
		{Name: "work", Store: "sealed", Email: "ada@lovelace.example", Plan: "business"},
	}, nil
}

func (household) Current() string { return "default" }

// noKeychain saves nothing.
type noKeychain struct{ auth.Store }

func (noKeychain) Save(context.Context, auth.Tokens) error {
	return &auth.Error{Code: auth.CodeKeychainAbsent, Sentence: "There is no keychain on this machine.", Hint: "Choose another place."}
}
