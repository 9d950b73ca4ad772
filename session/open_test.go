package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

func TestOpen(t *testing.T) {
	run(t, func(b *bench) {
		for _, id := range []string{"", session.Last} {
			s, err := session.Open(b.Context(), b.options(), id)
			check(b, err)
			if state := s.State(); state.Conversation.Leaf != "" || state.Conversation.Model != sol.Slug {
				b.Errorf("%q in an empty history: %+v", id, state.Conversation)
			}
		}
		b.script(plain("old")...)
		first := b.send("first").Conversation.ID
		time.Sleep(time.Minute)
		other := session.New(b.options())
		b.script(plain("new")...)
		check(b, other.Send(b.Context(), "second"))
		synctest.Wait()
		second := other.State().Conversation.ID
		check(b, other.Close(b.Context()))

		for id, want := range map[string]string{session.Last: "u: second|a: new", second: "u: second|a: new", first[:34]: "u: first|a: old", "": ""} {
			s, err := session.Open(b.Context(), b.options(), id)
			check(b, err)
			b.equal("opened by "+id, transcript(s.State().Messages), want)
		}
		if _, err := session.Open(b.Context(), b.options(), "ffff"); !errors.Is(err, history.ErrNotFound) {
			b.Errorf("an unknown id: %v", err)
		}
		ended, cancel := context.WithCancel(b.Context())
		cancel()
		if _, err := session.Open(ended, b.options(), session.Last); !errors.Is(err, context.Canceled) {
			b.Errorf("a history that cannot be read: %v", err)
		}
	})
}

// TestFinish saves the answer of a context that has ended, and gives up on a
// stream that does not end.
func TestFinish(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		b.send("q")
		ended, cancel := context.WithCancel(b.Context())
		cancel()
		check(b, b.session.Finish(ended))
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: Half [stopped]")
	})
	run(t, func(b *bench) {
		hung := make(chan struct{})
		defer close(hung)
		b.fake.hang = hung
		b.script(codex.TextDelta{Delta: "Half"})
		b.send("q")
		began := time.Now()
		if err := b.session.Finish(b.Context()); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != session.CloseTime {
			b.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// TestOverride keeps the model and the effort of a conversation that the person
// does not name.
func TestOverride(t *testing.T) {
	luna := codex.Model{Slug: "gpt-6-luna", DefaultEffort: "medium", Efforts: []codex.Effort{{Name: "medium"}, {Name: "high"}}}
	catalog := codex.Catalog{Models: []codex.Model{sol, luna}}
	run(t, func(b *bench) {
		b.script(plain("a")...)
		id := b.send("q").Conversation.ID
		for _, test := range []struct{ model, effort, wantModel, wantEffort string }{
			{"", "", "gpt-6.1-sol", "low"}, {"", "high", "gpt-6.1-sol", "high"}, {"gpt-6-luna", "", "gpt-6-luna", "high"},
			{"gpt-6-luna", "low", "gpt-6-luna", "medium"}, {"", "", "gpt-6-luna", "medium"},
		} {
			s, err := session.Open(b.Context(), b.options(), id)
			check(b, err)
			check(b, s.Override(b.Context(), catalog, test.model, test.effort))
			saved, err := b.db.Find(b.Context(), id)
			check(b, err)
			if shown := s.State().Conversation; shown.Model != test.wantModel || shown.Effort != test.wantEffort || saved.Model != shown.Model || saved.Effort != shown.Effort {
				b.Errorf("%q at %q: got %s at %s, saved %s at %s", test.model, test.effort, shown.Model, shown.Effort, saved.Model, saved.Effort)
			}
		}
	})
}
