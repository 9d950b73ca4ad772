package session_test

import (
	"strings"
	"testing"

	"banter/codex"
	"banter/session"
)

// The small model with the least effort is asked, and its answer becomes a safe
// title, or none.
func TestName(t *testing.T) {
	long := strings.Repeat("word ", 100)
	for answer, want := range map[string]string{
		"Goroutines and threads":               "Goroutines and threads",
		"**\"Goroutines and threads.\"**\n":    "Goroutines and threads",
		"Title: Goroutines":                    "Goroutines",
		"\x1b]0;evil\aGoroutines\u202e\nagain": "Goroutines again",
		long[:200]:                             session.Title(long[:200]),
		"":                                     "",
		"…":                                    "",
		long:                                   "",
	} {
		f := &fake{scripts: [][]any{{codex.TextDelta{Delta: answer}, codex.Completed{}}}}
		got, err := session.Name(t.Context(), f, codex.BundledCatalog(), "How do they differ?", strings.Repeat("x", 9000))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q became %q, %v; want %q", answer, got, err, want)
		}
		if req := f.requests[0]; req.Model != "gpt-6-luna" || req.Effort != "low" || len(req.Input) != 1 {
			t.Errorf("asked %s with %q, %d items", req.Model, req.Effort, len(req.Input))
		}
	}
	f := &fake{scripts: [][]any{{&codex.Error{Code: codex.CodeServer}}}}
	if got, err := session.Name(t.Context(), f, codex.BundledCatalog(), "q", "a"); got != "" || err == nil {
		t.Errorf("a failed request gave %q, %v", got, err)
	}
}
