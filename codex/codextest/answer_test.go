package codextest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"banter/codex/codextest"
)

// The order of events on the real backend: reasoning first, then the message.
func TestAnswerStreamsInTheOrderOfTheRealOne(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hello, **world**! 世界"})
	a := v.ask(classic("gpt-5.5", `"reasoning":{"effort":"low","summary":"auto"}`, `"include":["reasoning.encrypted_content"]`))
	if a.status != 200 || a.err != nil {
		t.Fatalf("status %d, %v: %s", a.status, a.err, a.body)
	}
	events := a.events(t)
	want := strings.TrimSpace(`
created
in_progress
output_item.added(reasoning)
reasoning_summary_part.added
reasoning_summary_text.delta
reasoning_summary_text.done
reasoning_summary_part.done
output_item.done(reasoning)
output_item.added(message)
content_part.added
output_text.delta
output_text.done
content_part.done
output_item.done(message)
completed`)
	if got := types(events); got != want {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
	if got := text(events); got != "Hello, **world**! 世界" {
		t.Errorf("text %q", got)
	}
	final := events[len(events)-1]["response"].(map[string]any)
	if out := final["output"].([]any); len(out) != 0 || final["usage"] == nil || final["status"] != "completed" {
		t.Errorf("final response %v", final)
	}
	if a.header.Get("openai-model") != "gpt-5.5" || a.header.Get("x-models-etag") == "" || len(a.header.Get("x-codex-turn-state")) != 292 {
		t.Errorf("header %v", a.header)
	}
	if again := v.ask(classic("gpt-5.5"), "x-codex-turn-state: x"); again.header.Get("x-codex-turn-state") != "" {
		t.Error("an echoed turn state got another")
	}
}

func TestReasoningIsSentAsAskedFor(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hi."})
	for body, want := range map[string][2]bool{
		classic("gpt-5.5"): {false, false},
		classic("gpt-5.5", `"reasoning":{"summary":"none"}`):            {false, false},
		classic("gpt-5.5", `"reasoning":{"summary":"concise"}`):         {true, false},
		classic("gpt-5.5", `"include":["reasoning.encrypted_content"]`): {false, true},
	} {
		a := v.ask(body)
		got := [2]bool{strings.Contains(a.body, "reasoning_summary_text.delta"), strings.Contains(a.body, "encrypted_content")}
		if got != want {
			t.Errorf("%s: summary, content %v, want %v", body, got, want)
		}
	}
}

// Deltas have the requested size, hold whole characters, and add up to the
// text.
func TestDeltasAreCut(t *testing.T) {
	const doc = "a€𝄞 👩‍💻\x00\t\"\\</script>\u2028é — 世界\r\n"
	for _, chunk := range []int{1, 2, 3, 4, 6, 1000} {
		v := visit(t, codextest.Options{Doc: doc, Chunk: chunk})
		events := v.ask(classic("gpt-5.5")).events(t)
		if got := text(events); got != doc {
			t.Errorf("chunk %d: %q, want %q", chunk, got, doc)
		}
		for _, e := range events {
			if d, ok := e["delta"].(string); ok && (!utf8.ValidString(d) || len(d) > max(chunk, utf8.UTFMax) || d == "") {
				t.Errorf("chunk %d: delta %q", chunk, d)
			}
		}
	}
}

func TestScriptedAnswers(t *testing.T) {
	v := visit(t, codextest.Options{Answer: func(q codextest.Question) codextest.Answer {
		return codextest.Text(fmt.Sprintf("%s asked %q in turn %d", q.Model, q.Text, q.Turn))
	}})
	v.server.Script(
		codextest.Answer{Model: "gpt-5.5-mini", Items: []codextest.Item{
			codextest.Message{Text: "Let me look.", Phase: "commentary"},
			codextest.WebSearch{Query: "weather", Sources: []string{"https://example.com"}},
			codextest.Message{Text: "Sunny [1].", Citations: []codextest.Citation{{Start: 6, End: 9, URL: "https://example.com", Title: "Weather"}}},
		}},
		codextest.Answer{Items: []codextest.Item{codextest.Refusal{Text: "No."}}},
		codextest.Answer{Items: []codextest.Item{codextest.Image{Base64: "AAAA"}}, NoUsage: true},
		codextest.Answer{Items: []codextest.Item{codextest.Message{Text: "Half"}}, Incomplete: "content_filter"},
		codextest.Answer{Items: []codextest.Item{codextest.Frame{Type: "codex.rate_limits", Data: json.RawMessage(`{"plan_type":"plus"}`)}}},
	)
	for i, want := range []string{
		"web_search_call.in_progress\nweb_search_call.searching\nweb_search_call.completed\noutput_item.done(web_search_call)\noutput_item.added(message)",
		"content_part.added\nrefusal.delta\nrefusal.done\ncontent_part.done\noutput_item.done(message)\ncompleted",
		"image_generation_call.in_progress\nimage_generation_call.generating\nimage_generation_call.partial_image\nimage_generation_call.completed\noutput_item.done(image_generation_call)",
		"output_item.done(message)\nincomplete",
		"in_progress\ncodex.rate_limits\ncompleted",
	} {
		a := v.ask(classic("gpt-5.5"))
		if got := types(a.events(t)); !strings.Contains(got, want) {
			t.Errorf("answer %d:\n%s\nwant in it:\n%s", i, got, want)
		}
		if i == 0 && (a.header.Get("openai-model") != "gpt-5.5-mini" || !strings.Contains(a.body, `"phase":"commentary"`) || !strings.Contains(a.body, `"annotation":{"end_index":9`)) {
			t.Errorf("answer 0: %v\n%s", a.header, a.body)
		}
		if i == 2 && !strings.Contains(a.body, `"usage":null`) || i == 3 && !strings.Contains(a.body, `{"reason":"content_filter"}`) {
			t.Errorf("answer %d: %s", i, a.body)
		}
	}
	if got := text(v.ask(classic("gpt-5.5")).events(t)); got != `gpt-5.5 asked "Hello" in turn 1` {
		t.Errorf("after the script: %q", got)
	}
}

// The built-in answers depend only on the question.
func TestBuiltinAnswers(t *testing.T) {
	v := visit(t, codextest.Options{Chunk: 200})
	ask := func(question string) string {
		return text(v.ask(strings.Replace(classic("gpt-5.5"), "Hello", question, 1)).events(t))
	}
	if got := ask("How do goroutines differ from threads?"); !strings.HasPrefix(got, "A goroutine is a function") {
		t.Errorf("goroutines: %.80q", got)
	}
	if got := ask("How do I sort?"); !strings.Contains(got, "| Merge |") {
		t.Errorf("sort: %.80q", got)
	}
	seen := map[string]bool{}
	for i := range 40 {
		question := fmt.Sprintf("Tell me about number %d", i)
		first, again := ask(question), ask(question)
		if first != again {
			t.Errorf("%q has two answers", question)
		}
		seen[first] = true
	}
	if len(seen) < 5 {
		t.Errorf("only %d different answers", len(seen))
	}
}

// The second request of a session finds its history in the cache; another
// session or another model does not.
func TestUsageCountsCachedTokens(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hi."})
	body := strings.Replace(classic("gpt-5.5"), "Be brief.", strings.Repeat("Be very brief. ", 500), 1)
	cached := func(body string, headers ...string) float64 {
		events := v.ask(body, headers...).events(t)
		usage := events[len(events)-1]["response"].(map[string]any)["usage"].(map[string]any)
		n := usage["input_tokens_details"].(map[string]any)["cached_tokens"].(float64)
		input, output := usage["input_tokens"].(float64), usage["output_tokens"].(float64)
		reasoning := usage["output_tokens_details"].(map[string]any)["reasoning_tokens"].(float64)
		if n > input || reasoning > output || input+output != usage["total_tokens"] || input < 1024 {
			t.Errorf("usage %v", usage)
		}
		return n
	}
	steps := []struct {
		name, body, session string
		want                float64
	}{
		{"first", body, "session-id: a", 0},
		{"second", body, "session-id: a", 1792},
		{"underscore", body, "session_id: a", 1792},
		{"other session", body, "session-id: b", 0},
		{"other model", strings.Replace(body, "gpt-5.5", "gpt-6-sol", 1), "session-id: a", 0},
		{"no session", body, "x-none: a", 0},
	}
	for _, s := range steps {
		if got := cached(s.body, s.session); got != s.want {
			t.Errorf("%s: %v cached tokens, want %v", s.name, got, s.want)
		}
	}
}
