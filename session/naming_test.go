package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"banter/codex"
	"banter/session"
)

func TestNameConversation(t *testing.T) {
	for reply, want := range map[string]string{
		"Data races in Go":                        "Data races in Go",
		"\n**\"Data races.\"**\nI would say":      "Data races",
		"Title: Data races":                       "Data races",
		"\x1b[31mRed\x1b]0;owned\x07 title\u202e": "Red title",
		"「数据竞争」":                                  "数据竞争",
		"":                                        "",
		"---\n...":                                "",
		"İ":                                       "İ",
		strings.TrimSpace(strings.Repeat("long ", 40)): strings.TrimSpace(strings.Repeat("long ", 11)) + "…",
	} {
		var f fake
		var steps []any
		for _, r := range reply {
			steps = append(steps, codex.TextDelta{Delta: string(r)})
		}
		f.script(steps...)
		got, err := session.NameConversation(t.Context(), &f, codex.BundledCatalog(), strings.Repeat("é", 5000), "the answer")
		if err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", reply, got, err, want)
		}
		req := f.requests[0]
		if req.Model != "gpt-6-luna" || req.Effort != "low" || req.ConversationID != "" || len(req.Input) != 1 {
			t.Errorf("request %+v", req)
		}
		if text := req.Input[0].Text(); len(text) > 4000 || !strings.Contains(text, "the answer") {
			t.Errorf("%d bytes are sent", len(text))
		}
	}
}

func TestNameConversationEnds(t *testing.T) {
	var f fake
	endless := make([]any, 1000)
	for i := range endless {
		endless[i] = codex.TextDelta{Delta: fmt.Sprintf("word%d ", i)}
	}
	f.script(append(endless, errors.New("not read so far"))...)
	if got, err := session.NameConversation(t.Context(), &f, codex.Catalog{}, "q", "a"); err != nil || !strings.HasPrefix(got, "word0 word1") {
		t.Errorf("%q, %v", got, err)
	}
	f.script(errors.New("down"))
	if got, err := session.NameConversation(t.Context(), &f, codex.Catalog{}, "q", "a"); err == nil || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}
