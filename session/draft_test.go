package session_test

import (
	"context"
	"testing"

	"banter/session"
)

// drafts returns what the history holds for a new conversation and for that of b.
func (b *bench) drafts() [2]string {
	b.Helper()
	fresh, err := b.db.Draft(b.Context(), "")
	check(b, err)
	own, err := b.db.Draft(b.Context(), b.session.State().Conversation.ID)
	check(b, err)
	return [2]string{fresh, own}
}

func (b *bench) wantDrafts(when string, want [2]string) {
	b.Helper()
	if got := b.drafts(); got != want {
		b.Errorf("%s: got %q, want %q", when, got, want)
	}
}

func TestADraftMovesWithItsConversation(t *testing.T) {
	run(t, func(b *bench) {
		s := b.session
		check(b, s.SetDraft(b.Context(), "an idea"))
		b.wantDrafts("typed", [2]string{"an idea", ""})
		again := session.New(b.options())
		if text, err := again.Draft(b.Context()); text != "an idea" || err != nil {
			b.Errorf("the next new conversation has %q, %v", text, err)
		}
		b.script(plain("a")...)
		b.send("q")
		b.wantDrafts("asked", [2]string{"an idea", ""})
		check(b, s.SetDraft(b.Context(), "an idea"))
		b.wantDrafts("the same text afterwards", [2]string{"", "an idea"})
		check(b, again.SetDraft(b.Context(), "another"))
		check(b, s.SetDraft(b.Context(), "a better idea"))
		b.wantDrafts("two conversations", [2]string{"another", "a better idea"})
		check(b, s.SetDraft(b.Context(), ""))
		b.wantDrafts("emptied", [2]string{"another", ""})

		resumed, err := session.Open(b.Context(), b.options(), s.State().Conversation.ID)
		check(b, err)
		check(b, resumed.Finish(b.Context()))
		check(b, resumed.SetDraft(b.Context(), "late"))
		b.wantDrafts("after the end", [2]string{"another", "late"})
		if text, err := resumed.Draft(b.Context()); text != "late" || err != nil {
			b.Errorf("resumed with %q, %v", text, err)
		}
	})
}

// TestASentDraftIsGone: the text became the first question.
func TestASentDraftIsGone(t *testing.T) {
	run(t, func(b *bench) {
		check(b, b.session.SetDraft(b.Context(), "q"))
		b.script(plain("a")...)
		b.send("q")
		check(b, b.session.SetDraft(b.Context(), ""))
		b.wantDrafts("sent", [2]string{})
	})
}

// TestADraftThatCannotBeSaved is saved by the next call.
func TestADraftThatCannotBeSaved(t *testing.T) {
	run(t, func(b *bench) {
		ended, cancel := context.WithCancel(b.Context())
		cancel()
		if err := b.session.SetDraft(ended, "an idea"); err == nil {
			b.Error("saved, though the context has ended")
		}
		if _, err := b.session.Draft(ended); err == nil {
			b.Error("read, though the context has ended")
		}
		check(b, b.session.SetDraft(b.Context(), "an idea"))
		b.wantDrafts("tried again", [2]string{"an idea", ""})
	})
}

// TestADraftOfTheLastTimeStays until something is saved in its place.
func TestADraftOfTheLastTimeStays(t *testing.T) {
	run(t, func(b *bench) {
		check(b, b.db.SetDraft(b.Context(), "", "from yesterday"))
		b.script(plain("a")...)
		b.send("q")
		check(b, b.session.SetDraft(b.Context(), "of q"))
		b.wantDrafts("unread", [2]string{"from yesterday", "of q"})
	})
}
