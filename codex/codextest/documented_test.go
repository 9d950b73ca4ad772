package codextest_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

const (
	allScopes = "openid profile email offline_access resource.invoke chatgpt.tokens.use.direct"
	resource  = "https://api.openai.com/v1"
	hostID    = "urn:uuid:0b5e1c2a-93a4-4f0e-8d57-2f3a4b5c6d7e"
	loopback  = "http://127.0.0.1:5000/auth/callback"
)

// An attempt is an authorization of the documented route.
type attempt struct {
	query    url.Values
	verifier string
}

// newAttempt returns a good authorization of a new client, with changed parameters;
// an empty value removes one.
func newAttempt(pairs ...string) attempt {
	a := attempt{verifier: rand.Text() + rand.Text()}
	sum := sha256.Sum256([]byte(a.verifier))
	a.query = url.Values{}
	good := []string{"client_id", "dynamic_agent_client", "agent_name_hint", "Test", "ext_agent_host_id", hostID, "response_type", "code",
		"redirect_uri", loopback, "scope", allScopes, "resource", resource, "state", "s1-" + rand.Text(), "nonce", "n1-" + rand.Text(),
		"code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method", "S256"}
	for pair := range slices.Chunk(append(good, pairs...), 2) {
		a.query.Set(pair[0], pair[1])
		if pair[1] == "" {
			a.query.Del(pair[0])
		}
	}
	return a
}

func (a attempt) url(s *codextest.Server) string {
	return s.Issuer() + "/api/accounts/authorize?" + a.query.Encode()
}

// authorize approves an attempt and returns the parameters of the callback.
func (v *visitor) authorize(a attempt) url.Values {
	v.t.Helper()
	back, err := v.server.Authorize(a.url(v.server))
	if err != nil {
		v.t.Fatal(err)
	}
	u, err := url.Parse(back)
	if err != nil {
		v.t.Fatal(err)
	}
	return u.Query()
}

// tokenForm posts a form to the token endpoint, with changed parameters.
func (v *visitor) tokenForm(good []string, pairs ...string) answer {
	form := map[string]string{}
	for pair := range slices.Chunk(append(good, pairs...), 2) {
		form[pair[0]] = pair[1]
		if pair[1] == "" {
			delete(form, pair[0])
		}
	}
	var flat []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		flat = append(flat, name, form[name])
	}
	return v.form("/api/accounts/oauth/token", flat...)
}

func (v *visitor) exchangeAttempt(a attempt, back url.Values, pairs ...string) answer {
	return v.tokenForm([]string{"grant_type", "authorization_code", "client_id", back.Get("client_id"), "code", back.Get("code"),
		"code_verifier", a.verifier, "redirect_uri", a.query.Get("redirect_uri"), "resource", resource}, pairs...)
}

func (v *visitor) refreshDocumented(t codextest.Tokens, pairs ...string) answer {
	return v.tokenForm([]string{"grant_type", "refresh_token", "client_id", t.ClientID, "refresh_token", t.Refresh, "resource", resource}, pairs...)
}

// documentedTour is the part of the tour at the endpoints of the documented route.
func (v *visitor) documentedTour(call func(string, func() answer) answer) {
	call("discovery", func() answer { return v.do("GET", v.server.Issuer()+"/.well-known/openid-configuration", "") })
	call("keys", func() answer { return v.do("GET", v.server.Issuer()+"/.well-known/jwks.json", "") })
	in := v.server.SignInDocumented(codextest.Account{}, time.Minute)
	call("documented refresh", func() answer { return v.refreshDocumented(in) })
	call("documented revoke", func() answer {
		return v.form("/api/accounts/oauth/revoke", "client_id", in.ClientID, "token", in.Refresh, "token_type_hint", "refresh_token")
	})
	page := newAttempt("client_id", in.ClientID, "agent_name_hint", "")
	call("documented page", func() answer { return v.do("GET", page.url(v.server), "") })
	a := newAttempt()
	back := v.authorize(a)
	client := back.Get("client_id")
	call("documented callback", func() answer { // plain hides the values of a good one
		return answer{body: strings.ReplaceAll(strings.ReplaceAll(back.Encode(), "&", " "), "=", " ")}
	})
	exchanged := call("documented exchange", func() answer { return v.exchangeAttempt(a, back, "client_id", client) })
	call("earliest", func() answer {
		seconds, _ := strconv.ParseFloat(fields(exchanged)["earliest_refresh_at"], 64)
		return answer{status: int(time.Until(time.Unix(int64(seconds), 0)).Minutes())}
	})
	call("documented decision", func() answer { return v.do("POST", newAttempt().url(v.server), "decision=approve") })
}

