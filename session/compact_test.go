package session_test

import (
	"strings"
	"testing"
	"time"

	"banter/codex"
	"banter/session"
)

// talk asks and answers questions, each with answers of the given words.
func (b *bench) talk(answers ...string) {
	b.Helper()
	for i, answer := range answers {
		b.script(codex.TextDelta{Delta: answer}, codex.Completed{Usage: &codex.Usage{Total: 100 * (i + 1)}})
		b.send("q" + string(rune('1'+i)))
	}
}

// compacts compacts the conversation and waits for the summary.
func (b *bench) compacts(steps ...any) session.State {
	b.Helper()
	b.script(steps...)
	check(b, b.session.Compact(b.Context()))
	return b.settle()
}

// asked returns the i-th request in short. The words around a summary are those of
// summaryOf.
func (b *bench) asked(i int) string {
	b.Helper()
	said := b.said(i)
	said = strings.ReplaceAll(said, "Earlier messages of our conversation are left out here. You wrote this summary of them://", "<")
	said = strings.ReplaceAll(said, "//This is the end of the summary. The conversation goes on:", ">")
	if at := strings.Index(said, "Write a summary of our"); at >= 0 {
		said = said[:at] + "summarize"
	}
	return said
}

func TestCompact(t *testing.T) {
	run(t, func(b *bench) {
		b.talk("one", "two", "three", "four")
		before := b.session.State()
		state := b.compacts(codex.TextDelta{Delta: "Short."}, codex.Completed{Usage: &codex.Usage{Total: 7}})
		b.equal("asked for", b.asked(4), "u: q1|a: one|u: q2|a: two|u: summarize")
		b.equal("shown", transcript(state.Messages), transcript(before.Messages)+"|a: Short.")
		last := state.Messages[8]
		if kept, ok := last.Kept(); !ok || kept != 4 || last.Model != sol.Slug || string(last.Usage) == "" {
			b.Errorf("summary %+v", last)
		}
		if state.Usage != nil || state.Err != nil || state.Waiting || state.Compactable || state.Undoable != session.UndoCompact {
			b.Errorf("state %+v", state)
		}
		if disk := b.onDisk(); !sameMessages(disk, state.Messages) {
			b.Errorf("on disk\n%+v", disk)
		}

		b.script(plain("five")...)
		b.send("q5")
		b.equal("sent", b.asked(5), "u: <Short.>//q3|a: three|u: q4|a: four|u: q5")
		b.compacts(plain("Shorter.")...)
		b.equal("asked for again", b.asked(6), "u: <Short.>//q3|a: three|u: q4|a: four|u: summarize")

		resumed, err := session.Resume(b.Context(), b.options(), state.Conversation.ID)
		check(b, err)
		defer func() { check(b, resumed.Close(b.Context())) }()
		fork, err := resumed.Fork(b.Context(), state.Messages[8].ID)
		check(b, err)
		b.script(plain("six")...)
		check(b, resumed.Send(b.Context(), "q6"))
		b.settle()
		b.equal("sent after a restart", b.asked(7), "u: <Shorter.>//q5|a: five|u: q6")

		forked, err := session.Resume(b.Context(), b.options(), fork.ID)
		check(b, err)
		defer func() { check(b, forked.Close(b.Context())) }()
		b.script(plain("six")...)
		check(b, forked.Send(b.Context(), "other"))
		b.settle()
		b.equal("sent in a fork", b.asked(8), "u: <Short.>//q3|a: three|u: q4|a: four|u: other")

		b.script(plain("six")...)
		check(b, b.session.Edit(b.Context(), state.Messages[4].ID, "other"))
		b.settle()
		b.equal("sent on a branch that leaves before", b.asked(9), "u: q1|a: one|u: q2|a: two|u: other")
	})
}

func TestCompactWithoutAnEffect(t *testing.T) {
	run(t, func(b *bench) {
		if err := b.session.Compact(b.Context()); err != session.ErrNothingToCompact {
			b.Errorf("an empty conversation: %v", err)
		}
		b.talk("one", "two", "three")
		before := b.session.State()
		b.script(codex.TextDelta{Delta: "Sho"}, time.Hour)
		check(b, b.session.Compact(b.Context()))
		if state := b.settle(); !state.Waiting || !state.Compacting || state.Answer != nil || state.Compactable {
			b.Errorf("state %+v", state)
		}
		b.session.Stop()
		if state := b.settle(); !sameMessages(state.Messages, before.Messages) || state.Err != nil || state.Waiting || *state.Usage != *before.Usage {
			b.Errorf("stopped: %+v", state)
		}
		if state := b.compacts(errNetwork); !sameMessages(state.Messages, before.Messages) || state.Err != error(errNetwork) {
			b.Errorf("failed: %+v", state)
		}
		if state := b.compacts(codex.Completed{}); state.Err == nil || !sameMessages(b.onDisk(), before.Messages) {
			b.Errorf("no words: %+v", state)
		}
		b.compacts(plain("Short.")...)
		if err := b.session.Compact(b.Context()); err != session.ErrNothingToCompact {
			b.Errorf("compacted twice: %v", err)
		}
		if err := b.session.Regenerate(b.Context(), b.session.State().Messages[6].ID, codex.Model{}, ""); err != session.ErrSummary {
			b.Errorf("regenerated: %v", err)
		}
		check(b, b.session.Undo(b.Context()))
		if state := b.settle(); !sameMessages(state.Messages, before.Messages) || !sameMessages(b.onDisk(), before.Messages) {
			b.Errorf("undone: %+v", state)
		}
		b.compacts(plain("Short.")...)
		b.script(plain("four")...)
		b.send("q4")
		if err := b.session.Undo(b.Context()); err != session.ErrNothingToUndo {
			b.Errorf("undone after a question: %v", err)
		}
	})
}

