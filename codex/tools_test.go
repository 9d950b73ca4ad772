package codex

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Tools in an input item reach the model in both shapes: as that item in
// Responses Lite, among the tools in the classic shape. Other items stay
// unchanged.
func TestBodiesWithAdditionalTools(t *testing.T) {
	const (
		first   = `{"type":"additional_tools","id":"at_1","role":"developer","tools":[{"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec"}]},{"type":"function","name":"f","strict":true}]}`
		later   = `{"type":"additional_tools","role":"developer","tools":[{"type":"web_search"}]}`
		broken  = `{"type":"additional_tools","tools":7}`
		strange = `{"type":"from_the_future","n":12345678901234567890}`
		note    = `{"type":"message","role":"developer","content":[{"type":"input_text","text":"note"}]}`
	)
	items := func(all ...string) (list []Item) {
		for _, raw := range all {
			list = append(list, item(t, raw))
		}
		return list
	}
	own := []json.RawMessage{[]byte(`{"type":"function","name":"f"}`), []byte(`{"type":"function","name":"g"}`)}
	choice := json.RawMessage(`{"type":"function","name":"f"}`)
	for name, tt := range map[string]struct {
		req                          Request
		tools, choice, input, parall string
	}{
		"lite": {Request{Model: "gpt-6.1-sol", Instructions: "sys", Input: items(first, note, hello, later, strange)}, "", `"auto"`,
			first + `,` + developer("sys") + `,` + note + `,` + hello + `,` + later + `,` + strange, "false"},
		"lite, own tools too": {Request{Model: "gpt-6.1-sol", Instructions: "sys", Input: items(first, hello), Tools: own[1:], ToolChoice: choice}, "", string(choice),
			`{"type":"additional_tools","role":"developer","tools":[` + string(own[1]) + `]},` + first + `,` + developer("sys") + `,` + hello, "false"},
		"classic": {Request{Model: "gpt-5.5", Instructions: "sys", Input: items(first, note, hello, later, strange), ToolChoice: choice},
			`{"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec"}]},{"type":"function","name":"f","strict":true},{"type":"web_search"}`, string(choice),
			note + `,` + hello + `,` + strange, "true"},
		"classic, defined again": {Request{Model: "gpt-5.5", Instructions: "sys", Input: items(first, hello, first), Tools: own},
			`{"type":"function","name":"f","strict":true},{"type":"function","name":"g"},{"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec"}]}`, `"auto"`,
			hello, "true"},
		"classic, cannot be read": {Request{Model: "gpt-5.5", Instructions: "sys", Input: items(broken, hello)}, "", `"auto"`, broken + `,` + hello, "true"},
		"unknown model":           {Request{Model: "new", Instructions: "sys", Input: items(later, hello)}, `{"type":"web_search"}`, `"auto"`, hello, "true"},
	} {
		var got struct {
			Tools    []json.RawMessage
			Choice   json.RawMessage `json:"tool_choice"`
			Input    []json.RawMessage
			Parallel json.RawMessage `json:"parallel_tool_calls"`
		}
		if err := json.Unmarshal([]byte(wire(t, tt.req, nil)), &got); err != nil {
			t.Fatal(err)
		}
		if all := join(got.Tools); all != tt.tools {
			t.Errorf("%s: tools\n %s, want\n %s", name, all, tt.tools)
		}
		if all := join(got.Input); all != tt.input {
			t.Errorf("%s: input\n %s, want\n %s", name, all, tt.input)
		}
		if string(got.Choice) != tt.choice || string(got.Parallel) != tt.parall {
			t.Errorf("%s: choice %s, parallel %s", name, got.Choice, got.Parallel)
		}
	}
	if string(own[0]) != `{"type":"function","name":"f"}` {
		t.Error("the tools of the caller were changed")
	}
}

func join(all []json.RawMessage) string {
	var texts []string
	for _, raw := range all {
		texts = append(texts, string(raw))
	}
	return strings.Join(texts, ",")
}

// AsSent returns what the client will send.
func TestAsSent(t *testing.T) {
	c := newRig().Client
	for name, tt := range map[string]struct{ req, want Request }{
		"classic":      {Request{Model: "gpt-5.5", Effort: "high", Summary: "auto", Verbosity: "low"}, Request{Effort: "high", Summary: "auto", Verbosity: "low"}},
		"serial":       {Request{Model: "gpt-5.5", SerialTools: true, Summary: "none"}, Request{Effort: "medium", SerialTools: true}},
		"lite":         {Request{Model: "gpt-6.1-sol"}, Request{Effort: "low", SerialTools: true}},
		"ultra":        {Request{Model: "gpt-6-sol", Effort: "ultra"}, Request{Effort: "max", SerialTools: true}},
		"lacks effort": {Request{Model: "gpt-5.5", Effort: "max"}, Request{Effort: "medium"}},
		"unknown":      {Request{Model: "new", Effort: "high", Verbosity: "low"}, Request{}},
	} {
		got := c.AsSent(tt.req)
		if got.Effort != tt.want.Effort || got.Summary != tt.want.Summary || got.Verbosity != tt.want.Verbosity || got.SerialTools != tt.want.SerialTools || got.Model != tt.req.Model {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Waiting is called before each wait, so that a caller that buffers events can
// flush them: each read yields two events, and Waiting comes after both.
func TestWaiting(t *testing.T) {
	hello := sse(frameHello)
	r := newRig(step{reader: &pieces{[]string{sse(frameCreated) + hello, hello + hello, hello + sse(frameCompleted)}}})
	req := ask("hi")
	var log []string
	req.Waiting = func() { log = append(log, "wait") }
	for e, err := range r.Stream(t.Context(), req) {
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, strings.TrimPrefix(fmt.Sprintf("%T", e), "codex."))
	}
	if got := strings.Join(log, " "); got != "wait Created TextDelta wait TextDelta TextDelta wait TextDelta Completed" {
		t.Error(got)
	}
}

// pieces is a reader that returns one of its texts at each read.
type pieces struct{ left []string }

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.left[0])
	p.left = p.left[1:]
	return n, nil
}
