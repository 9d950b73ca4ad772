package session_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// endings are the ways of an answer to end early, each with what it leaves.
var endings = []struct {
	name     string
	script   []any
	stop     bool
	status   history.Status
	text     string
	sentence string // of State.Err; empty: none
	said     string // by the request of a further question "next"
}{
	{"stopped half-way", []any{codex.TextDelta{Delta: "Half"}, time.Hour}, true,
		history.Stopped, "Half", "", "u: q|a: Half|u: next"},
	{"stopped while waiting", []any{time.Hour}, true,
		history.Stopped, "", "", "u: q//next"},
	{"failed at once", []any{errNetwork}, false,
		history.Failed, "", "There is no network.", "u: q//next"},
	{"failed half-way", []any{codex.TextDelta{Delta: "Half"}, errNetwork}, false,
		history.Failed, "Half", "There is no network.", "u: q|a: Half|u: next"},
	{"failed in the reasoning", []any{codex.ItemDone{Item: item(reasoningJSON)}, errNetwork}, false,
		history.Failed, "", "There is no network.", "u: q//next"},
	{"reasoning, then half", []any{codex.ItemDone{Item: item(reasoningJSON)}, codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: "Half"}, errNetwork}, false,
		history.Failed, "Half", "There is no network.", "u: q|a: Half|u: next"},
	{"commentary, then half", []any{
		codex.ItemDone{Item: item(reasoningJSON)}, codex.ItemDone{Position: codex.Position{OutputIndex: 1}, Item: item(commentaryJSON)},
		codex.ItemDone{Position: codex.Position{OutputIndex: 2}, Item: item(reasoningJSON)}, codex.TextDelta{Position: codex.Position{OutputIndex: 3}, Delta: "Half"}, errNetwork}, false,
		history.Failed, "Let me see.\n\nHalf", "There is no network.", "u: q|reasoning|a: Let me see.|a: Half|u: next"},
	{"cut without a word", []any{codex.TextDelta{Delta: "Half"}}, false,
		history.Failed, "Half", "The answer was cut off.", "u: q|a: Half|u: next"},
	{"too long", []any{codex.TextDelta{Delta: "Half"}, codex.Incomplete{Reason: "max_output_tokens"}}, false,
		history.Failed, "Half", "The answer reached the length limit of the model.", "u: q|a: Half|u: next"},
	{"filtered", []any{codex.Incomplete{Reason: "content_filter"}}, false,
		history.Failed, "", "The server's content filter ended the answer.", "u: q//next"},
	{"ended without a reason", []any{codex.Incomplete{}}, false,
		history.Failed, "", "The server ended the answer early.", "u: q//next"},
	{"a fault of the client's", nil, false,
		history.Failed, "", "Something unexpected went wrong.", "u: q//next"},
}

func TestHalfAnswersAreKept(t *testing.T) {
	for _, test := range endings {
		t.Run(test.name, func(t *testing.T) {
			run(t, func(b *bench) {
				if test.script != nil { // else the fake panics
					b.script(test.script...)
				}
				state := b.send("q")
				if test.stop {
					if state.Answer == nil || state.Waiting != (test.text == "") {
						b.Fatalf("before the stop: %+v", state)
					}
					asked := time.Now()
					b.session.Stop()
					state = b.settle()
					if waited := time.Since(asked); waited != 0 {
						b.Errorf("the stop took %v", waited)
					}
				}
				answer := state.Messages[1]
				if answer.Status != test.status || answer.Text != test.text || answer.Error != test.sentence {
					b.Errorf("answer %+v", answer)
				}
				if got := notice.Of(state.Err).Sentence; got != test.sentence {
					b.Errorf("error %q, want %q", got, test.sentence)
				}
				if !state.Retryable || state.Answer != nil {
					b.Errorf("state %+v", state)
				}
				if !sameMessages(b.onDisk(), state.Messages) {
					b.Errorf("on disk %s", transcript(b.onDisk()))
				}

				asked := len(b.requests)
				b.script(plain("fine")...)
				if state = b.send("next"); state.Err != nil || state.Retryable {
					b.Errorf("after the next answer: %v", state.Err)
				}
				b.equal("next request", b.said(asked), test.said)
			})
		})
	}
}

// TestPanicsAreNotQuoted: what a program panics with may hold a token.
func TestPanicsAreNotQuoted(t *testing.T) {
	run(t, func(b *bench) {
		state := b.send("q") // there is no script: the fake panics
		if err := state.Err; err == nil || !strings.Contains(err.Error(), "panic with a string") || strings.Contains(err.Error(), "script") {
			b.Errorf("got %v", err)
		}
	})
}

