package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"banter/codex"
	"banter/history"
	"banter/session"
)

func TestAnswer(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		state := b.send("What is the answer?\nTell me.")
		b.equal("shown", transcript(state.Messages), "u: What is the answer?/Tell me.|a: Let me see.//It is 42.")
		answer := state.Messages[1]
		if answer.Reasoning != "Thinking." || answer.Model != sol.Slug || answer.Effort != "low" || answer.Account != "acc_1" {
			b.Errorf("answer %+v", answer)
		}
		if state.Answer != nil || state.Waiting || state.Err != nil || state.Retryable || *state.Usage != (codex.Usage{Input: 10, Output: 5, Total: 15}) {
			b.Errorf("state %+v", state)
		}
		b.equal("title", state.Conversation.Title, "What is the answer?")
		if disk := b.onDisk(); !sameMessages(disk, state.Messages) {
			b.Errorf("on disk\n%+v\nshown\n%+v", disk, state.Messages)
		}

		got := b.requests[0]
		if got.ConversationID != state.Conversation.ID || got.Model != sol.Slug || got.Effort != "low" || got.Instructions != "Be brief." {
			b.Errorf("request %+v", got)
		}
		b.equal("asked", b.said(0), "u: What is the answer?/Tell me.")
	})
}

// sameMessages compares all but the precision and location of times.
func sameMessages(a, b []history.Message) bool {
	round := func(messages []history.Message) []history.Message {
		var all []history.Message
		for _, m := range messages {
			m.Created, m.Ended = m.Created.UTC().Truncate(time.Microsecond), m.Ended.UTC().Truncate(time.Microsecond)
			all = append(all, m)
		}
		return all
	}
	return reflect.DeepEqual(round(a), round(b))
}

func TestNextQuestionRepeatsItemsByteForByte(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		b.send("first")
		b.script(plain("fine")...)
		b.send("second")
		question := func(text string) string {
			raw, err := codex.UserText(text).MarshalJSON()
			check(b, err)
			return string(raw)
		}
		b.equal("input", b.input(1), strings.Join([]string{question("first"), reasoningJSON, commentaryJSON, finalJSON, question("second")}, "\n"))
		if b.requests[0].ConversationID != b.requests[1].ConversationID {
			b.Error("the session-id changed")
		}
		for _, it := range b.requests[1].Input[1:4] {
			if model, account := it.Maker(); model != sol.Slug || account != "acc_1" {
				b.Errorf("item made by %q, %q", model, account)
			}
		}
	})
}

func TestResumeGoesOnExactly(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		before := b.send("first")
		resumed, err := session.Resume(b.Context(), b.options(), before.Conversation.ID)
		check(b, err)
		defer func() { check(b, resumed.Close(b.Context())) }()
		after := resumed.State()
		if !sameMessages(after.Messages, before.Messages) || *after.Usage != *before.Usage || after.Err != nil || after.Retryable {
			b.Errorf("resumed\n%+v\nbefore\n%+v", after, before)
		}
		b.script(plain("fine")...)
		b.script(plain("fine")...)
		check(b, resumed.Send(b.Context(), "second"))
		synctest.Wait()
		check(b, b.session.Retry(b.Context())) // the open one has caught up
		synctest.Wait()
		b.equal("resumed and open ask alike", b.input(1), b.input(2))
		if b.requests[1].ConversationID != b.requests[2].ConversationID {
			b.Error("the session-id changed")
		}
	})
}

func TestStates(t *testing.T) {
	run(t, func(b *bench) {
		b.script(time.Second, codex.TextDelta{Delta: "Hel"}, time.Second, codex.TextDelta{Delta: "lo"}, time.Second, codex.Completed{})
		var seen []string
		check(b, b.session.Send(b.Context(), "hi"))
		for {
			state, err := b.session.Next(b.Context())
			check(b, err)
			if state.Answer == nil {
				seen = append(seen, transcript(state.Messages))
				break
			}
			note := transcript([]history.Message{*state.Answer})
			if state.Waiting {
				note += " waiting"
			}
			seen = append(seen, note)
		}
		b.equal("states", strings.Join(seen, ", "),
			"a:  [streaming] waiting, a: Hel [streaming], a: Hello [streaming], u: hi|a: Hello")
	})
}

func TestSlowReaderGetsOneStateForManyChanges(t *testing.T) {
	run(t, func(b *bench) {
		var steps []any
		for range 1000 {
			steps = append(steps, codex.TextDelta{Delta: "word "})
		}
		b.script(append(steps, codex.Completed{})...)
		b.send("go")
		state, err := b.session.Next(b.Context())
		check(b, err)
		b.equal("last state", transcript(state.Messages), "u: go|a: "+strings.Repeat("word ", 1000))
		ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
		defer cancel()
		if _, err := b.session.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			b.Errorf("a second state after the last: %v", err)
		}
	})
}