// A question that was too long with the conversation is asked again after the
// summary, and the old one stays as its sibling.
func TestCompactAsksAgain(t *testing.T) {
	run(t, func(b *bench) {
		b.talk("one", "two", "three")
		b.script(errFull)
		full := b.send("q4")
		b.script(plain("Short.")...)
		b.script(plain("four")...)
		state := b.compacts()
		b.equal("shown", transcript(state.Messages), "u: q1|a: one|u: q2|a: two|u: q3|a: three|a: Short.|u: q4|a: four")
		b.equal("sent", b.asked(5), "u: <Short.>//q2|a: two|u: q3|a: three|u: q4")
		if _, count := state.Siblings(state.Messages[6]); count != 2 {
			b.Errorf("%d siblings", count)
		}
		check(b, b.session.Undo(b.Context()))
		b.equal("undone", transcript(b.settle().Messages), transcript(full.Messages))
	})
}

// A part that is too long for one request is summarized by halves, and an exchange
// that is too long alone is left out with words.
func TestCompactByHalves(t *testing.T) {
	run(t, func(b *bench) {
		b.talk("one", "two", "three", "four", "five", "six")
		b.script(errFull)
		b.script(plain("First.")...)
		b.script(errFull)
		b.script(errFull)
		state := b.compacts(plain("Second.")...)
		b.equal("whole", b.asked(6), "u: q1|a: one|u: q2|a: two|u: q3|a: three|u: q4|a: four|u: summarize")
		b.equal("first half", b.asked(7), "u: q1|a: one|u: q2|a: two|u: summarize")
		b.equal("with the second half", b.asked(8), "u: <First.>//q3|a: three|u: q4|a: four|u: summarize")
		b.equal("with a quarter", b.asked(9), "u: <First.>//q3|a: three|u: summarize")
		b.equal("without it", b.asked(10), "u: <First.//(A question and its answer of 7 characters were too long to be summarized and are left out.)>//q4|a: four|u: summarize")
		b.equal("shown", transcript(state.Messages[12:]), "a: Second.")
	})
}

// With a limit, a question waits for a summary. If there is none, it is sent all
// the same.
func TestCompactByItself(t *testing.T) {
	run(t, func(b *bench) {
		b.session.CompactAt(300)
		b.talk("one", "two", "three")
		b.script(codex.TextDelta{Delta: "Sho"}, time.Hour)
		check(b, b.session.Send(b.Context(), "q4"))
		if state := b.settle(); !state.Compacting || len(state.Queue) != 1 {
			b.Errorf("state %+v", state)
		}
		b.script(codex.TextDelta{Delta: "four"}, codex.Completed{Usage: &codex.Usage{Total: 400}})
		b.session.Stop()
		b.settle()
		b.equal("sent after a stop", b.asked(4), "u: q1|a: one|u: q2|a: two|u: q3|a: three|u: q4")
		b.compacts(plain("Short.")...)
		b.script(time.Second, codex.TextDelta{Delta: "five"}, codex.Completed{Usage: &codex.Usage{Total: 500}})
		b.script(codex.TextDelta{Delta: "six"}, codex.Completed{Usage: &codex.Usage{Total: 600}})
		b.script(plain("Shorter.")...)
		b.script(plain("seven")...)
		check(b, b.session.Send(b.Context(), "q5"))
		check(b, b.session.Send(b.Context(), "q6"))
		time.Sleep(time.Second)
		b.settle()
		b.equal("not at once after a summary", b.asked(7), "u: <Short.>//q3|a: three|u: q4|a: four|u: q5|a: five|u: q6")
		b.send("q7")
		b.equal("sent", b.asked(9), "u: <Shorter.>//q5|a: five|u: q6|a: six|u: q7")
	})
}

// Another process shows the summary, and sends it too.
func TestCompactElsewhere(t *testing.T) {
	run(t, func(b *bench) {
		b.talk("one", "two", "three")
		other, err := session.Resume(b.Context(), b.options(), b.session.State().Conversation.ID)
		check(b, err)
		defer func() { check(b, other.Close(b.Context())) }()
		state := b.compacts(plain("Short.")...)
		b.script(plain("four")...)
		check(b, other.Send(b.Context(), "q4"))
		b.settle()
		b.equal("sent", b.asked(4), "u: <Short.>//q2|a: two|u: q3|a: three|u: q4")
		if err := b.session.Undo(b.Context()); err != session.ErrNothingToUndo {
			b.Errorf("undone although a message follows: %v", err)
		}
		b.equal("kept", transcript(b.onDisk()), transcript(state.Messages)+"|u: q4|a: four")
	})
}
