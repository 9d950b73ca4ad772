package tui

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/internal/screen"
	"banter/themes"

	"banter/tui/dialog"

	"banter/tui/chat"

	tea "charm.land/bubbletea/v2"
)

// A title that is saved while a sign-in covers the chat reaches the session.
func TestRenameIsAnsweredDuringASignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := &fakeAccount{err: &auth.Error{Code: auth.CodeNetwork, Sentence: "No network."}}
		d := newApp(t, setup{options: func(o *Options) { o.Account = account }})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeSignIn, Sentence: "Your sign-in has ended."}
		d.sees("sign in")
		d.Press("r")
		d.Wait(time.Second)
		d.sees("unofficial client")
		synctest.Wait() // the program rests; its model may be read
		d.Send(dialog.ConversationRenamed{ID: d.model.chat.Head().ID, Title: "A better title"})
		d.Wait(time.Second)
		if got, want := d.Title(), "A better title - Banter"; got != want {
			t.Errorf("window title %q, want %q", got, want)
		}
	})
}

// A message reaches its dialog, also below another one.
func TestTwoDialogsLieOnEachOther(t *testing.T) {
	m := New(Options{Account: &fakeAccount{}, Backend: newFakeBackend(), Theme: themes.All()[0]})
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	load := m.chatReported(chat.OpenModels{})
	m.chatReported(chat.OpenHelp{})
	m.Update(screen.Run(load)[0])
	if text := m.View().Content; !strings.Contains(text, "Keys") || strings.Contains(text, "Models") {
		t.Errorf("the help is not on top:\n%s", text)
	}
	m.Update(screen.Key("esc"))
	if text := m.View().Content; !strings.Contains(text, codex.BundledCatalog().Default().Slug) {
		t.Errorf("the list of models is empty below the help:\n%s", text)
	}
	m.Update(screen.Key("esc"))
	if len(m.dialogs) != 0 {
		t.Errorf("%d dialogs are open after esc, want none", len(m.dialogs))
	}
}
