package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// grow makes a conversation of two questions, each with two versions of its
// answer, and of the second question two versions.
func grow(b *bench) session.State {
	for _, text := range []string{"a1", "b1", "a2", "c2"} {
		b.script(plain(text)...)
	}
	first := b.send("q1")
	check(b, b.session.Regenerate(b.Context(), first.Messages[1].ID, codex.Model{}, ""))
	b.settle()
	second := b.send("q2")
	check(b, b.session.Edit(b.Context(), second.Messages[2].ID, "q2 edited"))
	return b.settle()
}

func TestSiblingsAreWalked(t *testing.T) {
	run(t, func(b *bench) {
		state := grow(b)
		step := func(message, direction int, shown, at string) {
			b.Helper()
			check(b, b.session.Sibling(b.Context(), b.session.State().Messages[message].ID, direction))
			state := b.session.State()
			b.equal("shown", transcript(state.Messages), shown)
			b.equal("places", places(state), at)
			b.equal("on disk", transcript(b.onDisk()), shown)
		}
		b.equal("places", places(state), "b1 2/2 q2 edited 2/2 ")
		step(2, -1, "u: q1|a: b1|u: q2|a: a2", "b1 2/2 q2 1/2 ")
		step(1, -1, "u: q1|a: a1", "a1 1/2 ")
		step(1, +1, "u: q1|a: b1|u: q2|a: a2", "b1 2/2 q2 1/2 ") // the branch that was shown last
		step(2, +1, "u: q1|a: b1|u: q2 edited|a: c2", "b1 2/2 q2 edited 2/2 ")
		for _, test := range []struct {
			message, direction int
		}{{2, 1}, {0, -1}, {0, 1}, {3, 1}} {
			err := b.session.Sibling(b.Context(), b.session.State().Messages[test.message].ID, test.direction)
			if !errors.Is(err, session.ErrNoSibling) || notice.Of(err).Unknown {
				b.Errorf("%+v: %v", test, err)
			}
		}
		resumed, err := session.Resume(b.Context(), b.options(), state.Conversation.ID)
		check(b, err)
		b.equal("after a restart", transcript(resumed.State().Messages)+" "+places(resumed.State()), "u: q1|a: b1|u: q2 edited|a: c2 b1 2/2 q2 edited 2/2 ")
		check(b, resumed.Close(b.Context()))
		b.script(plain("a3")...)
		b.send("q3")
		b.equal("asked", b.said(4), "u: q1|a: b1|u: q2 edited|a: c2|u: q3")
	})
}

func TestShowOfAMessageInAnotherBranch(t *testing.T) {
	run(t, func(b *bench) {
		state := grow(b)
		all, err := b.db.Messages(b.Context(), state.Conversation.ID)
		check(b, err)
		for i, want := range []string{"u: q1|a: b1|u: q2 edited|a: c2", "u: q1|a: a1", "u: q1|a: b1|u: q2 edited|a: c2", "u: q1|a: b1|u: q2|a: a2"} {
			check(b, b.session.Show(b.Context(), all[i].ID))
			b.equal("through "+all[i].Text, transcript(b.session.State().Messages), want)
		}
		if err := b.session.Show(b.Context(), "gone"); !errors.Is(err, history.ErrNotFound) {
			b.Errorf("through nothing: %v", err)
		}
		other := session.New(b.options())
		b.script(plain("x")...)
		check(b, other.Send(b.Context(), "other"))
		b.settle()
		if err := other.Show(b.Context(), all[0].ID); !errors.Is(err, history.ErrNotFound) {
			b.Errorf("through a message of another conversation: %v", err)
		}
		check(b, other.Close(b.Context()))
	})
}

// The branches of a long conversation share the messages that are in memory.
func TestBranchesOfALongConversation(t *testing.T) {
	run(t, func(b *bench) {
		c := long(b, b.db, 1000)
		s, err := session.Resume(b.Context(), b.options(), c.ID)
		check(b, err)
		b.settle()
		question := s.State().Messages[100]
		b.script(plain("other")...)
		check(b, s.Edit(b.Context(), question.ID, "edited"))
		b.settle()
		check(b, s.Sibling(b.Context(), s.State().Messages[100].ID, -1))
		if got := s.State().Messages; len(got) != 1000 || got[100].ID != question.ID {
			b.Errorf("%d messages", len(got))
		}
		check(b, s.Sibling(b.Context(), question.ID, 1))
		b.equal("the other", transcript(s.State().Messages[100:]), "u: edited|a: other")
		check(b, s.Close(b.Context()))
	})
}

func TestRegenerateWithAnotherModel(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		b.script(plain("a2")...)
		b.send("q1")
		state := b.send("q2")
		luna := codex.Model{Slug: "gpt-6-luna", DefaultEffort: "medium", Efforts: []codex.Effort{{Name: "medium"}, {Name: "xhigh"}}}
		b.script(plain("by another")...)
		check(b, b.session.Regenerate(b.Context(), state.Messages[1].ID, luna, "xhigh"))
		state = b.settle()
		b.equal("shown", transcript(state.Messages), "u: q1|a: by another")
		b.equal("places", places(state), "by another 2/2 ")
		if got := b.requests[2]; got.Model != luna.Slug || got.Effort != "xhigh" || state.Messages[1].Model != luna.Slug {
			b.Errorf("asked %s, %s", got.Model, got.Effort)
		}
		if state.Conversation.Model != sol.Slug {
			b.Errorf("the conversation goes on with %s", state.Conversation.Model)
		}
		if err := b.session.Regenerate(b.Context(), state.Messages[0].ID, luna, ""); !errors.Is(err, session.ErrNothingToAsk) {
			b.Errorf("of a question: %v", err)
		}
	})
}

