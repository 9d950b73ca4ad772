package gateway

import (
	"net/http"
	"strings"
	"testing"

	"banter/codex"
	"banter/codex/codextest"
)

// TestDocumentedRouteIsNotServed: the terms of that route forbid access of other
// programs, so each request is refused in words, and nothing is sent.
func TestDocumentedRouteIsNotServed(t *testing.T) {
	r := newRig(t, codextest.Options{})
	r.h = New(Options{Client: codex.NewClient(codex.Options{Source: visit(r.server), Route: codex.RouteDocumented, BaseURL: r.server.DocumentedBaseURL(), HTTPClient: r.server.Client()})})
	for _, path := range []string{"/v1/responses", "/v1/chat/completions", "/v1/models", "/v1/embeddings"} {
		w := r.post(path, `{"model":"gpt-5.5","input":"Hello"}`)
		body := w.Body.String()
		if w.Code != http.StatusForbidden || !strings.Contains(body, "no other program through it") || !strings.Contains(body, "sign-in of the Codex CLI") {
			t.Errorf("%s: status %d, %s", path, w.Code, body)
		}
	}
	if n := len(r.server.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
