package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"banter/auth"
)

// TestClient checks that requests have the sign-in headers for its own host and
// no other.
func TestClient(t *testing.T) {
	var got []http.Header
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header)
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://localhost:1/", http.StatusTemporaryRedirect)
		}
	}))
	defer backend.Close()
	tokens := fresh("client", time.Hour)
	tokens.BaseURL = backend.URL
	source, err := auth.NewSource(auth.SourceOptions{Tokens: &tokens, Provider: auth.Provider{Name: "codex", BaseURL: backend.URL}})
	if err != nil {
		t.Fatal(err)
	}
	client := source.Client(nil)

	resp, err := client.Get(backend.URL + "/models")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if bearer, account := got[0].Get("Authorization"), got[0].Get("Chatgpt-Account-Id"); bearer != "Bearer "+tokens.Access.Reveal() || account != tokens.AccountID {
		t.Errorf("sent a bearer of %d bytes and account %q", len(bearer), account)
	}

	body := &closing{Reader: strings.NewReader("{}")}
	if _, err := client.Post("http://127.0.0.1:1/elsewhere", "application/json", body); !isUnsafe(err) || !body.done {
		t.Errorf("another host: %v, body closed %v", err, body.done)
	}
	resp, err = client.Get(backend.URL + "/away")
	if err != nil || resp.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("a redirect to another host: %v", err)
	} else {
		resp.Body.Close()
	}
	if len(got) != 2 {
		t.Errorf("%d requests arrived, want 2", len(got))
	}
}

type closing struct {
	*strings.Reader
	done bool
}

func (c *closing) Close() error { c.done = true; return nil }

func isUnsafe(err error) bool {
	e, ok := errors.AsType[*auth.Error](err)
	return ok && e.Code == auth.CodeUnsafeHost
}
