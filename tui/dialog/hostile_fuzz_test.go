package dialog

import (
	"context"
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/accounts"
	"banter/internal/screen"
	"banter/tui/task"
)

// FuzzHostileDialogs draws a text in every dialog that shows foreign text.
func FuzzHostileDialogs(f *testing.F) {
	const longest = 200
	for _, trick := range screen.Tricks {
		if len(trick) <= longest/2 {
			f.Add(trick)
		}
	}
	f.Add("Über Ϝ")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > longest {
			t.Skip("takes too long to be shortened")
		}
		for _, d := range hostileDialogs(text) {
			drawn, _ := d.View(darkStyles(), 80, 20)
			screen.CheckOutput(t, []byte(drawn))
		}
	})
}

// hostileDialogs returns the dialogs that show texts of a server or a file.
func hostileDialogs(text string) []Dialog {
	open := func(d Dialog, load tea.Cmd) Dialog {
		d.Update(load())
		return d
	}
	models := func(catalog codex.Catalog, err error) Dialog {
		return open(NewModels(func(context.Context) (codex.Catalog, error) { return catalog, err }, codex.Model{Slug: text}, text, history.Choices{}))
	}
	tasks := task.NewGroup()
	defer tasks.End()
	conversations := func(s *fakeStore) Dialog {
		return open(NewConversations(ConversationsOptions{Store: s, Tasks: tasks, Now: at(midday)}))
	}
	one := &fakeStore{
		all: []history.Summary{{LastLine: text, Conversation: history.Conversation{ID: "a", Title: text, Model: text, Updated: midday}}},
		hits: []history.Hit{{Conversation: "a", Message: "m", Title: text, Model: text, Snippet: text + text,
			Marks: []history.Mark{{Start: len(text), End: 2 * len(text)}}}},
	}
	renamed, filtered := conversations(one), conversations(one)
	renamed.Update(screen.Key("f7"))
	for _, typed := range []string{text, "word"} {
		if find, _ := filtered.Update(tea.PasteMsg{Content: typed}); find != nil {
			filtered.Update(find())
		}
	}
	catalog := codex.Catalog{Models: []codex.Model{{
		Slug: text, Name: text, Description: text, DefaultEffort: text, Upgrade: text, Efforts: []codex.Effort{{Name: text, Description: text}},
	}}}
	accts := someAccounts(text)
	accts.list = []accounts.Account{{Name: text, Store: text, Email: text, Plan: text}}
	messages := []history.Message{{ID: text, Role: history.Assistant, Text: text, Model: text}, {ID: "q", Role: history.User, Text: text}}
	tree := open(NewTree(func(context.Context) ([]history.Message, error) { return messages, nil }, midday, Branch{IDs: []string{text}}))
	return []Dialog{
		tree, conversations(one), renamed, filtered, open(NewAccounts(accts)), conversations(&fakeStore{listErr: errors.New(text)}),
		models(catalog, nil), models(codex.Catalog{}, &codex.Error{Sentence: text, Hint: text}),
	}
}
