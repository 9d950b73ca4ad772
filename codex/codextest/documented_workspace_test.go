package codextest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// signInTo signs the person of the server in to a workspace with the page.
func (v *visitor) signInTo(workspace string, pairs ...string) (in codextest.Tokens, email string) {
	v.t.Helper()
	a := newAttempt(pairs...)
	browser := http.Client{Transport: v.http.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	page, err := browser.PostForm(a.url(v.server), url.Values{"decision": {"approve"}, "workspace": {workspace}})
	if err != nil {
		v.t.Fatal(err)
	}
	page.Body.Close()
	back, err := page.Location()
	if err != nil {
		v.t.Fatal(err)
	}
	client := back.Query().Get("client_id")
	if known := a.query.Get("client_id"); known != "dynamic_agent_client" {
		client = known
	}
	got := v.exchangeAttempt(a, back.Query(), "client_id", client).json(v.t)
	in = codextest.Tokens{ClientID: client, Access: got["access_token"].(string), Refresh: got["refresh_token"].(string)}
	part := strings.Split(got["id_token"].(string), ".")[1]
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		v.t.Fatal(err)
	}
	var claims struct{ Sub, Email string }
	if err := json.Unmarshal(raw, &claims); err != nil {
		v.t.Fatal(err)
	}
	in.Subject = claims.Sub
	return in, claims.Email
}

// TestTwoWorkspaces: a person with two workspaces has a client in each, which later
// authorizations do not change. The e-mail address is one, subjects, tokens, reasoning,
// plan use and cap are two.
func TestTwoWorkspaces(t *testing.T) {
	v := visit(t, codextest.Options{Account: codextest.Account{ID: "home"}, Workspaces: []codextest.Account{{ID: "work", Plan: "business"}}})
	if page := v.do("GET", newAttempt().url(v.server), "").body; !strings.Contains(page, `<option value="home">`) || !strings.Contains(page, `<option value="work">`) {
		t.Errorf("the page offers no choice:\n%s", page)
	}
	home, email := v.signInTo("home")
	work, email2 := v.signInTo("work")
	if home.ClientID == work.ClientID || home.Subject == work.Subject || email != email2 {
		t.Errorf("%v %s\n%v %s", home, email, work, email2)
	}
	known := []string{"client_id", work.ClientID, "agent_name_hint", ""}
	if page := v.do("GET", newAttempt(known...).url(v.server), "").body; strings.Contains(page, "<option") {
		t.Errorf("the page offers a choice to a known client:\n%s", page)
	}
	if again, _ := v.signInTo("home", known...); again.Subject != work.Subject {
		t.Error("a known client has changed its workspace")
	}
	for _, c := range v.server.Clients() {
		if want := map[string]string{home.ClientID: "home", work.ClientID: "work"}[c.ID]; c.Account.ID != want {
			t.Errorf("the client of %s is in %s", want, c.Account.ID)
		}
	}
	if got := v.refreshDocumented(home, "client_id", work.ClientID); got.status != 400 || got.body != `{"error":"invalid_grant"}` {
		t.Errorf("the refresh token of the other workspace: %d %s", got.status, got.body)
	}

	ask := func(in codextest.Tokens, body string) answer {
		return v.do("POST", v.server.DocumentedBaseURL()+"/responses", body, "Content-Type: application/json", "Authorization: Bearer "+in.Access)
	}
	v.server.Script(codextest.Answer{Items: []codextest.Item{codextest.Reasoning{}, codextest.Message{Text: "fine"}}})
	_, sealed, found := strings.Cut(ask(home, plan(`"include":["reasoning.encrypted_content"]`)).body, `"encrypted_content":"`)
	sealed, _, _ = strings.Cut(sealed, `"`)
	if !found || sealed == "" {
		t.Fatal("the answer has no encrypted reasoning")
	}
	again := planInput(`{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"` + sealed + `"}`)
	if got := ask(home, again); got.status != 200 {
		t.Errorf("its own reasoning: %d %s", got.status, got.body)
	}
	if got := ask(work, again); got.status != 400 || !strings.Contains(got.body, "invalid_encrypted_content") {
		t.Errorf("the reasoning of the other workspace: %d %s", got.status, got.body)
	}

	v.server.SetClient(work.ClientID, codextest.ClientSettings{CapReached: true})
	if got := ask(work, plan()); got.status != 429 || !strings.Contains(got.body, "subscription_sharing_usage_limit_exceeded") {
		t.Errorf("with its cap reached: %d %s", got.status, got.body)
	}
	v.server.SetClient(work.ClientID, codextest.ClientSettings{PlanUseOff: true})
	if got := ask(work, plan()); got.status != 403 || !strings.Contains(got.body, "chatpass_v2_scope_not_authorized") {
		t.Errorf("without plan use: %d %s", got.status, got.body)
	}
	if got := ask(home, plan()); got.status != 200 {
		t.Errorf("the other workspace: %d %s", got.status, got.body)
	}
	if allowed, _ := v.signInTo("", append(known, "prompt", "consent")...); ask(allowed, plan()).status != 200 {
		t.Error("the person has allowed plan use again, and nothing is answered")
	}
}
