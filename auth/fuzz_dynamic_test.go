package auth

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"

	"banter/internal/origin"
)

// fuzzNow is the time of the fuzz tests.
var fuzzNow = time.Unix(1800000000, 0)

// bodyOf is an http.RoundTripper that answers everything with a body.
type bodyOf struct {
	status int
	body   string
}

func (b bodyOf) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: b.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(b.body)), Request: r}, nil
}

func dynamicIssuer(next http.RoundTripper) issuer {
	return newIssuer(Documented(), &http.Client{Transport: next}, func() time.Time { return fuzzNow })
}

// FuzzDiscovery checks that metadata of another issuer, or with endpoints elsewhere,
// is never used.
func FuzzDiscovery(f *testing.F) {
	const good = `{"issuer":"https://auth.openai.com","jwks_uri":"https://auth.openai.com/k","revocation_endpoint":"https://auth.openai.com/r"}`
	for _, body := range []string{
		good, "", "null", "[]", "{}", "<html>", strings.Replace(good, "com/k", "com.example/k", 1), strings.Replace(good, "https://auth.openai.com/r", "http://auth.openai.com/r", 1),
		strings.Replace(good, `com","j`, `com/","j`, 1), strings.Replace(good, "https://auth.openai.com/k", "https://auth.openai.com@example.com/k", 1),
		strings.Replace(good, "https://auth.openai.com/k", "//auth.openai.com/k", 1), strings.Replace(good, `"https://auth.openai.com/k"`, "7", 1),
	} {
		f.Add(200, body)
	}
	f.Add(302, good)
	f.Add(500, good)
	f.Fuzz(func(t *testing.T, status int, body string) {
		i := dynamicIssuer(bodyOf{status, body})
		err := i.discover(t.Context())
		if err == nil && (status/100 != 2 || !origin.Same(i.about.keysURL, "https://auth.openai.com") || !origin.Same(i.about.revokeURL, "https://auth.openai.com")) {
			t.Errorf("status %d: keys at %s, revocation at %s", status, i.about.keysURL, i.about.revokeURL)
		}
		if err != nil && (i.about.keysURL != "" || errors.Is(err, ErrSignInAgain)) {
			t.Errorf("kept after %v", err)
		}
	})
}

// FuzzKeySet checks that only public RSA keys of a sensible length are read.
func FuzzKeySet(f *testing.F) {
	key := newFuzzKey(f)
	public, err := json.Marshal(jose.JSONWebKey{Key: &key.PublicKey, KeyID: "k", Algorithm: "RS256", Use: "sig"})
	if err != nil {
		f.Fatal(err)
	}
	for _, one := range []string{
		string(public), `{"kty":"oct","k":"c2VjcmV0","kid":"k"}`, `{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"k"}`, `{"kty":"EC","crv":"P-256","kid":"k"}`, `7`, `null`,
		strings.Replace(string(public), `"kid":"k"`, `"kid":""`, 1), strings.Replace(string(public), "RS256", "HS256", 1), strings.Replace(string(public), `"sig"`, `"enc"`, 1),
	} {
		f.Add(`{"keys":[` + one + `]}`)
	}
	f.Add(`{"keys":7}`)
	f.Fuzz(func(t *testing.T, body string) {
		var set object
		if json.Unmarshal([]byte(body), &set) != nil {
			return
		}
		for _, key := range readKeys(set) {
			if public, ok := key.Key.(*rsa.PublicKey); !ok || !key.IsPublic() || key.KeyID == "" || public.N.BitLen() < 2048 || key.Use == "enc" {
				t.Errorf("took %+v", key)
			}
		}
	})
}

func newFuzzKey(f *testing.F) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		f.Fatal(err)
	}
	return key
}

// FuzzIDToken signs any header and claims with the issuer's key. What is taken has
// the kind of signature, the issuer, the audience, the nonce and the time that it
// must have, and nothing follows the signature.
func FuzzIDToken(f *testing.F) {
	key := newFuzzKey(f)
	const header, claims = `{"alg":"RS256","kid":"k"}`, `{"iss":"https://auth.openai.com","aud":"oaiapp_x","sub":"person","email":"e","nonce":"n","iat":1800000000,"exp":1800003600}`
	for _, h := range []string{header, `{"alg":"none"}`, `{"alg":"HS256","kid":"k"}`, `{"alg":"RS256","kid":"k","crit":["exp"]}`, `{"alg":"RS256"}`, `{"alg":"PS256","kid":"k"}`, `7`, ``} {
		f.Add(h, claims, "")
	}
	for _, c := range []string{`[]`, `7`, `null`, `{"aud":7}`, strings.Replace(claims, "1800003600", "1e400", 1), strings.Replace(claims, "1800003600", "1799999990", 1),
		strings.Replace(claims, `"oaiapp_x"`, `["oaiapp_x","y"]`, 1), strings.Replace(claims, `"aud"`, `"azp":"y","aud"`, 1), claims + " ", claims + claims} {
		f.Add(header, c, "")
	}
	f.Add(header, claims, "A")
	f.Add(header, claims, ".")
	f.Fuzz(func(t *testing.T, header, claims, tail string) {
		text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
		sum := sha256.Sum256([]byte(text))
		signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		token := text + "." + base64.RawURLEncoding.EncodeToString(signature) + tail
		i := dynamicIssuer(bodyOf{500, ""})
		i.about.keysURL, i.about.keys = "https://auth.openai.com/k", []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k"}}
		got, err := i.verify(t.Context(), NewSecret(token), expected{clientID: "oaiapp_x", nonce: NewSecret("n")})
		if err != nil {
			if got != (identity{}) || strings.Contains(err.Error(), text) {
				t.Errorf("%s.%s: %+v with %v", header, claims, got, err)
			}
			return
		}
		var h, c map[string]any
		if json.Unmarshal([]byte(header), &h) != nil || json.Unmarshal([]byte(claims), &c) != nil || tail != "" {
			t.Fatalf("took %q.%q%q", header, claims, tail)
		}
		end, _ := strconv.ParseFloat(fmt.Sprint(c["exp"]), 64)
		if h["alg"] != "RS256" || h["kid"] != "k" || c["iss"] != "https://auth.openai.com" || c["nonce"] != "n" || c["sub"] != got.subject || got.subject == "" ||
			!strings.Contains(fmt.Sprint(c["aud"]), "oaiapp_x") || end < float64(fuzzNow.Unix())-5 {
			t.Errorf("took %s.%s", header, claims)
		}
	})
}

