package auth

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// FuzzCodexDoc checks that any file can be parsed and written to, and that
// written tokens are read back.
func FuzzCodexDoc(f *testing.F) {
	for _, text := range []string{
		"", "{", "null", "\xef\xbb\xbf{}", "{\x00}\x00", "\xfe\xff\x00{\x00}", "[]", `{"tokens":null}`, `{"tokens":{"access_token":"a"}}`, `{"tokens":{"access_token":7,"refresh_token":[]}}`,
		`{"tokens":[],"last_refresh":"x"}`, `{"a":1e999,"tokens":{"access_token":"a","x":"\ud800"}}`, `{"tokens":{"access_token":"a"},"tokens":{}}`,
		`{"tokens":{"oauth_provenance":{"issuer":"http://127.0.0.1:9"}},"last_refresh":"2026-11-23T16:53:35.119454415Z"}`,
	} {
		f.Add([]byte(text))
	}
	next := Tokens{
		Access: NewSecret("a.b.c"), Refresh: NewSecret("refresh"), AccountID: "acc", LastRefresh: time.Unix(1, 5).UTC(),
	}.Bind(Codex())
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := parseCodexDoc(text)
		if err != nil && broken(err) == nil {
			t.Errorf("an error without words: %v", err)
		}
		written, err := doc.with(next).encode()
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		again, err := parseCodexDoc(written)
		if err != nil {
			t.Fatalf("parse what was written: %v", err)
		}
		got := again.tokens()
		if got.Access != next.Access || got.Refresh != next.Refresh || got.AccountID != "acc" || !got.LastRefresh.Equal(next.LastRefresh) {
			t.Errorf("read back %+v", got)
		}
		for key, value := range doc.top {
			if key != "tokens" && key != "last_refresh" && len(again.top[key]) == 0 && len(value) != 0 {
				t.Errorf("the field %q is lost", key)
			}
		}
		if rest, _ := again.without(); !rest.tokens().Access.IsZero() {
			t.Error("tokens are left after deleting them")
		}
	})
}

// FuzzTokenAnswer checks that every answer of the token endpoint gives tokens or
// an error that does not quote it. Tokens need a status of success, refusals a
// status of failure, and fields that the answer leaves out keep their value.
func FuzzTokenAnswer(f *testing.F) {
	for _, body := range []string{
		`{"access_token":"a.b.c","refresh_token":"r","id_token":"i","expires_in":3600}`, `{}`, `null`, `[]`, ``, `<html>`,
		`{"access_token":7}`, `{"refresh_token":"only"}`, `{"access_token":"a","expires_in":"1e400"}`, `{"access_token":"a","expires_in":-1}`,
		`{"error":{"code":"refresh_token_reused"}}`, `{"error":"invalid_grant"}`, `{"error":{"code":["x"]},"code":"token_expired"}`,
	} {
		f.Add(200, "application/json", body)
		f.Add(401, "text/html", body)
		f.Add(503, "", body)
	}
	f.Add(259, "", `{"refresh_token":"0"}`)
	f.Add(107, "", `{"error":{"code":"refresh_token_reused"}}`)
	f.Add(307, "", `{"error":"invalid_grant"}`)
	old := Tokens{Access: NewSecret("old access"), Refresh: NewSecret("old refresh"), AccountID: "acc"}.Bind(Codex())
	now := time.Unix(1700000000, 0)
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		i := newIssuer(Provider{}, nil, func() time.Time { return now })
		a := i.read("issuer", &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}}}, []byte(body))
		got, err := i.refreshed(old, a)
		if err == nil && (status/100 != 2 || got.Access.IsZero() || got.Refresh.IsZero() || got.AccountID != "acc") {
			t.Errorf("status %d: took %+v", status, got)
		}
		if err == nil && got.Access != old.Access && !got.Expiry.After(now) {
			t.Errorf("expires at %v", got.Expiry)
		}
		if errors.Is(err, ErrSignInAgain) && (status < 400 || status >= 500) {
			t.Errorf("status %d ends a sign-in", status)
		}
		if err != nil && len(body) > 70 && strings.Contains(err.Error(), body) {
			t.Errorf("the error quotes the answer: %v", err)
		}
		if _, err := i.exchanged(a); err == nil && status/100 != 2 {
			t.Errorf("status %d: exchanged", status)
		}
	})
}

// FuzzSealed checks that a changed file is damaged or has another passphrase: it
// never opens, and never takes long.
func FuzzSealed(f *testing.F) {
	whole, err := seal([]byte(`{"version":1,"access_token":"a"}`), NewSecret("right"), 1)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, "right")
	f.Add(whole[:len(whole)/2], "right")
	f.Add(bytes.Replace(whole, []byte(" 1\n"), []byte(" 29\n"), 1), "right")
	f.Add([]byte("age-encryption.org/v1\n-> X25519 x\n"), "x")
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, text []byte, passphrase string) {
		if slow := bytes.Index(text, []byte("-> scrypt ")); slow >= 0 && !bytes.Contains(text[slow:], []byte(" 1\n")) && !bytes.Contains(text[slow:], []byte(" 29\n")) {
			t.Skip("a work factor that takes its time, as it is meant to")
		}
		store := NewSealed("", SealedOptions{})
		store.passphrase = NewSecret(passphrase)
		got, err := store.openAsking(t.Context(), text, sumMissing)
		if err == nil && !bytes.Equal(text, whole) && got.Access != NewSecret("a") {
			t.Errorf("opened something else")
		}
		if err != nil && got != (Tokens{}) {
			t.Error("an error together with tokens")
		}
	})
}

// FuzzReadPasted checks that every text gives a code, a problem or an error.
func FuzzReadPasted(f *testing.F) {
	for _, text := range []string{
		"", "code", "code=", "code=a&state=b", "http://localhost:1455/auth/callback?code=a&state=b#x", "?", "?error=access_denied&state=s",
		"%zz=1", "http://[::1", "code=a;state=b", "\x1b[31mcode=a", "AAAAAAAAAA", "code=%00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := readPasted(text)
		if err == nil && c.code.IsZero() && c.problem == "" {
			t.Errorf("%q is taken for a callback", text)
		}
		if err == nil && c.bare && c.problem != "" {
			t.Errorf("%q: a problem without a state counts", text)
		}
		_ = c.failure()
	})
}
