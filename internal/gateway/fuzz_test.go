package gateway

import (
	"encoding/json"
	"strings"
	"testing"

	"banter/codex"
)

// offline returns an API whose client cannot connect.
func offline() *api {
	return &api{Options: Options{Client: codex.NewClient(codex.Options{})}, memory: newMemory()}
}

// checkQuery fails if a query could not be sent.
func checkQuery(t *testing.T, q *query, f *fault) {
	t.Helper()
	if (q == nil) == (f == nil) {
		t.Fatalf("query %v, fault %v", q, f)
	}
	if f != nil {
		if f.status/100 != 4 || f.code == "" || f.message == "" || !json.Valid(encode(f.body())) {
			t.Errorf("fault %+v", f)
		}
		return
	}
	if len(q.Input) == 0 || q.Model == "" || q.Instructions == "" || len(q.ConversationID) != 36 {
		t.Errorf("query %+v", q)
	}
	for _, i := range q.Input {
		var message struct{ Role string }
		raw, err := i.MarshalJSON()
		if err != nil || !json.Valid(raw) {
			t.Errorf("item %s, %v", raw, err)
		}
		if _ = json.Unmarshal(raw, &message); message.Role == "system" {
			t.Errorf("item %s", raw)
		}
	}
	for _, tool := range append(q.Tools, q.ToolChoice) {
		if len(tool) > 0 && !json.Valid(tool) {
			t.Errorf("tool %s", tool)
		}
	}
	if q.Schema != nil && !json.Valid(q.Schema.JSON) {
		t.Errorf("schema %s", q.Schema.JSON)
	}
}

func FuzzChatBody(f *testing.F) {
	for _, seed := range []string{
		`{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"u","detail":"low"}},{"type":"file","file":{"file_id":"f"}}]}]}`,
		`{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"2","type":"custom","custom":{"name":"g","input":"i"}}]},{"role":"tool","tool_call_id":"2","content":"r"}]}`,
		`{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":null}},{"type":"custom","custom":{"name":"g","format":{"type":"grammar"}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}}`,
		`{"model":"m","messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},"reasoning_effort":"none","stop":[],"n":1}`,
		`{"model":"m","messages":[{"role":"user","content":"\ud800"}],"tool_choice":"none"}`,
		`{"model":"m","messages":[{"role":"assistant","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"r"}],"functions":[{"name":"f"}],"function_call":{"name":"f"},"stop":["a","b"]}`,
		`{"model":"m","messages":[{"role":"tool","tool_call_id":"1","content":[{"type":"image_url","image_url":{"url":"u"}}]}],"stop":""}`,
	} {
		f.Add([]byte(seed))
	}
	a := offline()
	f.Fuzz(func(t *testing.T, body []byte) {
		var b chatBody
		if parse(body, &b) == nil {
			q, f := a.chatQuery(t.Context(), &b)
			checkQuery(t, q, f)
		}
	})
}

func FuzzResponsesBody(f *testing.F) {
	for _, seed := range []string{
		`{"model":"m","input":"hi","instructions":"i","text":{"format":{"type":"json_object"}},"tools":[{"type":"web_search"}],"tool_choice":"auto"}`,
		`{"model":"m","input":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"input_image","detail":"low"}]},{"id":"msg_1"},{"type":"item_reference","id":"msg_1"}]}`,
		`{"model":"m","input":[{"type":"","role":"system","content":[]},{"role":"user","content":"hi"}]}`,
		`{"model":"m","input":[{"type":"additional_tools","role":"developer","tools":[{"type":"function","name":"f"}]},{"role":"user","content":""}],"reasoning":{"effort":"high"}}`,
		`{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":[{"type":"input_image","detail":1}]}],"previous_response_id":"resp_1"}`,
	} {
		f.Add([]byte(seed))
	}
	a := offline()
	a.memory.remember("resp_1", []codex.Item{codex.UserText("hi")}, []codex.Item{item(object{"type": "message", "id": "msg_1"})}, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		var b responsesBody
		if parse(body, &b) == nil {
			q, f := a.responsesQuery(t.Context(), b)
			checkQuery(t, q, f)
		}
	})
}

// A stopper passes on the same text, independent of how it is cut into pieces.
func FuzzStopper(f *testing.F) {
	f.Add("one two three", "two", "three", uint8(3))
	f.Add("abababc", "ababc", "bc", uint8(1))
	f.Fuzz(func(t *testing.T, text, one, two string, size uint8) {
		if one == "" || two == "" || size == 0 {
			return
		}
		whole, pieces := stopper{stops: []string{one, two}}, stopper{stops: []string{one, two}}
		want := whole.write(text) + whole.rest()
		got := ""
		for rest := text; rest != ""; {
			n := min(int(size), len(rest))
			got += pieces.write(rest[:n])
			rest = rest[n:]
		}
		if got += pieces.rest(); got != want || strings.Contains(got, one) || strings.Contains(got, two) || !strings.HasPrefix(text, got) {
			t.Errorf("%q until %q or %q: %q, in pieces of %d %q", text, one, two, want, size, got)
		}
	})
}

// appendText encodes a text as encode does.
func FuzzAppendText(f *testing.F) {
	f.Add("a\"b\\c\n\t\r\b\f\x00\x7f<&>\u2028\u2029\ufffd\xff\xed\xa0\x80é世界👩‍💻")
	f.Fuzz(func(t *testing.T, text string) {
		if got := appendText([]byte("x"), text); string(got) != "x"+string(encode(text)) {
			t.Errorf("%q is %s, want %s", text, got, encode(text))
		}
	})
}
