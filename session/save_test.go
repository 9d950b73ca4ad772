package session_test

import (
	"context"
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

func TestTheQuestionIsOnDiskBeforeItIsSent(t *testing.T) {
	run(t, func(b *bench) {
		b.script(time.Hour)
		b.send("q")
		b.equal("on disk", transcript(b.onDisk()), "u: q|a:  [streaming]")
	})
}

func TestGrowingAnswerIsSavedEverySecond(t *testing.T) {
	run(t, func(b *bench) {
		const step = 70 * time.Millisecond
		var steps []any
		for range 100 {
			steps = append(steps, step, codex.TextDelta{Delta: "x"})
		}
		b.script(append(steps, time.Minute, codex.Completed{})...)
		b.send("q")
		started := time.Now()
		saves, last := 0, 0
		for time.Since(started) < 10*time.Second {
			time.Sleep(step / 2)
			synctest.Wait()
			saved := len(b.onDisk()[1].Text)
			arrivedBefore := min(100, int((time.Since(started)-time.Second)/step))
			if saved < arrivedBefore {
				b.Fatalf("after %v: %d saved, but %d were there a second ago", time.Since(started), saved, arrivedBefore)
			}
			if saved != last {
				saves, last = saves+1, saved
			}
		}
		if last != 100 {
			b.Errorf("%d of 100 saved before the end", last)
		}
		if saves > 9 {
			b.Errorf("%d saves for 7 s of text", saves)
		}
	})
}

func TestASavingFaultIsShownAndTheAnswerGoesOn(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "one "}, 3*time.Second, codex.TextDelta{Delta: "two "}, 3*time.Second, codex.TextDelta{Delta: "three"}, 3*time.Second, codex.Completed{})
		state := b.send("q")
		conv, question := state.Conversation, state.Messages[0]
		check(b, b.db.Delete(b.Context(), conv.ID))
		time.Sleep(5 * time.Second)
		state = b.settle()
		if !errors.Is(state.Err, history.ErrNotFound) || state.Answer == nil || state.Answer.Text != "one two " {
			b.Fatalf("while nothing can be saved: %+v", state)
		}
		conv.Leaf = ""
		check(b, b.db.Create(b.Context(), conv, question))
		time.Sleep(3 * time.Second)
		if state = b.settle(); state.Err != nil {
			b.Errorf("after it can be saved again: %v", state.Err)
		}
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: one two three [streaming]")
	})
}

func TestWhatCouldNotBeSavedIsSavedLater(t *testing.T) {
	for name, later := range map[string]func(b *bench){
		"with the next question": func(b *bench) {
			b.script(plain("fine")...)
			b.send("next")
			b.equal("on disk", transcript(b.onDisk()), "u: q|a: whole|u: next|a: fine")
		},
		"at the end": func(b *bench) {
			check(b, b.session.Close(b.Context()))
			b.equal("on disk", transcript(b.onDisk()), "u: q|a: whole")
		},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(b *bench) {
				b.script(append([]any{time.Second}, plain("whole")...)...)
				state := b.send("q")
				conv, question := state.Conversation, state.Messages[0]
				check(b, b.db.Delete(b.Context(), conv.ID))
				time.Sleep(time.Minute)
				state = b.settle()
				b.equal("shown", transcript(state.Messages), "u: q|a: whole")
				if state.Err == nil || notice.Of(state.Err).Unknown {
					b.Errorf("no word of the fault: %v", state.Err)
				}
				conv.Leaf = ""
				check(b, b.db.Create(b.Context(), conv, question))
				later(b)
			})
		})
	}
}

func TestCloseEndsEverything(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		b.send("q")
		last := make(chan string)
		go func() {
			defer close(last)
			for {
				state, err := b.session.Next(context.Background())
				if err != nil {
					last <- err.Error()
					return
				}
				last <- transcript(state.Messages)
			}
		}()
		<-last
		done := make(chan error)
		go func() { done <- b.session.Close(b.Context()) }()
		b.equal("last state", <-last, "u: q|a: Half [stopped]")
		b.equal("then", <-last, session.ErrClosed.Error())
		check(b, <-done)
		if err := b.session.Send(b.Context(), "more"); !errors.Is(err, session.ErrClosed) {
			b.Errorf("Send after Close: %v", err)
		}
		b.equal("on disk", transcript(b.onDisk()), "u: q|a: Half [stopped]")
	})
}

func TestCloseHeedsItsContext(t *testing.T) {
	run(t, func(b *bench) {
		ctx, cancel := context.WithCancel(b.Context())
		cancel()
		b.script(time.Hour)
		b.send("q")
		if err := b.session.Close(ctx); err != nil && !errors.Is(err, context.Canceled) {
			b.Errorf("close: %v", err)
		}
		synctest.Wait()
	})
}

func TestTitle(t *testing.T) {
	for question, want := range map[string]string{
		"What is Go?":                    "What is Go?",
		"\n\n  Spaced \t out  \n":        "Spaced out",
		"## A heading\nbody":             "A heading",
		"```go\nfunc main() {}":          "go",
		"---\n***\nafter rules":          "after rules",
		"\x1b]52;c;aGk=\aHi\u202e there": "Hi there",
		strings.Repeat("word ", 30):      strings.TrimSpace(strings.Repeat("word ", 11)) + "…",
		strings.Repeat("x", 100):         strings.Repeat("x", 59) + "…",
		strings.Repeat("世", 100):         strings.Repeat("世", 29) + "…",
		"A sentence, which is cut at the comma before it is too, long":    "A sentence, which is cut at the comma before it is too, long",
		"A sentence, which is cut at the comma before it is too,, longer": "A sentence, which is cut at the comma before it is too…",
		"?!": "?!",
		"":   "",
	} {
		if got := session.Title(question); got != want {
			t.Errorf("Title(%q) = %q, want %q", question, got, want)
		}
	}
}
