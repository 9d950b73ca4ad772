package session_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// What was chosen for one question holds for it alone, and once more if it failed.
func TestOnceIsForOneQuestion(t *testing.T) {
	run(t, func(b *bench) {
		luna := codex.Model{Slug: "gpt-6-luna", Efforts: []codex.Effort{{Name: "max"}}, Searches: true, DefaultEffort: "max"}
		b.session.SetOnce(session.Once{Model: luna, Effort: "low", Web: true})
		b.script(errors.New("no network"))
		b.script(plain("again")...)
		b.script(plain("usual")...)
		b.send("q1")
		if once := b.session.State().Once; once.Model.Slug != luna.Slug || !once.Web {
			b.Errorf("after a failure %+v is chosen", once)
		}
		check(b, b.session.Retry(b.Context()))
		b.settle()
		if once := b.session.State().Once; !once.Empty() {
			b.Errorf("after the answer %+v is chosen", once)
		}
		b.send("q2")
		for i, want := range []struct {
			model, effort string
			web           codex.WebSearchMode
		}{{"gpt-6-luna", "max", codex.WebSearchLive}, {"gpt-6-luna", "max", codex.WebSearchLive}, {"gpt-6.1-sol", "low", codex.WebSearchOff}} {
			if req := b.requests[i]; req.Model != want.model || req.Effort != want.effort || req.WebSearch != want.web {
				b.Errorf("request %d is for %s %s %q, want %+v", i, req.Model, req.Effort, req.WebSearch, want)
			}
		}
	})
}

// Choices go with each question, are saved, and end with a model that lacks them.
func TestChoicesOfAConversation(t *testing.T) {
	run(t, func(b *bench) {
		all := history.Choices{Web: true, Verbosity: "high", Tier: "priority"}
		check(b, b.session.Choose(b.Context(), func(c *history.Choices) { *c = all }))
		b.script(plain("a")...)
		id := b.send("q").Conversation.ID
		if req := b.requests[0]; req.WebSearch != codex.WebSearchLive || req.Verbosity != "high" || req.ServiceTier != "priority" {
			b.Errorf("asked with %+v", req)
		}
		resumed, err := session.Resume(b.Context(), b.options(), id)
		check(b, err)
		defer func() { check(b, resumed.Close(b.Context())) }()
		if got := resumed.State().Conversation.Choices; got != all {
			b.Errorf("saved %+v", got)
		}
		check(b, resumed.SetModel(b.Context(), codex.Model{Slug: "plain", Verbosity: true}, ""))
		if got := resumed.State().Conversation.Choices; got != (history.Choices{Verbosity: "high"}) {
			b.Errorf("another model has %+v", got)
		}
	})
}

// A search is in the state while it goes on, and in the items afterwards.
func TestSearchIsShownWhileItGoesOn(t *testing.T) {
	run(t, func(b *bench) {
		const call = `{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"x"}}`
		const begun = `{"type":"web_search_call","id":"ws_1","status":"in_progress"}`
		b.script(codex.ItemAdded{Item: item(begun)}, codex.WebSearch{Status: "searching"}, codex.WebSearch{Status: "completed"}, time.Second,
			codex.ItemDone{Item: item(call)}, time.Second, codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: "Yes."}, codex.Completed{})
		check(b, b.session.Send(b.Context(), "q"))
		synctest.Wait()
		if state := b.session.State(); state.Search == nil || !state.Waiting {
			b.Errorf("while it searches, the state is %+v", state)
		}
		time.Sleep(time.Second + time.Millisecond)
		if state := b.session.State(); state.Search != nil || len(state.Answer.Items) != 1 || string(state.Answer.Items[0]) != call {
			b.Errorf("after the search, the state is %+v", state)
		}
		time.Sleep(time.Second)
		b.settle()
	})
}
