package auth_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// An auditor is a second server of the documented route, which shares no code with the
// emulator. It is written from OpenAI's pages alone, serves good requests, and counts
// the rules that requests break.
type auditor struct {
	t   *testing.T
	key *rsa.PrivateKey
	now time.Time

	mu      sync.Mutex
	broken  map[string]int
	seen    map[string]string // values that must be new, and where they were
	secrets map[string]bool   // access and refresh tokens
	hosts   map[string]bool   // host ids
	serial  int

	visits  map[string]url.Values // authorization by code
	clients map[string]string     // e-mail by client id
	scopes  map[string]string     // granted scope by client id
	refresh map[string]*rotation  // by refresh token
	lose    bool                  // lose the answer to the next refresh
}

// A rotation is a refresh token.
type rotation struct {
	client   string
	earliest time.Time
	sent     int // how often it came
	lost     bool
	over     bool // revoked
}

const auditorIssuer = "https://auth.openai.com"

func newAuditor(t *testing.T) *auditor {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &auditor{t: t, key: key, now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), broken: map[string]int{}, seen: map[string]string{},
		secrets: map[string]bool{}, hosts: map[string]bool{}, visits: map[string]url.Values{}, clients: map[string]string{},
		scopes: map[string]string{}, refresh: map[string]*rotation{}}
}

// rule counts a broken rule.
func (s *auditor) rule(name string, kept bool) {
	if !kept {
		s.broken[name]++
	}
}

func (s *auditor) next(kind string) string {
	s.serial++
	return fmt.Sprintf("%s%06d", kind, s.serial)
}

// once checks that a value was never seen before.
func (s *auditor) once(name, value string) {
	s.rule(name+" is fresh and long", s.seen[value] == "" && len(value) >= 43)
	s.seen[value] = name
}

// page is the sign-in page. The person with the given e-mail decides, and gets the
// address to which the browser goes.
func (s *auditor) page(address, email, decision string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := url.Parse(address)
	if err != nil {
		s.t.Fatal(err)
	}
	q := u.Query()
	s.rule("the page is that of the guide", strings.HasPrefix(address, auditorIssuer+"/api/accounts/authorize?"))
	s.url(address)
	for name, values := range q {
		s.rule("no parameter twice: "+name, len(values) == 1)
	}
	const complete = "chatgpt.tokens.use.direct email offline_access openid profile resource.invoke"
	want := []string{"client_id", "code_challenge", "code_challenge_method", "ext_agent_host_id", "nonce", "redirect_uri", "resource", "response_type", "scope", "state"}
	client := q.Get("client_id")
	if client == "dynamic_agent_client" {
		want = append(want, "agent_name_hint")
		s.rule("the name is the program's own", q.Get("agent_name_hint") == "Banter")
	} else {
		s.rule("a known client", s.clients[client] != "")
		s.rule("the hint is that of the account", !q.Has("login_hint") || q.Get("login_hint") == s.clients[client])
		s.rule("consent is asked for only after a decline", !q.Has("prompt") || !strings.Contains(s.scopes[client], "chatgpt"))
		want = append(want, slices.DeleteFunc([]string{"login_hint", "prompt"}, func(name string) bool { return !q.Has(name) })...)
	}
	slices.Sort(want)
	s.rule("the parameters of the guide, and no other: "+strings.Join(slices.Sorted(maps.Keys(q)), " "), slices.Equal(slices.Sorted(maps.Keys(q)), want))
	scopes := strings.Fields(q.Get("scope"))
	slices.Sort(scopes)
	s.rule("the complete scope", strings.Join(scopes, " ") == complete)
	s.rule("the redirect", regexp.MustCompile(`^http://127\.0\.0\.1:\d+/auth/callback$`).MatchString(q.Get("redirect_uri")))
	s.rule("the resource", q.Get("resource") == "https://api.openai.com/v1")
	s.rule("a code with S256", q.Get("response_type") == "code" && q.Get("code_challenge_method") == "S256")
	s.rule("a host id", regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(q.Get("ext_agent_host_id")))
	s.hosts[q.Get("ext_agent_host_id")] = true
	s.rule("one host id", len(s.hosts) == 1)
	s.once("state", q.Get("state"))
	s.once("nonce", q.Get("nonce"))
	s.once("challenge", q.Get("code_challenge"))
	return s.back(q, email, decision)
}

