package session_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// TestRefusedReasoningIsNotSentAgain: what the server could not read is left
// out of all later questions, of this session and of the next one, and so is
// the reasoning of later answers, while reasoning that was not sent stays.
func TestRefusedReasoningIsNotSentAgain(t *testing.T) {
	const before = "u: q1|reasoning|a: Let me see.|a: It is 42.|u: q2"
	for _, test := range []struct {
		name  string
		event codex.ReasoningRefused
		now   func(*session.Options) // who asks the question that is refused
		said  string
		third string // what is kept of the reasoning of the third answer
	}{
		{"reasoning", codex.ReasoningRefused{}, nil, "u: q1|a: Let me see.|a: It is 42.|u: q2|a: fine|u: q3", ""},
		{"items", codex.ReasoningRefused{Items: true}, nil, "u: q1|a: Let me see.//It is 42.|u: q2|a: fine|u: q3", ""},
		{"of another account", codex.ReasoningRefused{}, func(o *session.Options) { o.Account = "acc_2" }, before + "|a: fine|u: q3", "reasoning|"},
		{"of another model", codex.ReasoningRefused{}, func(o *session.Options) { o.Model = codex.Model{Slug: "gpt-6-luna"} }, before + "|a: fine|u: q3", "reasoning|"},
	} {
		t.Run(test.name, func(t *testing.T) {
			run(t, func(b *bench) {
				b.script(whole()...)
				id := b.send("q1").Conversation.ID
				opts := b.options()
				if test.now != nil {
					test.now(&opts)
				}
				resume := func() {
					s, err := session.Resume(b.Context(), opts, id)
					check(b, err)
					check(b, s.SetModel(b.Context(), opts.Model, ""))
					check(b, b.session.Close(b.Context()))
					b.session = s
				}
				resume()
				b.script(append([]any{test.event}, plain("fine")...)...)
				b.send("q2")
				b.equal("refused request", b.said(1), before)
				b.script(whole()...)
				b.send("q3")
				b.equal("next request", b.said(2), test.said)
				resume()
				b.script(plain("!")...)
				b.send("q4")
				b.equal("after a restart", b.said(3), test.said+"|"+test.third+"a: Let me see.|a: It is 42.|u: q4")
			})
		})
	}
}

// TestAnswersHaveALimit: an answer that does not end is ended, kept and marked,
// wherever its text comes from.
func TestAnswersHaveALimit(t *testing.T) {
	long := strings.Repeat("x", 60)
	for name, script := range map[string][]any{
		"text":      {codex.TextDelta{Delta: long}, codex.TextDelta{Delta: long}},
		"parts":     {codex.TextDelta{Delta: long}, codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: long}},
		"reasoning": {codex.ReasoningDelta{Delta: long}, codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: long}},
		"corrected": {codex.TextDelta{Delta: "short"}, codex.TextDone{Text: long + long}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db, err := history.Open(t.Context(), ":memory:")
				check(t, err)
				defer func() { check(t, db.Close()) }()
				f := &fake{}
				f.script(append(script, time.Hour, codex.Completed{})...)
				s := session.New(session.Options{Client: f, History: db, Model: sol, MaxAnswer: 100})
				began := time.Now()
				check(t, s.Send(t.Context(), "q"))
				synctest.Wait()
				state := s.State()
				answer := state.Messages[1]
				if answer.Status != history.Failed || len(answer.Text)+len(answer.Reasoning) < 100 || time.Since(began) != 0 {
					t.Errorf("%s of %d bytes", answer.Status, len(answer.Text))
				}
				if n := notice.Of(state.Err); n.Sentence != "The answer is longer than Banter keeps, so Banter ended it." || n.Hint == "" {
					t.Errorf("error %+v", n)
				}
				check(t, s.Close(t.Context()))
			})
		})
	}
	var answer []any
	for range 50 { // done events repeat the text, and a correction takes text away
		answer = append(answer, codex.TextDelta{Delta: "ab"}, codex.TextDone{Text: "c"})
	}
	run(t, func(b *bench) {
		opts := b.options()
		opts.MaxAnswer = 100
		s := session.New(opts)
		b.script(append(answer, codex.Completed{})...)
		check(b, s.Send(b.Context(), "q"))
		synctest.Wait()
		if m := s.State().Messages[1]; m.Status != history.Done {
			b.Errorf("%s: %s", m.Status, m.Error)
		}
		check(b, s.Close(b.Context()))
	})
}

// TestItemsOfNoShape: what cannot be read as an item is no reasoning.
func TestItemsOfNoShape(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.ItemDone{Item: item(finalJSON)}, codex.Completed{})
		state := b.send("q1")
		broken := state.Messages[1]
		broken.Items = []json.RawMessage{json.RawMessage(`7`)}
		check(b, b.db.Put(b.Context(), broken))
		s, err := session.Resume(b.Context(), b.options(), state.Conversation.ID)
		check(b, err)
		b.script(append([]any{codex.ReasoningRefused{}}, plain("fine")...)...)
		check(b, s.Send(b.Context(), "q2"))
		synctest.Wait()
		b.equal("request", b.said(1), "u: q1|a: It is 42.|u: q2")
		check(b, s.Close(b.Context()))
	})
}