// FuzzStrictCallback checks that a callback counts only with the state of the flow,
// exactly once, and that its code counts only with the client of the flow.
func FuzzStrictCallback(f *testing.F) {
	for _, query := range []string{
		"state=s&code=c&client_id=oaiapp_x", "state=s&code=c", "state=s&code=c&client_id=oaiapp_y", "state=s&state=s&code=c", "state=t&code=c&client_id=oaiapp_x",
		"state=s&error=access_denied", "state=s&code=c&code=d", "state=s&code=c&client_id=dynamic_agent_client", "state=s&code=c&iss=https%3A%2F%2Fexample.com&client_id=oaiapp_x",
		"", "state=s", "%zz", "state=s;code=c", "state=s&code=c&client_id=oaiapp_x&scope=a&x=y", "state=s&code=c&client_id=oaiapp_", "state=s&code=%00&client_id=oaiapp_x%0a",
	} {
		f.Add(query, true)
		f.Add(query, false)
	}
	f.Fuzz(func(t *testing.T, raw string, known bool) {
		flow := &BrowserFlow{provider: Documented().complete(), current: visit{state: NewSecret("s")}}
		flow.current.client = Registration{Issuer: "https://auth.openai.com", RedirectPath: "/auth/callback"}
		if known {
			flow.current.client.ClientID = "oaiapp_x"
		}
		query, err := flow.pastedQuery("http://127.0.0.1:5000/auth/callback?" + raw)
		if err != nil {
			query, _ = url.ParseQuery(raw)
		}
		c, mine := flow.readStrictly(query)
		if mine != slices.Equal(query["state"], []string{"s"}) {
			t.Errorf("%q: mine %t", raw, mine)
		}
		if !mine || c.failure() != nil {
			return
		}
		good := known && (c.client == "" || c.client == "oaiapp_x") || !known && isIssued(c.client)
		if !good || len(query["code"]) != 1 || len(query["client_id"]) > 1 || query.Has("error") && query.Get("error") != "" {
			t.Errorf("%q counts", raw)
		}
	})
}

// FuzzDynamicAnswer checks that every answer of the token endpoint gives whole tokens
// or an error, and that only the documented refusals end a sign-in.
func FuzzDynamicAnswer(f *testing.F) {
	for _, body := range []string{
		`{"access_token":"a","refresh_token":"r","token_type":"Bearer","expires_in":3600,"scope":"openid","earliest_refresh_at":1800003240}`,
		`{"access_token":"a","token_type":"bearer","expires_in":"3600","earliest_refresh_at":"2027-01-15T08:54:00Z"}`, `{"access_token":"a","token_type":"dpop","expires_in":1}`,
		`{"access_token":"a","token_type":"bearer","expires_in":1,"id_token":"x.y.z","id":1}`, `{"access_token":" ","token_type":"bearer","expires_in":0}`, `{}`, `null`, ``, `<html>`,
		`{"error":"invalid_grant"}`, `{"error":{"code":"refresh_token_reused"}}`, `{"error":"invalid_client"}`, `{"error":"INVALID_GRANT"}`, `{"error":7,"code":"token_expired"}`,
		`{"access_token":"a","token_type":"bearer","expires_in":1,"earliest_refresh_at":1e300}`, `{"access_token":"a","token_type":"bearer","expires_in":1,"earliest_refresh_at":"9999-12-31T23:59:59Z"}`,
	} {
		f.Add(200, body, "Thu, 14 Jan 2027 08:00:00 GMT")
		f.Add(400, body, "")
		f.Add(503, body, "x")
	}
	old := Tokens{Access: NewSecret("old"), Refresh: NewSecret("old refresh"), ClientID: "oaiapp_x", Subject: "person", Scope: "all"}.Bind(Documented())
	f.Fuzz(func(t *testing.T, status int, body, date string) {
		i := dynamicIssuer(bodyOf{500, ""})
		a := i.read("issuer", &http.Response{StatusCode: status, Header: http.Header{"Date": {date}}}, []byte(body))
		got, err := i.refreshedDynamic(old, a)
		if err == nil && (status/100 != 2 || got.Access.IsZero() || got.Refresh.IsZero() || got.Scope == "" || got.Subject != "person" || !got.Expiry.After(fuzzNow)) {
			t.Errorf("status %d: took %+v", status, got)
		}
		if err == nil {
			if _, err := MarshalTokens(got); err != nil && utf8.ValidString(body) {
				t.Errorf("cannot be saved: %v", err)
			}
		}
		if errors.Is(err, ErrSignInAgain) && (status/100 != 4 || status == 429 || !slices.Contains(ending, a.code())) {
			t.Errorf("status %d, code %q ends a sign-in", status, a.code())
		}
		g := grant{client: Registration{ClientID: "oaiapp_x"}, nonce: NewSecret("n")}
		if got, err := i.exchangedDynamic(t.Context(), g, a); err == nil {
			t.Errorf("exchanged without a signed id token: %+v", got)
		}
	})
}
