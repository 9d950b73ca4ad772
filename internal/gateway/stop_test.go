package gateway

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"banter/codex/codextest"
)

// A text ends before the first complete stop text, independent of how it is cut
// into pieces.
func TestStopper(t *testing.T) {
	for _, tt := range []struct{ text, stops, want string }{
		{"one two three", "two", "one "},
		{"one two three", "four", "one two three"},
		{"one two three", "three", "one two "},
		{"one two three", "one", ""},
		{"one two three", "three|two", "one "},
		{"one two thre", "three", "one two thre"},
		{"aaab", "aab", "a"},
		{"abababc", "ababc", "ab"},
		{"abcd", "abcd|bc", "a"},
		{"abcd", "bcd|abcd", ""},
		{"\nObservation: x", "\nObservation:|\n\tObservation:", ""},
		{"größer 世界!", "世界", "größer "},
		{"größe", "ü", "größe"},
		{"größer", "ß", "grö"},
		{"", "x", ""},
	} {
		stops := strings.Split(tt.stops, "|")
		for size := 1; size <= len(tt.text)+1; size++ {
			s := stopper{stops: stops}
			got := ""
			for rest := []rune(tt.text); len(rest) > 0; {
				n := min(size, len(rest))
				got += s.write(string(rest[:n]))
				rest = rest[n:]
			}
			if got += s.rest(); got != tt.want || s.stopped != (tt.want != tt.text) {
				t.Errorf("%q until %q in pieces of %d: %q", tt.text, stops, size, got)
			}
		}
	}
	if s := (&stopper{}); s.write("x") != "x" || s.rest() != "" || s.stopped {
		t.Error("a stopper without stop texts changes the text")
	}
}

// Whole and streamed answers are cut at the same point, also between messages.
// Calls of tools are not searched, and held back text comes at the end.
func TestStop(t *testing.T) {
	two := codextest.Answer{Items: []codextest.Item{codextest.Message{Text: "Wait a bit.", Phase: "commentary"}, codextest.Message{Text: "Done: no."}}}
	for _, tt := range []struct {
		answer                codextest.Answer
		stop, content, finish string
	}{
		{codextest.Text("one two three"), `"two"`, "one ", "stop"},
		{codextest.Text("one two three"), `["x","three","two"]`, "one ", "stop"},
		{codextest.Text("one two three"), `"one"`, "", "stop"},
		{codextest.Text("one two thr"), `"three"`, "one two thr", "stop"},
		{codextest.Text("one two three"), `[]`, "one two three", "stop"},
		{codextest.Text("one two three"), `null`, "one two three", "stop"},
		{two, `".\n\nDone"`, "Wait a bit", "stop"},
		{two, `"\n\n"`, "Wait a bit.", "stop"},
		{codextest.Answer{Items: codextest.Text("one tw").Items, Incomplete: "max_output_tokens"}, `"two"`, "one tw", "length"},
		{codextest.Answer{Items: codextest.Text("one two three").Items, Incomplete: "max_output_tokens"}, `"two"`, "one ", "stop"},
		{calling(), `["Oslo","ls"]`, "Let me look.", "tool_calls"},
		{calling(), `"look"`, "Let me ", "stop"},
	} {
		for _, chunk := range []int{1, 2, 3, 5, 100} {
			r := newRig(t, codextest.Options{Chunk: chunk}, tt.answer, tt.answer)
			body := chatQuestion + `,"stop":` + tt.stop
			whole := r.ask(pathChat, body+`}`)
			if got, finish := dig(whole, "choices", 0, "message", "content"), dig(whole, "choices", 0, "finish_reason"); got != tt.content || finish != tt.finish {
				t.Errorf("%s in %d: %q %s, want %q %s", tt.stop, chunk, got, finish, tt.content, tt.finish)
			}
			message, finish := foldChunks(t, eventsOf(t, r.post(pathChat, body+`,"stream":true,"stream_options":{"include_usage":true}}`)))
			if message["content"] != tt.content || finish != tt.finish {
				t.Errorf("%s in %d, streamed: %q %s", tt.stop, chunk, message["content"], finish)
			}
			if calls, _ := json.Marshal(message["tool_calls"]); tt.finish == "tool_calls" && !strings.Contains(string(calls), "Oslo") {
				t.Errorf("%s in %d: calls %s", tt.stop, chunk, calls)
			}
		}
	}
}

// After the cut the gateway stops the backend: an answer that would take
// minutes ends at once, and its usage is not known.
func TestStopEndsTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, codextest.Options{Rate: 1, Chunk: 5, Doc: "word stop " + strings.Repeat("word ", 10_000)})
		for _, stream := range []string{"false", "true"} {
			w := r.post(pathChat, chatQuestion+`,"stop":"stop","stream":`+stream+`}`)
			if text := w.Body.String(); w.Code != 200 || !strings.Contains(text, `"finish_reason":"stop"`) || strings.Contains(text, "total_tokens") {
				t.Errorf("stream %s: %d %s", stream, w.Code, text)
			}
		}
		synctest.Wait()
		if lines := strings.Split(strings.TrimSpace(r.log.String()), "\n"); len(lines) != 2 {
			t.Errorf("journal %q", lines)
		}
	})
}

// Functions, the older form of tools, are answered in their own form.
func TestLegacyFunctions(t *testing.T) {
	r := newRig(t, codextest.Options{Chunk: 4, Answer: func(q codextest.Question) codextest.Answer {
		if len(q.Results) > 0 {
			return codextest.Text("It said " + q.Results[0])
		}
		call := codextest.Call{Name: q.Tools[0], Input: `{"city":"Oslo"}`}
		return codextest.Answer{Items: []codextest.Item{call, call}}
	}})
	const functions = `,"functions":[{"name":"weather","parameters":{"type":"object"}}]`
	whole := r.ask(pathChat, chatQuestion+functions+`}`)
	message := mapOf(dig(whole, "choices", 0, "message"))
	call := mapOf(message["function_call"])
	if call["name"] != "weather" || call["arguments"] != `{"city":"Oslo"}` || message["tool_calls"] != nil || dig(whole, "choices", 0, "finish_reason") != "function_call" {
		t.Errorf("%v", whole)
	}
	arguments, name, finish := "", "", ""
	for _, e := range eventsOf(t, r.post(pathChat, chatQuestion+functions+`,"stream":true}`)) {
		delta := mapOf(dig(e.data, "choices", 0, "delta", "function_call"))
		more, _ := delta["arguments"].(string)
		arguments += more
		if n, ok := delta["name"].(string); ok {
			name += n
		}
		if f, ok := dig(e.data, "choices", 0, "finish_reason").(string); ok {
			finish = f
		}
	}
	if name != "weather" || arguments != `{"city":"Oslo"}` || finish != "function_call" {
		t.Errorf("%s %s %s", name, arguments, finish)
	}
	back, _ := json.Marshal(message)
	next := r.ask(pathChat, `{"model":"`+classic+`","messages":[{"role":"user","content":"hi"},`+string(back)+`,{"role":"function","name":"weather","content":"rain"}]`+functions+`}`)
	if content := dig(next, "choices", 0, "message", "content"); content != "It said rain" {
		t.Errorf("%v", content)
	}
}