func (s *auditor) back(q url.Values, email, decision string) string {
	back := url.Values{"state": {q.Get("state")}}
	if decision == "deny" {
		back.Set("error", "access_denied")
		return q.Get("redirect_uri") + "?" + back.Encode()
	}
	client, granted := q.Get("client_id"), q.Get("scope")
	if decision == "no plan" {
		granted = "openid profile email offline_access"
	}
	if client == "dynamic_agent_client" {
		client = s.next("oaiapp_")
		s.clients[client], s.scopes[client] = email, granted
		back.Set("client_id", client)
	} else if q.Has("prompt") {
		s.scopes[client] = granted
	}
	q.Set("issued", client)
	code := s.next("code-")
	s.visits[code] = q
	back.Set("code", code)
	return q.Get("redirect_uri") + "?" + back.Encode()
}

// url checks that no token is in an address.
func (s *auditor) url(address string) {
	for secret := range s.secrets {
		s.rule("no token in an address", !strings.Contains(address, secret))
	}
}

// RoundTrip implements http.RoundTripper: it is the sign-in server's API.
func (s *auditor) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, _ := io.ReadAll(r.Body)
	s.url(r.URL.String())
	s.rule("no credentials in headers", r.Header.Get("Authorization") == "" && r.Header.Get("Cookie") == "")
	switch at := r.Method + " " + r.URL.String(); at {
	case "GET " + auditorIssuer + "/.well-known/openid-configuration":
		return s.answer(200, map[string]any{"issuer": auditorIssuer, "jwks_uri": auditorIssuer + "/keys", "revocation_endpoint": auditorIssuer + "/end"})
	case "GET " + auditorIssuer + "/keys":
		encode := base64.RawURLEncoding.EncodeToString
		return s.answer(200, map[string]any{"keys": []any{
			map[string]any{"kty": "XYZ", "kid": "of another kind"},
			map[string]any{"kty": "RSA", "kid": "k", "n": encode(s.key.N.Bytes()), "e": encode(big.NewInt(int64(s.key.E)).Bytes())},
		}})
	case "POST " + auditorIssuer + "/api/accounts/oauth/token":
		form := s.form(r, text)
		if form.Get("grant_type") == "refresh_token" {
			return s.renew(form)
		}
		return s.exchange(form)
	case "POST " + auditorIssuer + "/end":
		form := s.form(r, text)
		s.fields("revocation", form, "client_id", "token", "token_type_hint")
		known := s.refresh[form.Get("token")]
		s.rule("revoke a refresh token with its client", known != nil && known.client == form.Get("client_id") && form.Get("token_type_hint") == "refresh_token")
		if known != nil {
			known.over = true
		}
		return s.answer(200, nil)
	default:
		s.rule("no other address: "+at, false)
		return s.answer(404, nil)
	}
}

func (s *auditor) answer(status int, body any) (*http.Response, error) {
	text, _ := json.Marshal(body)
	if body == nil {
		text = nil
	}
	header := http.Header{"Content-Type": {"application/json"}, "Date": {s.now.Format(http.TimeFormat)}}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Body: io.NopCloser(bytes.NewReader(text))}, nil
}

func (s *auditor) form(r *http.Request, text []byte) url.Values {
	s.rule("a form", r.Header.Get("Content-Type") == "application/x-www-form-urlencoded")
	form, err := url.ParseQuery(string(text))
	s.rule("a form that can be read", err == nil)
	return form
}

