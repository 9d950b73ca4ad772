package codex

import (
	"slices"
	"strings"
	"testing"
)

// conversation returns a request with reasoning and an answer that has an id.
func conversation(t *testing.T) Request {
	req := ask("hi")
	req.Input = append([]Item{
		item(t, `{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAA"}`),
		item(t, `{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"Hello"}]}`),
	}, req.Input...)
	return req
}

// refusedReasoning are the ways in which servers refuse encrypted reasoning.
var refusedReasoning = map[string]step{
	"code":                 {status: 400, body: `{"error":{"code":"invalid_encrypted_content","message":"could not be verified"}}`},
	"another code":         {status: 400, body: `{"error":{"code":"encrypted_content_expired","message":"m"}}`},
	"words":                {status: 400, body: `{"error":{"message":"The encrypted content for item rs_1 could not be verified.","type":"invalid_request_error","code":null}}`},
	"words of a detail":    {status: 400, body: `{"detail":"The encrypted content gAAA could not be decrypted or parsed."}`},
	"name of the field":    {status: 400, body: `{"error":{"message":"Invalid input[0].encrypted_content","code":"invalid_value"}}`},
	"in the stream":        {body: sse(frameCreated, failedFrame("invalid_encrypted_content", "m"))},
	"words in the stream":  {body: sse(frameCreated, `{"type":"error","error":{"message":"Encrypted content could not be decrypted.","code":null}}`)},
	"status in the stream": {body: sse(`{"type":"error","status":400,"error":{"message":"Encrypted content could not be decrypted."}}`)},
	"without its item":     {status: 400, body: `{"error":{"message":"Item 'rs_1' of type 'reasoning' was provided without its required following item."}}`},
}

func TestStreamWithoutReasoningThatIsRefused(t *testing.T) {
	for name, refused := range refusedReasoning {
		t.Run(name, func(t *testing.T) {
			r := newRig(refused, whole())
			events, e := collect(t, r.Client, t.Context(), conversation(t))
			if e != nil || r.fake.count() != 2 || len(r.pauses) != 0 {
				t.Fatalf("%v after %d requests, pauses %v", e, r.fake.count(), r.pauses)
			}
			if !strings.Contains(r.fake.bodies[0], "gAAAA") || strings.Contains(r.fake.bodies[1], "gAAAA") || !strings.Contains(r.fake.bodies[1], `"msg_1"`) {
				t.Errorf("bodies %q", r.fake.bodies)
			}
			if !slices.Contains(events, Event(ReasoningRefused{})) {
				t.Errorf("events %+v", events)
			}
		})
	}
	refused := refusedReasoning["words"]
	t.Run("the answers too", func(t *testing.T) {
		r := newRig(refused, step{status: 400, body: `{"error":{"message":"Item 'msg_1' of type 'message' was provided without its required 'reasoning' item: 'rs_1'."}}`}, whole())
		events, e := collect(t, r.Client, t.Context(), conversation(t))
		if e != nil || r.fake.count() != 3 || strings.Contains(r.fake.bodies[2], "msg_1") || !strings.Contains(r.fake.bodies[2], "Hello") {
			t.Errorf("%v, bodies %q", e, r.fake.bodies)
		}
		if !slices.Contains(events, Event(ReasoningRefused{Items: true})) {
			t.Errorf("events %+v", events)
		}
	})
	t.Run("always", func(t *testing.T) {
		r := newRig(refused)
		_, e := collect(t, r.Client, t.Context(), conversation(t))
		if e == nil || e.Code != CodeRefused || r.fake.count() != 3 || e.Attempts != 3 {
			t.Errorf("%v after %d requests", e, r.fake.count())
		}
	})
	t.Run("nothing to leave out", func(t *testing.T) {
		r := newRig(refused)
		_, e := collect(t, r.Client, t.Context(), ask("hi"))
		if e == nil || r.fake.count() != 1 {
			t.Errorf("%v after %d requests", e, r.fake.count())
		}
	})
	t.Run("whole answer", func(t *testing.T) {
		a, err := newRig(refused, whole()).Generate(t.Context(), conversation(t))
		if err != nil || !strings.Contains(strings.Join(a.Warnings, " "), "could not read the reasoning") {
			t.Errorf("%+v, %v", a, err)
		}
	})
	t.Run("given up at once", func(t *testing.T) {
		for event := range newRig(refused, whole()).Stream(t.Context(), conversation(t)) {
			if _, ok := event.(ReasoningRefused); ok {
				break
			}
		}
	})
}

// TestWithoutID: items that cannot be parsed stay unchanged.
func TestWithoutID(t *testing.T) {
	for raw, want := range map[string]string{
		`{"id":"a","type":"message"}`: `{"type":"message"}`,
		`{"type":"message"}`:          `{"type":"message"}`,
		`{"id":"a"`:                   `{"id":"a"`,
	} {
		if got := newItem([]byte(raw)).without("id"); string(got.raw) != want {
			t.Errorf("%s became %s", raw, got.raw)
		}
	}
}
