package session_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
)

// keeping calls test with a bench whose history is temporary, and with a file.
func keeping(t *testing.T, test func(b *bench, file *history.DB)) {
	t.Helper()
	run(t, func(b *bench) {
		file, err := history.Open(b.Context(), filepath.Join(b.TempDir(), "history.db"))
		check(b, err)
		test(b, file)
		check(b, b.session.Close(b.Context()))
		check(b, file.Check(b.Context()))
		check(b, file.Close())
	})
}

func TestATemporaryConversationIsKept(t *testing.T) {
	keeping(t, func(b *bench, file *history.DB) {
		state := grow(b)
		check(b, b.session.SetDraft(b.Context(), "unsent"))
		if !state.Temporary {
			b.Error("not temporary before")
		}
		check(b, b.session.Keep(b.Context(), file))
		check(b, b.session.Keep(b.Context(), file))
		temporary := b.db
		b.db = file
		if now := b.session.State(); now.Temporary || places(now) != places(state) {
			b.Errorf("state %+v", now)
		}
		b.equal("on disk", transcript(b.onDisk()), transcript(state.Messages))
		b.wantDrafts("draft", [2]string{"", "unsent"})
		b.script(plain("a3")...)
		b.send("q3")
		b.equal("asked", b.said(4), "u: q1|a: b1|u: q2 edited|a: c2|u: q3")
		b.equal("on disk", transcript(b.onDisk()), transcript(b.session.State().Messages))
		check(b, b.session.Sibling(b.Context(), state.Messages[2].ID, -1))
		b.equal("its branches", transcript(b.onDisk()), "u: q1|a: b1|u: q2|a: a2")
		if left, err := temporary.List(b.Context(), 0); err != nil || len(left) > 0 {
			b.Errorf("left behind: %v, %v", left, err)
		}
	})
}

// An answer that is being written when its conversation is kept is saved in the
// new place, as it grows and at the end.
func TestKeptWhileAnAnswerIsWritten(t *testing.T) {
	keeping(t, func(b *bench, file *history.DB) {
		b.script(codex.TextDelta{Delta: "Half"}, 10*time.Second, codex.TextDelta{Delta: " and more"}, 10*time.Second, codex.TextDelta{Delta: " and whole"}, codex.Completed{})
		b.send("q")
		time.Sleep(5 * time.Second)
		check(b, b.session.Keep(b.Context(), file))
		b.db = file
		b.equal("at once", transcript(b.onDisk()), "u: q|a: Half [streaming]")
		check(b, file.Recover(b.Context()))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		b.equal("as it grows", transcript(b.onDisk()), "u: q|a: Half and more [streaming]")
		time.Sleep(time.Minute)
		b.equal("at the end", transcript(b.settle().Messages), "u: q|a: Half and more and whole")
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: Half and more and whole")
	})
}

// A conversation without a question is saved in the new place once it has one.
func TestKeptBeforeTheFirstQuestion(t *testing.T) {
	keeping(t, func(b *bench, file *history.DB) {
		check(b, b.session.SetDraft(b.Context(), "an idea"))
		check(b, b.session.Keep(b.Context(), file))
		b.db = file
		b.wantDrafts("draft", [2]string{"an idea", ""})
		b.script(plain("a")...)
		b.send("q")
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: a")
	})
}

// If it cannot be kept, it goes on as a temporary one.
func TestWhatCannotBeKept(t *testing.T) {
	keeping(t, func(b *bench, file *history.DB) {
		b.script(plain("a")...)
		b.script(plain("a2")...)
		state := b.send("q")
		taken := state.Conversation
		taken.Leaf = ""
		check(b, file.Create(b.Context(), taken))
		if err := b.session.Keep(b.Context(), file); err == nil {
			b.Error("kept")
		}
		b.equal("it goes on", transcript(b.send("q2").Messages), "u: q|a: a|u: q2|a: a2")
		if !b.session.State().Temporary {
			b.Error("not temporary")
		}
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: a|u: q2|a: a2")
	})
}