func TestFork(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		b.script(plain("a2")...)
		b.send("q1")
		state := b.send("q2")
		check(b, b.session.SetSystem(b.Context(), "Speak as a pirate."))
		fork, err := b.session.Fork(b.Context(), state.Messages[1].ID)
		check(b, err)
		s, err := session.Resume(b.Context(), b.options(), fork.ID)
		check(b, err)
		got := s.State()
		b.equal("forked", transcript(got.Messages), transcript(state.Messages[:2]))
		for i, m := range got.Messages {
			if m.ID == state.Messages[i].ID || m.Conversation != fork.ID {
				b.Errorf("message %+v", m)
			}
		}
		b.script(plain("b2")...)
		check(b, s.Send(b.Context(), "other q2"))
		b.settle()
		b.equal("asked", strings.Join(strings.Split(b.input(2), "\n")[:4], "\n"), strings.Join(strings.Split(b.input(1), "\n")[:4], "\n"))
		if b.requests[1].Instructions != "Be brief." || b.requests[2].Instructions != "Speak as a pirate." {
			b.Errorf("the system prompts are %q, %q", b.requests[1].Instructions, b.requests[2].Instructions)
		}
		b.equal("the first is unchanged", transcript(b.onDisk()), "u: q1|a: Let me see.//It is 42.|u: q2|a: a2")
		if _, err := s.Fork(b.Context(), state.Messages[1].ID); !errors.Is(err, history.ErrNotFound) {
			b.Errorf("of a message elsewhere: %v", err)
		}
		again, err := s.Fork(b.Context(), leafOf(s.State()))
		check(b, err)
		if fork.Title != "q1 (2)" || again.Title != "q1 (3)" {
			b.Errorf("titles of copies: %q, %q", fork.Title, again.Title)
		}
		check(b, s.Close(b.Context()))
	})
}

func leafOf(state session.State) string { return state.Messages[len(state.Messages)-1].ID }

func TestUndo(t *testing.T) {
	run(t, func(b *bench) {
		state := grow(b)
		undo := func(kind session.Undoable, shown string) {
			b.Helper()
			if got := b.session.State().Undoable; got != kind {
				b.Errorf("undoable %q, want %q", got, kind)
			}
			check(b, b.session.Undo(b.Context()))
			b.equal("after undoing a "+string(kind), transcript(b.session.State().Messages), shown)
			b.equal("on disk", transcript(b.onDisk()), shown)
		}
		remove := func(i int, shown string) {
			b.Helper()
			check(b, b.session.Remove(b.Context(), b.session.State().Messages[i].ID))
			b.equal("after the removal", transcript(b.session.State().Messages), shown)
			b.equal("on disk", transcript(b.onDisk()), shown)
		}
		const full = "u: q1|a: b1|u: q2 edited|a: c2"
		b.equal("grown", transcript(state.Messages), full)
		remove(3, "u: q1|a: b1|u: q2 edited")
		undo(session.UndoRemove, full)
		remove(2, "u: q1|a: b1|u: q2|a: a2")
		undo(session.UndoRemove, full)
		b.equal("places", places(b.session.State()), "b1 2/2 q2 edited 2/2 ")
		remove(1, "u: q1|a: a1")
		remove(0, "")
		b.script(plain("x")...)
		b.equal("asked in the empty conversation", transcript(b.send("fresh").Messages), "u: fresh|a: x")
		undo(session.UndoRemove, "u: q1|a: a1")
		undo(session.UndoRemove, full)
		undo(session.UndoEdit, "u: q1|a: b1|u: q2|a: a2")
		undo(session.UndoRegenerate, "u: q1|a: a1")
		err := b.session.Undo(b.Context())
		if !errors.Is(err, session.ErrNothingToUndo) || notice.Of(err).Unknown {
			b.Errorf("once more: %v", err)
		}
		check(b, b.db.Check(b.Context()))
		all, err := b.db.Messages(b.Context(), state.Conversation.ID)
		check(b, err)
		if len(all) != 9 {
			b.Errorf("%d messages: %s", len(all), transcript(all))
		}
	})
}

// While an answer is being written, the branch stays.
func TestTheBranchStaysWhileAnAnswerIsWritten(t *testing.T) {
	run(t, func(b *bench) {
		state := grow(b)
		b.script(codex.TextDelta{Delta: "Half"}, errNetwork)
		hang := make(chan struct{})
		b.hang = hang
		check(b, b.session.Send(b.Context(), "q3"))
		shown := state.Messages[2].ID
		for name, err := range map[string]error{
			"Show": b.session.Show(b.Context(), shown), "Sibling": b.session.Sibling(b.Context(), shown, -1),
			"Remove": b.session.Remove(b.Context(), shown), "Undo": b.session.Undo(b.Context()),
			"Regenerate": b.session.Regenerate(b.Context(), state.Messages[3].ID, codex.Model{}, ""), "Continue": b.session.Continue(b.Context()),
		} {
			if !errors.Is(err, session.ErrAnswering) {
				b.Errorf("%s: %v", name, err)
			}
		}
		close(hang)
		b.equal("shown", transcript(b.settle().Messages), fmt.Sprint(transcript(state.Messages), "|u: q3|a: Half [failed]"))
	})
}
