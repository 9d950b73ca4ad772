package session_test

import (
	"strings"
	"testing"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// marks tells the bookmarks of the shown messages.
func marks(messages []history.Message) string {
	var all []string
	for _, m := range messages {
		if m.Bookmark.On {
			all = append(all, m.Text+": "+m.Bookmark.Note)
		}
	}
	return strings.Join(all, "|")
}

func TestBookmarksAreSavedShownAndUndone(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("a1")...)
		state := b.send("q1")
		other, err := session.Resume(b.Context(), b.options(), state.Conversation.ID)
		check(b, err)
		defer b.close(other)
		seen := watch(b, other)
		set := func(i int, mark history.Bookmark, want string) {
			b.Helper()
			check(b, b.session.SetBookmark(b.Context(), b.session.State().Messages[i].ID, mark))
			b.equal("shown", marks(b.session.State().Messages), want)
			b.equal("on disk", marks(b.onDisk()), want)
			b.equal("in the other window", marks(seen.within(time.Second).Messages), want)
		}
		set(1, history.Bookmark{On: true}, "a1: ")
		set(1, history.Noted(" for \n the talk "), "a1: for the talk")
		set(0, history.Noted("mine"), "q1: mine|a1: for the talk")
		set(0, history.Noted("mine"), "q1: mine|a1: for the talk") // no step of its own
		set(1, history.Bookmark{}, "q1: mine")
		for _, want := range []string{"q1: mine|a1: for the talk", "a1: for the talk", "a1: ", ""} {
			b.equal("undoable", string(b.session.State().Undoable), string(session.UndoBookmark))
			check(b, b.session.Undo(b.Context()))
			b.equal("after undo", marks(b.session.State().Messages), want)
		}
		b.equal("undoable in the end", string(b.session.State().Undoable), "")
	})
}

// A note is the person's alone: no model gets it. It can be written while an answer is.
func TestANoteIsNotSent(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("a1")...)
		state := b.send("q1")
		hang := make(chan struct{})
		b.hang = hang
		b.script(codex.TextDelta{Delta: "a2"}, codex.Completed{})
		check(b, b.session.Send(b.Context(), "q2"))
		for _, m := range state.Messages {
			check(b, b.session.SetBookmark(b.Context(), m.ID, history.Noted("xylophone")))
		}
		close(hang)
		b.equal("shown", marks(b.settle().Messages), "q1: xylophone|a1: xylophone")
		b.script(plain("a3")...)
		b.send("q3")
		for i := range 3 {
			if strings.Contains(b.input(i), "xylophone") {
				b.Errorf("request %d has the note: %s", i, b.input(i))
			}
		}
	})
}

func TestBookmarksGoWithAConversationAndNotIntoACopy(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("a1")...)
		state := b.send("q1")
		check(b, b.session.SetBookmark(b.Context(), state.Messages[1].ID, history.Noted("mine")))
		fork, err := b.session.Fork(b.Context(), state.Messages[1].ID)
		check(b, err)
		copied, err := b.db.Branch(b.Context(), fork.Leaf)
		check(b, err)
		b.equal("the copy", transcript(copied)+marks(copied), "u: q1|a: a1")

		kept, err := history.Open(b.Context(), ":memory:")
		check(b, err)
		defer kept.Close()
		check(b, b.session.Keep(b.Context(), kept))
		messages, err := kept.Branch(b.Context(), state.Conversation.Leaf)
		check(b, err)
		b.equal("kept", marks(messages), "a1: mine")
	})
}
