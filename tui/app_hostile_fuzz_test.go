package tui

import (
	"context"
	"errors"
	"hash/crc32"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/accounts"
	"banter/internal/screen"
	"banter/session"
	"banter/tui/dialog"
)

// FuzzHostileText draws the text wherever foreign text is shown. A session of
// the whole program takes a hundred times as long, so that only one text in
// sessionShare is played in one; TestHostileTextIsOnlyText plays all tricks.
//
// The texts are short: the fuzzer shortens all that it finds, in time that
// grows with the square of the length.
func FuzzHostileText(f *testing.F) {
	const longest, sessionShare = 200, 1000
	for i, trick := range tricks {
		if len(trick) <= longest/2 {
			f.Add(trick, i%5)
		}
	}
	f.Add("Über Ϝ", 1)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if len(text) > longest {
			t.Skip("takes too long to be shortened")
		}
		check(t, drawn(t, text, cut))
		if crc32.ChecksumIEEE([]byte(text))%sessionShare == 0 {
			check(t, attack(t, text, cut))
		}
	})
}

// drawn returns the frames in which text is shown, without the history, the
// clock and the goroutines of a session. The frames are what the renderer is
// handed: it only leaves out cells that have not changed.
func drawn(t *testing.T, text string, cut int) (output []byte) {
	m := onScreen([]history.Message{
		{ID: "q", Role: history.User, Text: text},
		{ID: "a", Role: history.Assistant, Text: text, Model: text, Effort: text, Status: history.Failed, Error: text},
	})
	look := func() {
		v := m.View()
		output = append(output, v.Content...)
		output = append(output, "\n\x1b]2;"+v.WindowTitle+"\x07"...)
	}
	drawAnswer(m, text, cut, look)
	drawFaults(m, text, look)
	m.Update(tea.WindowSizeMsg{Width: 40, Height: 12})
	look()
	for _, d := range hostileDialogs(text) {
		m.dialogs = []dialog.Dialog{d}
		look()
	}
	return output
}

// drawAnswer lets text come in as an answer in two pieces.
func drawAnswer(m *Model, text string, cut int, look func()) {
	look()
	m.chat.transcript.ToStart()
	look()
	m.chat.setModel(codex.Model{Slug: text, Efforts: []codex.Effort{{Name: text}}}, text)
	m.chat.state.Conversation.Title = text
	m.chat.state.Queue = []string{text}
	for _, part := range []string{text[:max(cut, 0)%(len(text)+1)], text} { // split anywhere
		m.chat.state.Answer = &history.Message{ID: "live", Role: history.Assistant, Status: history.Streaming, Text: part}
		m.chat.refresh()
		m.chat.transcript.ToEnd()
		look()
	}
}

// drawFaults shows text as what went wrong, and writes it into the input and
// the search.
func drawFaults(m *Model, text string, look func()) {
	m.chat.state = session.State{Messages: m.chat.state.Messages, Err: &codex.Error{Code: codex.CodeServer, Sentence: text, Hint: text}}
	m.chat.refresh()
	m.Update(warningMsg{&codex.Error{Code: codex.CodeServer, Sentence: text, Hint: text}})
	m.Update(tea.PasteMsg{Content: text})
	look()
	m.chat.flash(text)
	m.Update(screen.Key("f3"))
	m.Update(tea.PasteMsg{Content: text})
	look()
}

// aStore holds one conversation, or fails.
type aStore struct {
	list []history.Summary
	err  error
}

func (s aStore) List(context.Context, int) ([]history.Summary, error) { return s.list, s.err }
func (s aStore) Update(context.Context, history.Conversation) error   { return s.err }
func (s aStore) Delete(context.Context, string) error                 { return s.err }
func (s aStore) Find(context.Context, string) (history.Conversation, error) {
	return history.Conversation{}, s.err
}

// hostileDialogs are those that show what a server or a file says.
func hostileDialogs(text string) []dialog.Dialog {
	open := func(d dialog.Dialog, load tea.Cmd) dialog.Dialog {
		d.Update(load())
		return d
	}
	models := func(catalog codex.Catalog, err error) dialog.Dialog {
		return open(dialog.NewModels(func(context.Context) (codex.Catalog, error) { return catalog, err }, codex.Model{Slug: text}, text))
	}
	conversations := func(s aStore) dialog.Dialog { return open(dialog.NewConversations(s, fixed(noon), "")) }
	one := aStore{list: []history.Summary{{LastLine: text, Conversation: history.Conversation{ID: "a", Title: text, Updated: noon}}}}
	renamed, filtered := conversations(one), conversations(one)
	renamed.Update(screen.Key("f2"))
	filtered.Update(tea.PasteMsg{Content: text})
	catalog := codex.Catalog{Models: []codex.Model{{
		Slug: text, Name: text, Description: text, DefaultEffort: text, Upgrade: text, Efforts: []codex.Effort{{Name: text, Description: text}},
	}}}
	people := newPeople(text)
	people.list = []accounts.Account{{Name: text, Store: text, Email: text, Plan: text}}
	return []dialog.Dialog{
		conversations(one), renamed, filtered, open(dialog.NewAccounts(people)), conversations(aStore{err: errors.New(text)}),
		models(catalog, nil), models(codex.Catalog{}, &codex.Error{Sentence: text, Hint: text}),
	}
}
