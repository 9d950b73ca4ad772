package session_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// twoWindows calls test with a bench whose history is a file that a second
// window has open too.
func twoWindows(t *testing.T, test func(b *bench, other *history.DB)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "history.db")
		db, err := history.Open(t.Context(), path)
		check(t, err)
		other, err := history.Open(t.Context(), path)
		check(t, err)
		b := &bench{T: t, fake: &fake{}, db: db}
		b.session = session.New(b.options())
		test(b, other)
		check(t, b.session.Close(t.Context()))
		check(t, other.Close())
		check(t, db.Close())
	})
}

// resume opens the conversation of b in the other window.
func (b *bench) resume(db *history.DB) *session.Session {
	b.Helper()
	opts := b.options()
	opts.History = db
	s, err := session.Resume(b.Context(), opts, b.session.State().Conversation.ID[:34])
	check(b, err)
	b.Cleanup(func() { check(b, s.Close(b.Context())) })
	return s
}

func TestAnAnswerOfAnotherWindowIsLeftAlone(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Minute, codex.TextDelta{Delta: " and whole"}, codex.Completed{})
		b.send("q")
		time.Sleep(2 * time.Second)
		second := b.resume(other)
		state := second.State()
		b.equal("in the other window", transcript(state.Messages), "u: q|a: Half [streaming]")
		if state.Retryable {
			b.Error("the other window offers to ask again")
		}
		for name, err := range map[string]error{"Send": second.Send(b.Context(), "next"), "Retry": second.Retry(b.Context())} {
			if !errors.Is(err, session.ErrElsewhere) || notice.Of(err).Unknown {
				b.Errorf("%s: %v", name, err)
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		b.script(plain("fine")...)
		check(b, second.Send(b.Context(), "next"))
		synctest.Wait()
		b.equal("after it has ended", transcript(second.State().Messages), "u: q|a: Half and whole|u: next|a: fine")
		b.equal("asked", b.said(1), "u: q|a: Half and whole|u: next")
		check(b, second.Close(b.Context()))
	})
}

func TestAnAnswerWhoseProgramDiedIsInterrupted(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		b.send("q")
		time.Sleep(2 * time.Second)
		check(b, b.db.Close()) // as the system does for a program that is killed
		second := b.resume(other)
		state := second.State()
		b.equal("resumed", transcript(state.Messages), "u: q|a: Half [interrupted]")
		if !state.Retryable || state.Err != nil {
			b.Errorf("state %+v", state)
		}
		b.script(plain("whole")...)
		check(b, second.Retry(b.Context()))
		synctest.Wait()
		b.equal("asked again", transcript(second.State().Messages), "u: q|a: whole")
		b.session.Stop()
		synctest.Wait()
		if b.session.State().Err == nil {
			b.Error("the first window does not say that it cannot save")
		}
		b.session = second
		b.db = other
	})
}

func TestResumeOfAQuestionWithoutAnAnswer(t *testing.T) {
	run(t, func(b *bench) {
		now := time.Now()
		c := history.Conversation{ID: history.NewID(), Title: "t", Created: now, Updated: now}
		check(b, b.db.Create(b.Context(), c, history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: "q", Status: history.Done, Created: now}))
		s, err := session.Resume(b.Context(), b.options(), c.ID)
		check(b, err)
		if state := s.State(); !state.Retryable || state.Conversation.Model != sol.Slug || state.Conversation.Effort != "low" {
			b.Errorf("state %+v", state)
		}
		b.script(plain("a")...)
		check(b, s.Retry(b.Context()))
		synctest.Wait()
		b.equal("shown", transcript(s.State().Messages), "u: q|a: a")
		check(b, s.Close(b.Context()))
	})
}

func TestResumeWithAnotherAccount(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		id := b.send("first").Conversation.ID
		opts := b.options()
		opts.Account = "acc_2"
		s, err := session.Resume(b.Context(), opts, id)
		check(b, err)
		b.script(plain("fine")...)
		check(b, s.Send(b.Context(), "second"))
		synctest.Wait()
		if _, account := b.requests[1].Input[1].Maker(); account != "acc_1" {
			b.Errorf("the reasoning was made for %q", account)
		}
		c, err := b.db.Find(b.Context(), id)
		check(b, err)
		if m := s.State().Messages; c.Account != "acc_2" || m[1].Account != "acc_1" || m[3].Account != "acc_2" {
			b.Errorf("conversation %q, answers %q and %q", c.Account, m[1].Account, m[3].Account)
		}
		check(b, s.Close(b.Context()))
	})
}

// Imported answers may have items that are none of this API's.
func TestOddItemsAreReplayedAsText(t *testing.T) {
	run(t, func(b *bench) {
		now := time.Now()
		c := history.Conversation{ID: history.NewID(), Title: "t", Created: now, Updated: now}
		question := history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: "q", Status: history.Done}
		answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: question.ID, Role: history.Assistant, Text: "a", Status: history.Done,
			Items: []json.RawMessage{json.RawMessage(reasoningJSON), json.RawMessage(`"a"`)}}
		check(b, b.db.Create(b.Context(), c, question, answer))
		s, err := session.Resume(b.Context(), b.options(), c.ID)
		check(b, err)
		b.script(plain("fine")...)
		check(b, s.Send(b.Context(), "next"))
		synctest.Wait()
		b.equal("asked", b.said(0), "u: q|a: a|u: next")
		check(b, s.Close(b.Context()))
	})
}

func TestResumeOfNothing(t *testing.T) {
	run(t, func(b *bench) {
		if _, err := session.Resume(b.Context(), b.options(), "none"); !errors.Is(err, history.ErrNotFound) {
			b.Errorf("error %v", err)
		}
	})
}