func TestStateSharesTheText(t *testing.T) {
	run(t, func(b *bench) {
		b.script(codex.TextDelta{Delta: strings.Repeat("x", 1<<20)}, time.Hour)
		b.send("go")
		if allocs := testing.AllocsPerRun(100, func() { b.session.State() }); allocs > 2 {
			b.Errorf("%v allocations for a snapshot", allocs)
		}
		once, again := b.session.State().Answer.Text, b.session.State().Answer.Text
		if unsafe.StringData(once) != unsafe.StringData(again) {
			b.Error("a snapshot copies the text")
		}
	})
}

func TestModelAndEffort(t *testing.T) {
	luna := codex.Model{Slug: "gpt-6-luna", DefaultEffort: "medium", Efforts: []codex.Effort{{Name: "medium"}, {Name: "xhigh"}}}
	for _, test := range []struct {
		name, effort, want string
	}{{"offered", "xhigh", "xhigh"}, {"not offered", "high", "medium"}, {"none", "", "medium"}} {
		t.Run(test.name, func(t *testing.T) {
			run(t, func(b *bench) {
				b.script(plain("one")...)
				b.script(plain("two")...)
				b.send("first")
				check(b, b.session.SetModel(b.Context(), luna, test.effort))
				state := b.send("second")
				got := b.requests[1]
				if got.Model != luna.Slug || got.Effort != test.want {
					b.Errorf("asked %s, %s", got.Model, got.Effort)
				}
				saved, err := b.db.Find(b.Context(), state.Conversation.ID)
				check(b, err)
				if saved.Model != luna.Slug || saved.Effort != test.want || state.Conversation.Model != luna.Slug {
					b.Errorf("remembered %s, %s; shown %s", saved.Model, saved.Effort, state.Conversation.Model)
				}
				if m := state.Messages; m[1].Model != sol.Slug || m[3].Model != luna.Slug || m[3].Effort != test.want {
					b.Errorf("answers by %s and %s, %s", m[1].Model, m[3].Model, m[3].Effort)
				}
			})
		})
	}
}

func TestLimits(t *testing.T) {
	run(t, func(b *bench) {
		reached := &codex.Error{Code: codex.CodeUsageLimit, Sentence: "The limit is reached.", Limits: &codex.Limits{Plan: "plus", Reached: true}}
		b.script(codex.LimitsChanged{Limits: codex.Limits{Plan: "pro"}}, codex.Completed{})
		if state := b.send("one"); state.Limits == nil || state.Limits.Plan != "pro" {
			b.Errorf("limits %+v", state.Limits)
		}
		b.script(reached)
		if state := b.send("two"); state.Limits == nil || !state.Limits.Reached {
			b.Errorf("limits %+v", state.Limits)
		}
	})
}

func TestRename(t *testing.T) {
	run(t, func(b *bench) {
		b.script(plain("a")...)
		b.send("first")
		// Another window renamed it and changed nothing else.
		c, err := b.db.Find(b.Context(), b.session.State().Conversation.ID)
		check(b, err)
		c.Title = "elsewhere"
		check(b, b.db.Update(b.Context(), c))
		check(b, b.session.SetModel(b.Context(), sol, "high"))
		c, err = b.db.Find(b.Context(), c.ID)
		check(b, err)
		if c.Title != "elsewhere" || c.Effort != "high" {
			b.Errorf("after SetModel: %+v", c)
		}
		check(b, b.session.Rename(b.Context(), "here"))
		c, err = b.db.Find(b.Context(), c.ID)
		check(b, err)
		if c.Title != "here" || b.session.State().Conversation.Title != "here" {
			b.Errorf("after Rename: %+v", c)
		}
	})
}

func TestBlankIsNotAsked(t *testing.T) {
	run(t, func(b *bench) {
		for name, err := range map[string]error{
			"Send":  b.session.Send(b.Context(), " \n\t"),
			"Retry": b.session.Retry(b.Context()),
			"Edit":  b.session.Edit(b.Context(), "gone", "text"),
		} {
			if !errors.Is(err, session.ErrNothingToAsk) {
				b.Errorf("%s: %v", name, err)
			}
		}
		if all, err := b.db.List(b.Context(), 0); err != nil || len(all) != 0 {
			b.Errorf("saved %v, %v", all, err)
		}
	})
}

func TestUsageIsSavedAsJSON(t *testing.T) {
	run(t, func(b *bench) {
		b.script(whole()...)
		b.send("q")
		var usage codex.Usage
		check(b, json.Unmarshal(b.onDisk()[1].Usage, &usage))
		if usage.Total != 15 {
			b.Errorf("usage %+v", usage)
		}
	})
}
