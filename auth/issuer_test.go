package auth_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// A script plays an issuer: it answers the requests to each path with the given
// replies in order, and repeats the last one. It is an http.RoundTripper, so that
// it works in a synctest bubble.
type script struct {
	t       *testing.T
	mu      sync.Mutex
	replies map[string][]reply
	calls   []call
}

type reply struct {
	status int
	body   string // JSON, or HTML if it begins with "<"
	header map[string]string
	err    error         // returned instead of an answer
	after  time.Duration // time before the answer
}

type call struct {
	host, path, kind string
	fields           map[string]string
	header           http.Header
	at               time.Time
}

func newScript(t *testing.T) *script { return &script{t: t, replies: map[string][]reply{}} }

func (s *script) on(path string, replies ...reply) *script {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[path] = replies
	return s
}

func (s *script) client() *http.Client { return &http.Client{Transport: s} }

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(text)
	}
	s.mu.Lock()
	s.calls = append(s.calls, call{r.URL.Host, r.URL.Path, r.Header.Get("Content-Type"), fieldsOf(body), r.Header, time.Now()})
	left := s.replies[r.URL.Path]
	if len(left) == 0 {
		s.mu.Unlock()
		s.t.Errorf("unexpected call: %s %s", r.Method, r.URL)
		return nil, io.ErrUnexpectedEOF
	}
	if len(left) > 1 {
		s.replies[r.URL.Path] = left[1:]
	}
	s.mu.Unlock()
	return left[0].answer(r)
}

func (a reply) answer(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(a.after):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if a.err != nil {
		return nil, a.err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	if strings.HasPrefix(a.body, "<") {
		header.Set("Content-Type", "text/html; charset=UTF-8")
	}
	for key, value := range a.header {
		header.Set(key, value)
	}
	return &http.Response{StatusCode: a.status, Header: header, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}

func fieldsOf(body string) map[string]string {
	fields := map[string]string{}
	if json.Unmarshal([]byte(body), &fields) == nil {
		return fields
	}
	form, _ := url.ParseQuery(body)
	for key := range form {
		fields[key] = form.Get(key)
	}
	return fields
}

// to returns the requests to path.
func (s *script) to(path string) []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []call
	for _, c := range s.calls {
		if c.path == path {
			found = append(found, c)
		}
	}
	return found
}

const (
	userCodePath = "/api/accounts/deviceauth/usercode"
	pollPath     = "/api/accounts/deviceauth/token"
	tokenPath    = "/oauth/token"
	revokePath   = "/oauth/revoke"
)

// sold returns the answer of the token endpoint that holds t.
func sold(t auth.Tokens) reply {
	body, _ := json.Marshal(map[string]any{
		"access_token": t.Access.Reveal(), "refresh_token": t.Refresh.Reveal(), "id_token": t.ID.Reveal(), "expires_in": 864000,
	})
	return reply{status: 200, body: string(body)}
}

// refusal is the answer of the real issuer to a used refresh token.
func refusal(code string) reply {
	return reply{status: 401, body: `{"error":{"message":"Your refresh token cannot be used.","type":"invalid_request_error","param":null,"code":"` + code + `"}}`}
}

var challenge = reply{status: 403, body: "<!DOCTYPE html><title>Just a moment...</title>", header: map[string]string{"Cf-Mitigated": "challenge"}}

// fresh returns tokens that expire in d.
func fresh(name string, d time.Duration) auth.Tokens {
	return authtest.Tokens(name, time.Now().Add(d))
}
