package plain_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"banter/codex"
	"banter/history"
	"banter/plain"
	"banter/session"
)

// TestHangUp saves the half of an answer and the text that was not sent.
func TestHangUp(t *testing.T) {
	sits(t, nil, func(d *desk) {
		d.scripts("Half. An", time.Hour)
		d.types("one")
		d.types(`typed\`)
		d.hangUp()
		if err := <-d.ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		d.ended <- d.front.Close(context.Background())
		db, err := history.Open(d.t.Context(), d.file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		id, ok := d.front.Conversation()
		messages, err := db.Messages(d.t.Context(), id)
		if draft, _ := db.Draft(d.t.Context(), id); err != nil || !ok || len(messages) != 2 || messages[1].Text != "Half. An" || messages[1].Status != history.Stopped || draft != "typed" {
			t.Errorf("%v, %q, %+v", err, draft, messages)
		}
	})
}

// TestResume goes on with the last conversation, with what was not sent.
func TestResume(t *testing.T) {
	db, err := history.Open(t.Context(), t.TempDir()+"/history.db")
	if err != nil {
		t.Fatal(err)
	}
	s := session.New(session.Options{Client: &server{}, History: db, Model: codex.Model{Slug: "m"}})
	if err := s.Send(t.Context(), "earlier"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDraft(t.Context(), "not yet\nsent"); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := db
	sits(t, func(d *desk, o *plain.Options) {
		o.Resume = session.Last
		o.Open = func(context.Context) (*history.DB, error) { return file, nil }
	}, func(d *desk) {
		d.sees(d.out.String(), "Not sent the last time: not yet\nsent\n", "Conversation: earlier, 2 messages.", "You: earlier\n")
		d.sees(d.types(""), "Answer:\nAn answer.")
		if !strings.Contains(d.lastAsked(), `not yet\nsent`) {
			t.Error(d.lastAsked())
		}
	})
}