func TestRetryIsASiblingAndAsksOnce(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("fine")...)
		b.send("before")
		b.script(codex.TextDelta{Delta: "Half"}, errNetwork)
		failed := b.send("q")
		b.script(errNetwork)
		b.script(plain("whole")...)
		for range 2 {
			check(b, b.session.Retry(b.Context()))
			b.settle()
		}
		state := b.session.State()
		b.equal("shown", transcript(state.Messages), "u: before|a: fine|u: q|a: whole")
		for i := 1; i < 4; i++ {
			b.equal("request", b.said(i), "u: before|a: fine|u: q")
		}
		all, err := b.db.Children(b.Context(), state.Conversation.ID, state.Messages[2].ID)
		check(b, err)
		b.equal("siblings", transcript(all), "a: Half [failed]|a:  [failed]|a: whole")
		b.equal("a snapshot from before", transcript(failed.Messages), "u: before|a: fine|u: q|a: Half [failed]")
		b.equal("on disk", transcript(b.onDisk()), transcript(state.Messages))
	})
}

func TestRetryOfAWholeAnswerAsksForAnother(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("one")...)
		b.script(plain("two")...)
		b.send("q")
		check(b, b.session.Retry(b.Context()))
		b.equal("shown", transcript(b.settle().Messages), "u: q|a: two")
		b.equal("asked", b.said(1), "u: q")
	})
}

func TestEditKeepsTheOldBranch(t *testing.T) {
	run(t, func(b *bench) {
		for _, text := range []string{"a1", "a2", "b2", "c1"} {
			b.script(plain(text)...)
		}
		b.send("q1")
		before := b.send("q2")
		check(b, b.session.Edit(b.Context(), before.Messages[2].ID, "q2 edited"))
		after := b.settle()
		b.equal("shown", transcript(after.Messages), "u: q1|a: a1|u: q2 edited|a: b2")
		b.equal("asked", b.said(2), "u: q1|a: a1|u: q2 edited")
		b.equal("the snapshot from before", transcript(before.Messages), "u: q1|a: a1|u: q2|a: a2")
		old, err := b.db.Branch(b.Context(), before.Messages[3].ID)
		check(b, err)
		b.equal("old branch", transcript(old), "u: q1|a: a1|u: q2|a: a2")

		check(b, b.session.Edit(b.Context(), before.Messages[0].ID, "other"))
		b.equal("shown", transcript(b.settle().Messages), "u: other|a: c1")
		roots, err := b.db.Children(b.Context(), after.Conversation.ID, "")
		check(b, err)
		b.equal("first questions", transcript(roots), "u: q1|u: other")
		if err := b.session.Edit(b.Context(), before.Messages[1].ID, "x"); !errors.Is(err, session.ErrNothingToAsk) {
			b.Errorf("edit of what is not shown: %v", err)
		}
	})
}

func TestCompletedIsTheEndThoughTheStreamGoesOn(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "Whole"}, codex.Completed{}, time.Hour, errNetwork)
		state := b.send("q")
		b.equal("shown", transcript(state.Messages), "u: q|a: Whole")
	})
}

func TestOneAnswerAtATime(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		state := b.send("q")
		for name, err := range map[string]error{
			"Retry": b.session.Retry(b.Context()),
			"Edit":  b.session.Edit(b.Context(), state.Messages[0].ID, "x"),
		} {
			if !errors.Is(err, session.ErrAnswering) {
				b.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestARetryOfTheClientStartsOver(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.ReasoningDelta{Delta: "Void."}, codex.Retrying{Attempt: 2, After: time.Second}, time.Second, codex.TextDelta{Delta: "Real."}, codex.Completed{})
		state := b.send("q")
		if state.Retrying == nil || state.Retrying.Attempt != 2 || state.Answer.Reasoning != "" {
			b.Errorf("while it pauses: %+v", state)
		}
		time.Sleep(time.Second)
		state = b.settle()
		b.equal("shown", transcript(state.Messages), "u: q|a: Real.")
		if state.Messages[1].Reasoning != "" {
			b.Errorf("void reasoning kept: %q", state.Messages[1].Reasoning)
		}
	})
}

func TestNothingIsKeptOfWhatCouldNotBeSaved(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("a")...)
		b.send("q")
		check(b, b.db.Close())
		if err := b.session.Send(b.Context(), "lost?"); err == nil {
			b.Error("Send into a closed history: no error")
		}
		synctest.Wait()
		b.equal("shown", transcript(b.session.State().Messages), "u: q|a: a")
		if len(b.requests) != 1 {
			b.Errorf("%d requests", len(b.requests))
		}
	})
}