// TestDocumentedAuthorizations checks which authorizations the page refuses.
func TestDocumentedAuthorizations(t *testing.T) {
	v := visit(t, codextest.Options{})
	known := v.server.SignInDocumented(codextest.Account{}, 0).ClientID
	again := []string{"client_id", known, "agent_name_hint", ""}
	for name, test := range map[string]struct {
		pairs []string
		says  string
	}{
		"new":                 {nil, ""},
		"known":               {again, ""},
		"thumbprint":          {[]string{"ext_agent_host_id", "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + strings.Repeat("a", 43)}, ""},
		"consent":             {append(again, "prompt", "consent"), ""},
		"hint":                {append(again, "login_hint", "visitor@example.com"), ""},
		"unknown client":      {[]string{"client_id", "oaiapp_x", "agent_name_hint", ""}, "invalid_client"},
		"Codex's client":      {[]string{"client_id", codextest.ClientID, "agent_name_hint", ""}, "invalid_client"},
		"no name":             {[]string{"agent_name_hint", ""}, "agent_name_hint"},
		"known with name":     {append(again, "agent_name_hint", "Test"), "agent_name_hint"},
		"no host":             {append(again, "ext_agent_host_id", ""), "ext_agent_host_id"},
		"e-mail as host":      {[]string{"ext_agent_host_id", "ada@example.com"}, "ext_agent_host_id"},
		"uuid v7 as host":     {[]string{"ext_agent_host_id", "urn:uuid:0190b5e1-93a4-7f0e-8d57-2f3a4b5c6d7e"}, "ext_agent_host_id"},
		"localhost":           {[]string{"redirect_uri", "http://localhost:5000/auth/callback"}, "redirect_uri"},
		"other path":          {[]string{"redirect_uri", "http://127.0.0.1:5000/callback"}, "redirect_uri"},
		"no port":             {[]string{"redirect_uri", "http://127.0.0.1/auth/callback"}, "redirect_uri"},
		"fewer scopes":        {[]string{"scope", "openid profile"}, "invalid_scope"},
		"old scope":           {[]string{"scope", allScopes + " chatpass.enable.request.direct"}, "invalid_scope"},
		"no resource":         {[]string{"resource", ""}, "resource"},
		"other resource":      {[]string{"resource", "https://chatgpt.com"}, "invalid_target"},
		"no nonce":            {[]string{"nonce", ""}, "nonce"},
		"no state":            {[]string{"state", ""}, "state"},
		"plain challenge":     {[]string{"code_challenge_method", "plain"}, "challenge"},
		"padded challenge":    {[]string{"code_challenge", strings.Repeat("a", 43) + "="}, "challenge"},
		"new with a hint":     {[]string{"login_hint", "a@b"}, "login_hint"},
		"new with consent":    {[]string{"prompt", "consent"}, "prompt"},
		"login prompt":        {append(again, "prompt", "login"), "prompt"},
		"forced":              {append(again, "force_reconsent", "true"), "force_reconsent"},
		"token in the URL":    {append(again, "refresh_token", "x"), "refresh_token"},
		"verifier in the URL": {[]string{"code_verifier", "x"}, "code_verifier"},
	} {
		page := v.do("GET", newAttempt(test.pairs...).url(v.server), "")
		if good := test.says == ""; good != (page.status == 200) || !strings.Contains(page.body, test.says) {
			t.Errorf("%s: status %d, want the words %q\n%s", name, page.status, test.says, page.body)
		}
	}
	used := newAttempt()
	v.authorize(used)
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if _, err := v.server.Authorize(newAttempt(name, used.query.Get(name)).url(v.server)); err == nil || !strings.Contains(err.Error(), "used_before") {
			t.Errorf("%s of an earlier attempt: %v", name, err)
		}
	}
}

// TestDocumentedExchange checks what the token endpoint refuses of a code.
func TestDocumentedExchange(t *testing.T) {
	v := visit(t, codextest.Options{})
	for name, test := range map[string]struct {
		pairs []string
		code  string
	}{
		"good":           {nil, ""},
		"no client":      {[]string{"client_id", ""}, "invalid_request"},
		"unknown client": {[]string{"client_id", "oaiapp_x"}, "invalid_client"},
		"dynamic client": {[]string{"client_id", "dynamic_agent_client"}, "invalid_client"},
		"other client":   {[]string{"client_id", v.server.SignInDocumented(codextest.Account{}, 0).ClientID}, "invalid_grant"},
		"other code":     {[]string{"code", "x"}, "invalid_grant"},
		"other verifier": {[]string{"code_verifier", "x"}, "invalid_grant"},
		"other port":     {[]string{"redirect_uri", "http://127.0.0.1:5001/auth/callback"}, "invalid_grant"},
		"no resource":    {[]string{"resource", ""}, "invalid_request"},
		"other resource": {[]string{"resource", "https://example.com"}, "invalid_target"},
		"secret":         {[]string{"client_secret", "x"}, "invalid_request"},
		"device grant":   {[]string{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"},
	} {
		a := newAttempt()
		back := v.authorize(a)
		got := v.exchangeAttempt(a, back, test.pairs...)
		if want := `{"error":"` + test.code + `"}`; test.code != "" && (got.status != 400 || got.body != want) {
			t.Errorf("%s: status %d, %s", name, got.status, got.body)
		}
		if test.code == "" && (got.status != 200 || v.exchangeAttempt(a, back).status != 400) {
			t.Errorf("%s: status %d, or the code works twice", name, got.status)
		}
	}
}

// TestDocumentedRefresh checks the life of a refresh token, and what the endpoint
// refuses.
func TestDocumentedRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{})
		code := func(a answer) string { return a.json(t)["error"].(string) }
		early := v.server.SignInDocumented(codextest.Account{}, 0)
		time.Sleep(53 * time.Minute)
		if got := code(v.refreshDocumented(early)); got != "invalid_grant" {
			t.Errorf("before its time: %s", got)
		}
		in := v.server.SignInDocumented(codextest.Account{}, 0)
		time.Sleep(54 * time.Minute)
		for name, pairs := range map[string][]string{
			"invalid_scope": {"scope", allScopes}, "invalid_target": {"resource", "x"}, "invalid_client": {"client_id", "oaiapp_x"},
			"invalid_request": {"client_secret", "x"}, "invalid_grant": {"client_id", early.ClientID},
		} {
			if got := code(v.refreshDocumented(in, pairs...)); got != name {
				t.Errorf("got %s, want %s", got, name)
			}
		}
		if got := code(v.do("POST", v.server.Issuer()+"/api/accounts/oauth/token", `{"grant_type":"refresh_token"}`, "Content-Type: application/json")); got != "invalid_request" {
			t.Errorf("as JSON: %s", got)
		}
		next := v.refreshDocumented(in).json(t)
		if got := code(v.refreshDocumented(in)); got != "refresh_token_reused" {
			t.Errorf("twice: %s", got)
		}
		in.Refresh = next["refresh_token"].(string)
		time.Sleep(31 * 24 * time.Hour)
		if got := code(v.refreshDocumented(in)); got != "refresh_token_expired" {
			t.Errorf("after a month: %s", got)
		}
		last := v.server.SignInDocumented(codextest.Account{}, time.Minute)
		if a := v.form("/api/accounts/oauth/revoke", "client_id", last.ClientID, "token", last.Refresh, "token_type_hint", "refresh_token"); a.status != 200 || a.body != "" {
			t.Errorf("revocation: status %d, %q", a.status, a.body)
		}
		if got := code(v.refreshDocumented(last)); got != "refresh_token_invalidated" {
			t.Errorf("after the revocation: %s", got)
		}
	})
}
