package codextest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

func (v *visitor) startDevice() (id, code string) {
	v.t.Helper()
	a := v.do("POST", v.server.Issuer()+"/api/accounts/deviceauth/usercode", `{"client_id":"`+codextest.ClientID+`"}`)
	if a.status != 200 {
		v.t.Fatalf("status %d: %s", a.status, a.body)
	}
	m := a.json(v.t)
	if m["interval"] != "5" {
		v.t.Errorf("interval %v, want a string of digits", m["interval"])
	}
	return m["device_auth_id"].(string), m["user_code"].(string)
}

func (v *visitor) poll(id, code string) answer {
	v.t.Helper()
	return v.do("POST", v.server.Issuer()+"/api/accounts/deviceauth/token", `{"device_auth_id":"`+id+`","user_code":"`+code+`"}`)
}

func (v *visitor) exchange(code, verifier, redirect string) answer {
	v.t.Helper()
	return v.form("/oauth/token", "grant_type", "authorization_code", "client_id", codextest.ClientID,
		"code", code, "code_verifier", verifier, "redirect_uri", redirect)
}

func TestDeviceSignIn(t *testing.T) {
	v := visit(t, codextest.Options{ApproveAfter: -1, Account: codextest.Account{Plan: "pro", Email: "ada@example.com"}})
	id, code := v.startDevice()
	if !regexp.MustCompile(`^[A-Z]{4}-[0-9]{5}$`).MatchString(code) {
		t.Errorf("user code %q", code)
	}
	if a := v.poll(id, code); a.status != 403 || !strings.Contains(a.body, `"code":"deviceauth_authorization_pending"`) {
		t.Errorf("pending: status %d: %s", a.status, a.body)
	}
	if err := v.server.Approve(strings.ToLower(code)); err != nil {
		t.Fatal(err)
	}
	a := v.poll(id, code)
	if a.status != 200 {
		t.Fatalf("approved: status %d: %s", a.status, a.body)
	}
	grant := a.json(t)
	redirect := v.server.Issuer() + "/deviceauth/callback"
	if a := v.exchange(grant["authorization_code"].(string), "wrong", redirect); a.status != 400 {
		t.Errorf("wrong verifier: status %d", a.status)
	}
	if a := v.exchange(grant["authorization_code"].(string), grant["code_verifier"].(string), redirect+"x"); a.status != 400 {
		t.Errorf("wrong redirect: status %d", a.status)
	}
	a = v.exchange(grant["authorization_code"].(string), grant["code_verifier"].(string), redirect)
	if a.status != 200 {
		t.Fatalf("exchange: status %d: %s", a.status, a.body)
	}
	tokens := a.json(t)
	if c := claims(t, tokens["id_token"].(string)); c["email"] != "ada@example.com" || c["https://api.openai.com/auth"].(map[string]any)["chatgpt_plan_type"] != "pro" {
		t.Errorf("claims %v", c)
	}
	v.tokens.Access = tokens["access_token"].(string)
	if a := v.ask(classic("gpt-5.5")); a.status != 200 {
		t.Errorf("request: status %d: %s", a.status, a.body)
	}
	if a := v.exchange(grant["authorization_code"].(string), grant["code_verifier"].(string), redirect); a.status != 400 {
		t.Errorf("code used twice: status %d", a.status)
	}
}

func claims(t testing.TB, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("token has %d parts", len(parts))
	}
	for i, part := range parts {
		data, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			t.Fatalf("part %d: %v", i, err)
		}
		if i == 1 {
			var m map[string]any
			if err := json.Unmarshal(data, &m); err != nil {
				t.Fatal(err)
			}
			return m
		}
	}
	return nil
}

func TestDeviceRefusals(t *testing.T) {
	v := visit(t, codextest.Options{ApproveAfter: -1})
	id, code := v.startDevice()
	if err := v.server.Deny(code); err != nil {
		t.Fatal(err)
	}
	if a := v.poll(id, code); a.status != 403 || !strings.Contains(a.body, "denied") {
		t.Errorf("denied: status %d: %s", a.status, a.body)
	}
	id, code = v.startDevice()
	v.server.ExpireDevices()
	if a := v.poll(id, code); a.status != 403 || !strings.Contains(a.body, "deviceauth_expired") {
		t.Errorf("expired: status %d: %s", a.status, a.body)
	}
	if err := v.server.Approve(code); err == nil {
		t.Error("an expired code was approved")
	}
	if a := v.poll("nobody", "AAAA-00000"); a.status != 404 {
		t.Errorf("unknown: status %d", a.status)
	}
	if a := v.do("POST", v.server.Issuer()+"/api/accounts/deviceauth/usercode", `{"client_id":"x"}`); a.status != 400 {
		t.Errorf("unknown client: status %d", a.status)
	}
}

func TestDeviceApprovesItselfInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{ApproveAfter: 2 * time.Second})
		id, code := v.startDevice()
		time.Sleep(1999 * time.Millisecond)
		if a := v.poll(id, code); a.status != 403 {
			t.Errorf("too early: status %d", a.status)
		}
		time.Sleep(time.Millisecond)
		if a := v.poll(id, code); a.status != 200 {
			t.Errorf("in time: status %d", a.status)
		}
	})
}

func TestDevicePageApproves(t *testing.T) {
	v := visit(t, codextest.Options{ApproveAfter: -1})
	id, code := v.startDevice()
	if a := v.do("GET", v.server.Issuer()+"/codex/device", ""); a.status != 200 || !strings.Contains(a.body, "<form") {
		t.Errorf("page: status %d: %s", a.status, a.body)
	}
	if a := v.form("/codex/device", "user_code", "<b>", "decision", "approve"); a.status != 400 || strings.Contains(a.body, "<b>") {
		t.Errorf("unknown code: status %d: %s", a.status, a.body)
	}
	if a := v.form("/codex/device", "user_code", code, "decision", "approve"); a.status != 200 {
		t.Errorf("approve: status %d: %s", a.status, a.body)
	}
	if a := v.poll(id, code); a.status != 200 {
		t.Errorf("poll: status %d", a.status)
	}
}

// authorizeURL returns the URL to which a client sends the browser; pairs
// change parameters.
func (v *visitor) authorizeURL(pairs ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {codextest.ClientID}, "redirect_uri": {"http://localhost:1455/auth/callback"},
		"scope": {"openid profile email offline_access"}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
		"code_challenge_method": {"S256"}, "state": {"s t&ate"}, "originator": {"banter"},
	}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return v.server.Issuer() + "/oauth/authorize?" + q.Encode()
}

func TestBrowserSignIn(t *testing.T) {
	v := visit(t, codextest.Options{})
	if a := v.do("GET", v.authorizeURL(), ""); a.status != 200 || !strings.Contains(a.body, "banter") {
		t.Errorf("page: status %d: %s", a.status, a.body)
	}
	back, err := v.server.Authorize(v.authorizeURL())
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(back)
	if u.Host != "localhost:1455" || u.Query().Get("state") != "s t&ate" {
		t.Errorf("callback %s", back)
	}
	// The verifier of RFC 7636, appendix B.
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	if a := v.exchange(u.Query().Get("code"), verifier, "http://127.0.0.1:1455/auth/callback"); a.status != 400 {
		t.Errorf("the other name of loopback: status %d", a.status)
	}
	if a := v.exchange(u.Query().Get("code"), verifier, "http://localhost:1455/auth/callback"); a.status != 200 {
		t.Errorf("exchange: status %d: %s", a.status, a.body)
	}
	if a := v.do("POST", v.server.Issuer()+"/oauth/token", `{"grant_type":"authorization_code"}`, "Content-Type: application/json"); a.status != 400 {
		t.Errorf("exchange as JSON: status %d", a.status)
	}
}

func TestAuthorizeRefusesWhatIsNotRegistered(t *testing.T) {
	v := visit(t, codextest.Options{})
	for _, pair := range [][]string{
		{"redirect_uri", "http://localhost:3000/auth/callback"}, {"redirect_uri", "https://localhost:1455/auth/callback"},
		{"client_id", "x"}, {"code_challenge_method", "plain"}, {"scope", "profile"}, {"response_type", "token"}, {"state", ""},
	} {
		if a := v.do("GET", v.authorizeURL(pair...), ""); a.status != 400 {
			t.Errorf("%v: status %d", pair, a.status)
		}
	}
	if _, err := v.server.Authorize(v.authorizeURL("redirect_uri", "http://localhost:1457/auth/callback")); err != nil {
		t.Errorf("second port: %v", err)
	}
}

// refresh sends a refresh token as JSON or as a form.
func (v *visitor) refresh(token string, asJSON bool) answer {
	v.t.Helper()
	if asJSON {
		body := `{"client_id":"` + codextest.ClientID + `","grant_type":"refresh_token","refresh_token":"` + token + `","refresh_reason":"forced"}`
		return v.do("POST", v.server.Issuer()+"/oauth/token", body, "Content-Type: application/json")
	}
	return v.form("/oauth/token", "grant_type", "refresh_token", "client_id", codextest.ClientID, "refresh_token", token)
}

