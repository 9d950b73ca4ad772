package session_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/session"
)

// guest is a source of tokens of the documented route.
type guest struct{ tokens auth.Tokens }

func (g guest) Tokens(context.Context) (auth.Tokens, error)               { return g.tokens, nil }
func (g guest) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) { return g.tokens, nil }

// TestAConversationOverTwoRoutes: a saved conversation goes on with an account of
// the other route and back. The encrypted reasoning of each goes back to it alone,
// and no request is refused.
func TestAConversationOverTwoRoutes(t *testing.T) {
	overWire(t, codextest.Options{}, func(w *wire) {
		in := w.server.SignInDocumented(codextest.Account{}, 100*24*time.Hour)
		g := guest{auth.Tokens{Access: auth.NewSecret(in.Access), ClientID: in.ClientID, Subject: in.Subject, Scope: in.Scope,
			Provider: "documented", Issuer: w.server.Issuer(), BaseURL: w.server.DocumentedBaseURL()}}
		client := codex.NewClient(codex.Options{Source: g, Route: codex.RouteDocumented, BaseURL: w.server.DocumentedBaseURL(), HTTPClient: w.server.Client()})
		documented := w.options
		documented.Client, documented.Account = client, codex.Account(g.tokens)
		id := w.send("one").Conversation.ID
		for _, opts := range []session.Options{documented, w.options} {
			check(w, w.session.Close(w.Context()))
			resumed, err := session.Resume(w.Context(), opts, id)
			check(w, err)
			w.session = resumed
			w.send("more")
			if state := w.send("and more"); state.Err != nil || state.Messages[3].Account != codex.Account(g.tokens) {
				w.Errorf("%v; the account is %q", state.Err, state.Messages[3].Account)
			}
		}
		var sealed []int
		for _, r := range w.server.Requests() {
			if strings.HasSuffix(r.Path, "/responses") {
				sealed = append(sealed, strings.Count(r.Body, `"encrypted_content":"`))
			}
			if r.Status != 200 {
				w.Errorf("%s: status %d", r.Path, r.Status)
			}
		}
		if want := []int{0, 0, 1, 1, 2}; len(sealed) != len(want) || sealed[1] != want[1] || sealed[2] != want[2] || sealed[3] != want[3] || sealed[4] != want[4] {
			w.Errorf("pieces of encrypted reasoning: %v, want %v", sealed, want)
		}
	})
}