// fields checks that a form has exactly the documented fields, once each.
func (s *auditor) fields(of string, form url.Values, want ...string) {
	s.rule("the fields of the "+of+" are documented: "+strings.Join(slices.Sorted(maps.Keys(form)), " "), slices.Equal(slices.Sorted(maps.Keys(form)), want))
	for _, values := range form {
		s.rule("no field of the "+of+" twice", len(values) == 1)
	}
}

func (s *auditor) exchange(form url.Values) (*http.Response, error) {
	s.fields("exchange", form, "client_id", "code", "code_verifier", "grant_type", "redirect_uri", "resource")
	q := s.visits[form.Get("code")]
	delete(s.visits, form.Get("code"))
	s.rule("a code is exchanged once", q != nil)
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	s.rule("the verifier is that of the challenge", base64.RawURLEncoding.EncodeToString(sum[:]) == q.Get("code_challenge"))
	s.rule("the redirect is the same", form.Get("redirect_uri") == q.Get("redirect_uri"))
	s.rule("the client is the issued one", form.Get("client_id") == q.Get("issued"))
	s.rule("the resource is the same", form.Get("resource") == q.Get("resource"))
	s.once("verifier", form.Get("code_verifier"))
	return s.tokens(q.Get("issued"), q.Get("nonce"))
}

func (s *auditor) renew(form url.Values) (*http.Response, error) {
	s.fields("refresh", form, "client_id", "grant_type", "refresh_token", "resource")
	r := s.refresh[form.Get("refresh_token")]
	if r == nil {
		s.rule("a known refresh token", false)
		return s.answer(400, map[string]any{"error": "invalid_grant"})
	}
	r.sent++
	s.rule("a refresh token is sent once, or again after a lost answer", r.sent == 1 || r.lost && r.sent == 2)
	s.rule("not before earliest_refresh_at", !s.now.Before(r.earliest))
	s.rule("a refresh with its client", r.client == form.Get("client_id"))
	s.rule("a refresh with the resource", form.Get("resource") == "https://api.openai.com/v1")
	s.rule("no refresh after sign-out", !r.over)
	if s.lose {
		s.lose, r.lost = false, true
		return nil, io.ErrUnexpectedEOF
	}
	return s.tokens(r.client, "")
}

// tokens answers with new tokens. The answer to a refresh has neither an id token nor
// a scope, as it may.
func (s *auditor) tokens(client, nonce string) (*http.Response, error) {
	access, refresh := s.next("access-"), s.next("refresh-")
	s.secrets[access], s.secrets[refresh] = true, true
	s.refresh[refresh] = &rotation{client: client, earliest: s.now.Add(54 * time.Minute)}
	body := map[string]any{"access_token": access, "refresh_token": refresh, "token_type": "bearer", "expires_in": 3600,
		"earliest_refresh_at": s.now.Add(54 * time.Minute).Unix()}
	if nonce != "" {
		body["scope"] = s.scopes[client]
		body["id_token"] = s.idToken(map[string]any{"iss": auditorIssuer, "aud": client, "sub": "sub-of-" + client, "email": s.clients[client],
			"nonce": nonce, "iat": s.now.Unix(), "exp": s.now.Add(time.Hour).Unix()})
	}
	return s.answer(200, body)
}

func (s *auditor) idToken(claims map[string]any) string {
	body, _ := json.Marshal(claims)
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"RS256","kid":"k"}`)) + "." + encode(body)
	sum := sha256.Sum256([]byte(text))
	signature, _ := rsa.SignPKCS1v15(nil, s.key, crypto.SHA256, sum[:])
	return text + "." + encode(signature)
}

// check reports the rules that were broken.
func (s *auditor) check() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, times := range s.broken {
		s.t.Errorf("broken %d times: %s", times, name)
	}
}

// clock is the time of the program and of the server.
func (s *auditor) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *auditor) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}
