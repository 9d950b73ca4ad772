package session_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
)

func TestQueueIsSentInOrder(t *testing.T) {
	run(t, func(b *bench) {
		for _, text := range []string{"a1", "a2", "a3"} {
			b.script(append([]any{time.Second}, plain(text)...)...)
		}
		b.send("q1")
		b.send("q2")
		b.send("dropped")
		state := b.send("q3")
		b.equal("queue", strings.Join(state.Queue, "|"), "q2|dropped|q3")
		if text, ok := b.session.Unqueue(1); text != "dropped" || !ok {
			b.Errorf("Unqueue gave %q, %v", text, ok)
		}
		for _, i := range []int{-1, 2} {
			if text, ok := b.session.Unqueue(i); ok {
				b.Errorf("Unqueue(%d) gave %q", i, text)
			}
		}
		b.equal("an older snapshot", strings.Join(state.Queue, "|"), "q2|dropped|q3")
		time.Sleep(time.Minute)
		b.equal("shown", transcript(b.settle().Messages), "u: q1|a: a1|u: q2|a: a2|u: q3|a: a3")
		b.equal("last request", b.said(2), "u: q1|a: a1|u: q2|a: a2|u: q3")
		b.equal("on disk", transcript(b.onDisk()), transcript(b.session.State().Messages))
	})
}

func TestStopGoesOnWithTheQueue(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		b.script(plain("a2")...)
		b.send("q1")
		b.send("q2")
		b.session.Stop()
		b.equal("shown", transcript(b.settle().Messages), "u: q1|a: Half [stopped]|u: q2|a: a2")
	})
}

func TestAFailureHoldsTheQueue(t *testing.T) {
	run(t, func(b *bench) {
		b.script(time.Second, errNetwork)
		b.send("q1")
		b.send("q2")
		time.Sleep(time.Minute)
		state := b.settle()
		if len(b.requests) != 1 || strings.Join(state.Queue, "|") != "q2" || !state.Retryable {
			b.Errorf("%d requests, state %+v", len(b.requests), state)
		}
		b.script(plain("a1")...)
		b.script(plain("a2")...)
		check(b, b.session.Retry(b.Context()))
		b.equal("shown", transcript(b.settle().Messages), "u: q1|a: a1|u: q2|a: a2")
	})
}

func TestAQuestionThatCannotBeSavedStaysQueued(t *testing.T) {
	run(t, func(b *bench) {
		b.script(time.Second, codex.TextDelta{Delta: "a1"}, codex.Completed{})
		state := b.send("q1")
		b.send("q2")
		conv, question := state.Conversation, state.Messages[0]
		check(b, b.db.Delete(b.Context(), conv.ID))
		time.Sleep(time.Minute)
		state = b.settle()
		b.equal("shown", transcript(state.Messages), "u: q1|a: a1")
		if state.Err == nil || strings.Join(state.Queue, "|") != "q2" || len(b.requests) != 1 {
			b.Errorf("%d requests, state %+v", len(b.requests), state)
		}
		conv.Leaf = ""
		check(b, b.db.Create(b.Context(), conv, question))
		b.script(plain("a3")...)
		b.script(plain("a2")...)
		b.equal("after it can be saved again", transcript(b.send("q3").Messages), "u: q1|a: a1|u: q3|a: a3|u: q2|a: a2")
		b.equal("on disk", transcript(b.onDisk()), "u: q1|a: a1|u: q3|a: a3|u: q2|a: a2")
	})
}

func TestCloseLeavesTheQueueToTheCaller(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		id := b.send("q1").Conversation.ID
		b.send("q2")
		b.send("q3")
		check(b, b.db.SetDraft(b.Context(), id, "typing"))
		check(b, b.session.Close(b.Context()))
		b.equal("queue", strings.Join(b.session.State().Queue, "|"), "q2|q3")
		draft, err := b.db.Draft(b.Context(), id)
		check(b, err)
		b.equal("draft", draft, "typing")
		b.equal("on disk", transcript(b.onDisk()), "u: q1|a: Half [stopped]")
	})
}

// Many callers at once get a conversation that has every question once
// and has its answer.
func TestConcurrentUse(t *testing.T) {
	run(t, func(b *bench) {
		const questions = 20
		for range questions {
			b.script(append([]any{time.Millisecond}, plain("a")...)...)
		}
		var all sync.WaitGroup
		for range questions {
			all.Go(func() {
				if err := b.session.Send(b.Context(), "q"); err != nil {
					b.Error(err)
				}
				b.session.State()
			})
		}
		all.Go(func() {
			for range 50 {
				b.session.State()
				time.Sleep(time.Millisecond)
			}
		})
		all.Wait()
		time.Sleep(time.Minute)
		synctest.Wait()
		b.equal("on disk", transcript(b.onDisk()), strings.TrimSuffix(strings.Repeat("u: q|a: a|", questions), "|"))
	})
}
