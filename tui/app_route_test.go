package tui

import (
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/internal/screen"
	"banter/themes"
)

// A title that is saved while a sign-in covers the chat reaches the session.
func TestRenameIsAnsweredDuringASignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := &fakeAccount{err: &auth.Error{Code: auth.CodeNetwork, Sentence: "No network."}}
		d := sit(t, desktop{options: func(o *Options) { o.Account = account }})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeSignIn, Sentence: "Your sign-in has ended."}
		d.sees("sign in")
		d.Press("r")
		d.Wait(time.Second)
		d.sees("unofficial client")
		d.Send(conversationRenamed{id: d.model.chat.state.Conversation.ID, title: "A better title"})
		d.Wait(time.Second)
		if got, want := d.Title(), "A better title - Banter"; got != want {
			t.Errorf("window title %q, want %q", got, want)
		}
	})
}

// A reply reaches the dialog that waits for it, also below another one.
func TestTwoDialogsLieOnEachOther(t *testing.T) {
	m := New(Options{Account: &fakeAccount{}, Backend: newPuppet(), Theme: themes.All()[0]})
	m.chatReported(modelsAsked{})
	m.chatReported(helpAsked{})
	models := m.dialogs[0].(*modelPicker)
	m.Update(modelsLoaded{job: models.asking, catalog: codex.BundledCatalog()})
	if len(models.list.rows) == 0 {
		t.Error("the list of models is empty below the help")
	}
	m.Update(screen.Key("esc"))
	if len(m.dialogs) != 1 || m.dialogs[0] != dialog(models) {
		t.Errorf("esc left %d dialogs, want the list of models", len(m.dialogs))
	}
	m.Update(screen.Key("esc"))
	if len(m.dialogs) != 0 {
		t.Errorf("%d dialogs are open after esc, want none", len(m.dialogs))
	}
}
