package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// half is an answer that ends after reasoning, a whole message and a half one.
func half() []any {
	return []any{
		codex.ReasoningDelta{Delta: "Thinking."}, codex.ItemDone{Item: item(reasoningJSON)},
		codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: "Let me see."}, codex.ItemDone{Position: codex.Position{OutputIndex: 1}, Item: item(commentaryJSON)},
		codex.TextDelta{Position: codex.Position{OutputIndex: 2}, Delta: "It is forty-"}, errNetwork,
	}
}

func TestContinueGoesOnWhereTheAnswerStopped(t *testing.T) {
	run(t, func(b *bench) {
		b.script(half()...)
		before := b.send("q").Messages[1]
		if state := b.session.State(); !state.Continuable || !state.Retryable || before.Error == "" {
			b.Errorf("state %+v", state)
		}
		b.script(time.Second, codex.TextDelta{Delta: "two"}, 3*time.Second, codex.TextDelta{Delta: "."}, codex.Completed{})
		check(b, b.session.Continue(b.Context()))
		state := b.settle()
		if state.Answer == nil || state.Answer.ID != before.ID || !state.Waiting || state.Continuable {
			b.Fatalf("while it waits: %+v", state)
		}
		b.equal("while it waits", state.Answer.Text, before.Text)
		rewritten := state.Rewritten
		time.Sleep(2500 * time.Millisecond)
		state = b.settle()
		b.equal("while it grows", state.Answer.Text, before.Text+"two")
		if state.Waiting || state.Rewritten != rewritten {
			b.Errorf("while it grows: %+v", state)
		}
		b.equal("saved meanwhile", transcript(b.onDisk()), "u: q|a: Let me see.//It is forty-two [streaming]")
		time.Sleep(time.Minute)
		state = b.settle()
		b.equal("at the end", transcript(state.Messages), "u: q|a: Let me see.//It is forty-two.")
		answer := state.Messages[1]
		if answer.Error != "" || answer.Reasoning != "Thinking." || state.Err != nil || state.Retryable || state.Continuable {
			b.Errorf("answer %+v", answer)
		}
		b.equal("siblings", places(state), "")
		if !sameMessages(b.onDisk(), state.Messages) {
			b.Errorf("on disk %+v", b.onDisk())
		}
		asked := b.said(1)
		if !strings.HasPrefix(asked, "u: q|reasoning|a: Let me see.|a: It is forty-|u: Your answer was cut off.") {
			b.Errorf("asked %s", asked)
		}
		b.script(plain("fine")...)
		b.send("next")
		b.equal("asked next", b.said(2), "u: q|reasoning|a: Let me see.|a: It is forty-|a: two.|u: next")
	})
}

// What has arrived of a continuation is kept when it ends early too.
func TestAContinuationThatEndsEarly(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "one "}, time.Hour)
		b.send("q")
		b.session.Stop()
		b.settle()
		b.script(errNetwork)
		check(b, b.session.Continue(b.Context()))
		b.equal("nothing came", transcript(b.settle().Messages), "u: q|a: one  [failed]")
		b.script(codex.TextDelta{Delta: "two "}, codex.Retrying{Attempt: 2, After: time.Second}, time.Second, codex.TextDelta{Delta: "two and "}, time.Hour)
		check(b, b.session.Continue(b.Context()))
		time.Sleep(2 * time.Second)
		b.settle()
		b.session.Stop()
		b.equal("more came", transcript(b.settle().Messages), "u: q|a: one two and  [stopped]")
		b.script(plain("three")...)
		check(b, b.session.Continue(b.Context()))
		b.equal("whole", transcript(b.settle().Messages), "u: q|a: one two and three")
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: one two and three")
		b.script(plain("fine")...)
		b.send("next")
		b.equal("asked", b.said(4), "u: q|a: one |a: two and |a: three|u: next")
	})
}

func TestWhatCannotBeContinued(t *testing.T) {
	run(t, func(b *bench) {
		if err := b.session.Continue(b.Context()); !errors.Is(err, session.ErrNothingToContinue) {
			b.Errorf("an empty conversation: %v", err)
		}
		b.script(errNetwork)
		if state := b.send("q"); state.Continuable {
			b.Error("an answer without text is continuable")
		}
		b.script(plain("a")...)
		check(b, b.session.Continue(b.Context()))
		state := b.settle()
		b.equal("an answer without text is asked for again", transcript(state.Messages)+" "+b.said(1), "u: q|a: a u: q")
		err := b.session.Continue(b.Context())
		if !errors.Is(err, session.ErrNothingToContinue) || notice.Of(err).Unknown {
			b.Errorf("a whole answer: %v", err)
		}
	})
}

// The reasoning of another account is not sent with the half of its answer.
func TestContinueWithAnotherAccount(t *testing.T) {
	run(t, func(b *bench) {
		b.script(half()...)
		id := b.send("q").Conversation.ID
		opts := b.options()
		opts.Account = "acc_2"
		s, err := session.Resume(b.Context(), opts, id)
		check(b, err)
		b.script(plain("two.")...)
		check(b, s.Continue(b.Context()))
		b.settle()
		if asked := b.said(1); !strings.HasPrefix(asked, "u: q|a: Let me see.//It is forty-|u: Your") {
			b.Errorf("asked %s", asked)
		}
		answer := s.State().Messages[1]
		if answer.Account != "acc_2" || answer.Text != "Let me see.\n\nIt is forty-two." || answer.Status != history.Done {
			b.Errorf("answer %+v", answer)
		}
		check(b, s.Close(b.Context()))
	})
}
