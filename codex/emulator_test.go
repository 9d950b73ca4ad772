package codex_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// The emulator refuses what the real backend is known to refuse. Every kind of
// request must get through to it.
func TestEmulatorTakesEveryRequest(t *testing.T) {
	picture, err := codex.UserImages("And this?", []byte("GIF89a..."))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		c := client(s, visit(s))
		catalog, err := c.Models(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range catalog.Models {
			req := codex.Request{
				Model: m.Slug, Input: []codex.Item{codex.UserText("One?"), codex.AssistantText("Two."), picture},
				Instructions: "Be kind.", Summary: "detailed", ConversationID: "01994b5c-0000-7000-8000-000000000000", Verbosity: "high",
				ServiceTier: "priority", WebSearch: codex.WebSearchLive, Schema: &codex.Schema{JSON: json.RawMessage(`{}`)},
			}
			for _, e := range m.Efforts {
				req.Effort = e.Name
				if got := run(t.Context(), c, s, req); got.err != nil || got.text != document || got.requests != 1 {
					t.Errorf("%s, %s: %v after %d requests", m.Slug, e.Name, got.err, got.requests)
				}
			}
			if got := run(t.Context(), c, s, codex.Request{Model: m.Slug, Input: req.Input}); got.err != nil || got.requests != 1 {
				t.Errorf("%s, bare: %v after %d requests", m.Slug, got.err, got.requests)
			}
		}
	})
}

// A conversation continues with all items of its answers, also after the model
// and the account have changed, and each question takes one request.
func TestEmulatorConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		source := visit(s)
		c := client(s, source)
		req := question("gpt-6.1-sol")
		say := func(name string) {
			t.Helper()
			s.Script(scripted)
			got := run(t.Context(), c, s, req)
			if got.err != nil || got.requests != 1 {
				t.Fatalf("%s: %v after %d requests", name, got.err, got.requests)
			}
			for _, e := range got.events {
				if done, ok := e.(codex.ItemDone); ok {
					req.Input = append(req.Input, done.Item)
				}
			}
			req.Input = append(req.Input, codex.UserText("Go on."))
		}
		say("first")
		say("same model")
		if body := s.Requests()[1].Body; strings.Count(body, `"encrypted_content":"`) != 2 {
			t.Error("the reasoning did not go back")
		}
		req.Model = "gpt-6-luna"
		say("another model")
		other := s.SignIn(codextest.Account{ID: "11111111-2222-4333-8444-555555555555", Canary: canary}, 0)
		source.tokens.Access, source.tokens.AccountID = auth.NewSecret(other.Access), other.Account.ID
		say("another account")
	})
}

// The server refuses items of another model that were saved without their
// makers once. Then the client leaves them out.
func TestEmulatorRefusesForeignReasoning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		c := client(s, visit(s))
		req := question("gpt-6.1-sol")
		for _, e := range run(t.Context(), c, s, req).events {
			if done, ok := e.(codex.ItemDone); ok {
				req.Input = append(req.Input, done.Item.MadeBy("", ""))
			}
		}
		req.Model = "gpt-6-luna"
		req.Input = append(req.Input, codex.UserText("Go on."))
		if got := run(t.Context(), c, s, req); got.err != nil || got.requests != 2 || got.text != document {
			t.Errorf("%v after %d requests", got.err, got.requests)
		}
	})
}

// A refusal of reasoning in words costs one more request, and the caller learns
// of it.
func TestEmulatorRefusesReasoning(t *testing.T) {
	for _, how := range []string{"http", "stream"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := codextest.New(codextest.Options{Doc: document})
				defer s.Close()
				c := client(s, visit(s))
				req := question("gpt-6.1-sol")
				for _, e := range run(t.Context(), c, s, req).events {
					if done, ok := e.(codex.ItemDone); ok {
						req.Input = append(req.Input, done.Item)
					}
				}
				req.Input = append(req.Input, codex.UserText("Go on."))
				if err := s.Fault("reasoning-refused:"+how, -1); err != nil {
					t.Fatal(err)
				}
				got := run(t.Context(), c, s, req)
				if got.err != nil || got.requests != 2 || got.text != document {
					t.Errorf("%v after %d requests", got.err, got.requests)
				}
				if !slices.Contains(got.events, codex.Event(codex.ReasoningRefused{})) {
					t.Error("the caller does not learn of it")
				}
			})
		})
	}
}

func TestEmulatorLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		s.SetLimits(codextest.Limits{
			Primary:   &codextest.Window{UsedPercent: 40, Length: 5 * 3600e9},
			Secondary: &codextest.Window{UsedPercent: 80, Length: 7 * 24 * 3600e9},
			Credits:   codextest.Credits{Has: true, Balance: "5"},
		})
		c := client(s, visit(s))
		asked, err := c.Limits(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := run(t.Context(), c, s, question("gpt-6.1-sol"))
		changed, ok := got.events[0].(codex.LimitsChanged)
		if !ok {
			t.Fatalf("first event %T", got.events[0])
		}
		for name, l := range map[string]codex.Limits{"usage endpoint": asked, "headers": changed.Limits} {
			w, ok := l.Binding()
			if !ok || w.Label() != "week" || w.UsedPercent != 80 || w.ResetsAt.IsZero() || l.Plan != "plus" || l.Credits == nil || l.Credits.Balance != "5" || l.Reached {
				t.Errorf("%s: %+v", name, l)
			}
		}
	})
}

func TestEmulatorUnknownModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		req := question("gpt-99")
		req.Effort = "high"
		got := run(t.Context(), client(s, visit(s)), s, req)
		if got.code != codex.CodeModel || got.requests != 1 || got.err.Hint != "Choose another model." {
			t.Errorf("%+v after %d requests", got.err, got.requests)
		}
	})
}