func TestRefreshTokensWorkOnce(t *testing.T) {
	v := visit(t, codextest.Options{LoginTTL: time.Minute})
	a := v.refresh(v.tokens.Refresh, true)
	if a.status != 200 {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	next := a.json(t)
	if next["expires_in"] != float64(864000) {
		t.Errorf("expires_in %v, want ten days whatever a sign-in gives", next["expires_in"])
	}
	a = v.refresh(v.tokens.Refresh, false)
	if a.status != 401 || !strings.Contains(a.body, `"code":"refresh_token_reused"`) {
		t.Errorf("reuse: status %d: %s", a.status, a.body)
	}
	if a := v.refresh(next["refresh_token"].(string), false); a.status != 200 {
		t.Errorf("the next one, as a form: status %d: %s", a.status, a.body)
	}
	body := "grant_type=refresh_token&client_id=" + codextest.ClientID + "&refresh_token=" + v.tokens.Refresh
	if a := v.do("POST", v.server.Issuer()+"/oauth/token", body, "Content-Type: text/plain"); a.status != 400 {
		t.Errorf("neither JSON nor a form: status %d: %s", a.status, a.body)
	}
	if a := v.refresh("rt_nobody", true); a.status != 401 {
		t.Errorf("unknown: status %d", a.status)
	}
}

func TestRevoke(t *testing.T) {
	v := visit(t, codextest.Options{})
	body := `{"token":"` + v.tokens.Refresh + `","token_type_hint":"refresh_token","client_id":"` + codextest.ClientID + `"}`
	if a := v.do("POST", v.server.Issuer()+"/oauth/revoke", body); a.status != 200 {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	if a := v.refresh(v.tokens.Refresh, true); a.status != 401 || !strings.Contains(a.body, "refresh_token_invalidated") {
		t.Errorf("refresh: status %d: %s", a.status, a.body)
	}
	if a := v.ask(classic("gpt-5.5")); a.status != 401 {
		t.Errorf("request: status %d", a.status)
	}
}

func TestAccessTokensEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{LoginTTL: time.Hour})
		time.Sleep(time.Hour - time.Second)
		if a := v.ask(classic("gpt-5.5")); a.status != 200 {
			t.Errorf("before: status %d", a.status)
		}
		time.Sleep(time.Second)
		if a := v.ask(classic("gpt-5.5")); a.status != 401 || !strings.Contains(a.body, `"code":"token_expired"`) || a.json(t)["status"] != 401.0 {
			t.Errorf("after: status %d: %s", a.status, a.body)
		}
	})
}

func TestAllAccessTokensCanBeEnded(t *testing.T) {
	v := visit(t, codextest.Options{})
	v.server.ExpireAccess()
	if a := v.ask(classic("gpt-5.5")); a.status != 401 || !strings.Contains(a.body, "token_expired") {
		t.Errorf("expired: status %d: %s", a.status, a.body)
	}
	if a := v.refresh(v.tokens.Refresh, true); a.status != 200 {
		t.Errorf("refresh: status %d", a.status)
	}
	v.tokens = v.server.SignIn(codextest.Account{}, 0)
	v.server.RevokeAccess()
	if a := v.ask(classic("gpt-5.5")); a.status != 401 || !strings.Contains(a.body, "token_invalidated") {
		t.Errorf("revoked: status %d: %s", a.status, a.body)
	}
	v.server.RevokeSignIns()
	if a := v.refresh(v.tokens.Refresh, true); a.status != 401 {
		t.Errorf("refresh of a revoked sign-in: status %d", a.status)
	}
}

func TestTokensCarryPaddingAndCanary(t *testing.T) {
	v := visit(t, codextest.Options{})
	for _, canary := range []string{"leak-MARK_1", "leakMARK12", "leakMARK123"} {
		tokens := v.server.SignIn(codextest.Account{Pad: 16 << 10, Canary: canary}, -time.Hour)
		if n := len(tokens.Access); n < 16<<10 || n > 17<<10 {
			t.Errorf("access token of %d bytes", n)
		}
		for _, token := range []string{tokens.Access, tokens.ID, tokens.Refresh} {
			if !strings.Contains(token, canary) {
				t.Errorf("token without canary %q", canary)
			}
		}
		claims(t, tokens.ID)
		if exp := claims(t, tokens.Access)["exp"].(float64); int64(exp) != tokens.Expiry.Unix() || tokens.Expiry.After(time.Now()) {
			t.Errorf("exp %v, Expiry %v", exp, tokens.Expiry)
		}
	}
}
