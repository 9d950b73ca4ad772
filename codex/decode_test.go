package codex

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func newDecoder() *decoder {
	return &decoder{model: "gpt-6.1-sol", account: "acc-1", now: func() time.Time { return noon }}
}

// at returns an event with the common fields and more.
func at(kind, more string) string {
	if more != "" {
		more = "," + more
	}
	return `{"type":"` + kind + `","sequence_number":7,"item_id":"it_1","output_index":2,"content_index":1,"summary_index":3` + more + `}`
}

var decodeTests = []struct {
	frame string
	want  Event
}{
	{`{"type":"response.created","response":{"id":"resp_1","model":"gpt-6.1-sol","status":"in_progress"}}`, Created{"resp_1", "gpt-6.1-sol"}},
	{`{"type":"response.in_progress","response":{"id":"resp_1"}}`, StatusChanged{"resp_1", "in_progress"}},
	{`{"type":"response.queued","response":{"id":"resp_1"}}`, StatusChanged{"resp_1", "queued"}},
	{at("response.content_part.added", `"part":{"type":"output_text","text":""}`), PartAdded{Position{2, 1, "it_1"}, Part{"output_text", ""}}},
	{at("response.content_part.done", `"part":{"type":"refusal","refusal":"no"}`), PartDone{Position{2, 1, "it_1"}, Part{"refusal", "no"}}},
	{at("response.output_text.delta", `"delta":"Hi","logprobs":[]`), TextDelta{Position{2, 1, "it_1"}, "Hi"}},
	{at("response.output_text.delta", `"delta":"Hi","logprobs":[{"token":"Hi"}]`), TextDelta{Position{2, 1, "it_1"}, "Hi"}},
	{at("response.output_text.done", `"text":"Hi there"`), TextDone{Position{2, 1, "it_1"}, "Hi there"}},
	{at("response.output_text.annotation.added", `"annotation_index":4,"annotation":{"type":"url_citation","start_index":1,"end_index":5,"url":"https://example.com","title":"Ex"}`),
		CitationAdded{Position{2, 1, "it_1"}, 4, Citation{"url_citation", "https://example.com", "Ex", 1, 5}}},
	{at("response.refusal.delta", `"delta":"I can"`), RefusalDelta{Position{2, 1, "it_1"}, "I can"}},
	{at("response.refusal.done", `"refusal":"I cannot"`), RefusalDone{Position{2, 1, "it_1"}, "I cannot"}},
	{at("response.reasoning_summary_part.added", `"part":{"type":"summary_text","text":""}`), ReasoningPartAdded{Position{2, 3, "it_1"}, Part{"summary_text", ""}}},
	{at("response.reasoning_summary_part.done", `"part":{"type":"summary_text","text":"So"}`), ReasoningPartDone{Position{2, 3, "it_1"}, Part{"summary_text", "So"}}},
	{at("response.reasoning_summary_text.delta", `"delta":"So"`), ReasoningDelta{Position{2, 3, "it_1"}, "So"}},
	{at("response.reasoning_summary_text.done", `"text":"So"`), ReasoningDone{Position{2, 3, "it_1"}, "So"}},
	{at("response.reasoning_text.delta", `"delta":"hm"`), ReasoningTextDelta{Position{2, 1, "it_1"}, "hm"}},
	{at("response.reasoning_text.done", `"text":"hm"`), ReasoningTextDone{Position{2, 1, "it_1"}, "hm"}},
	{at("response.function_call_arguments.delta", `"delta":"{"`), ToolInputDelta{Position{2, 0, "it_1"}, false, "{"}},
	{at("response.function_call_arguments.done", `"name":"f","arguments":"{}"`), ToolInputDone{Position{2, 0, "it_1"}, false, "f", "{}"}},
	{at("response.custom_tool_call_input.delta", `"delta":"x"`), ToolInputDelta{Position{2, 0, "it_1"}, true, "x"}},
	{at("response.custom_tool_call_input.done", `"input":"xyz"`), ToolInputDone{Position{2, 0, "it_1"}, true, "", "xyz"}},
	{at("response.web_search_call.in_progress", ""), WebSearch{Position{2, 0, "it_1"}, "in_progress"}},
	{at("response.web_search_call.searching", ""), WebSearch{Position{2, 0, "it_1"}, "searching"}},
	{at("response.web_search_call.completed", ""), WebSearch{Position{2, 0, "it_1"}, "completed"}},
	{at("response.image_generation_call.generating", ""), ImageProgress{Position{2, 0, "it_1"}, "generating"}},
	{at("response.image_generation_call.partial_image", `"partial_image_index":1,"partial_image_b64":"AQI="`), PartialImage{Position{2, 0, "it_1"}, 1, []byte{1, 2}}},
	{`{"type":"response.metadata","headers":{"OpenAI-Model":["gpt-6-luna"],"x-models-etag":"e2"},"metadata":{"safety_buffering":{}}}`,
		Metadata{"gpt-6-luna", "e2", json.RawMessage(`{"type":"response.metadata","headers":{"OpenAI-Model":["gpt-6-luna"],"x-models-etag":"e2"},"metadata":{"safety_buffering":{}}}`)}},
	{`{"type":"response.metadata","metadata":{"model_reroute":{"from_model":"a","to_model":"b","reason":"busy"}}}`, Rerouted{"a", "b", "busy"}},
	{`{"type":"codex.rate_limits","plan_type":"plus","rate_limits":{"primary":{"used_percent":12.5,"window_minutes":300,"reset_at":1795440000}},"credits":{"has_credits":true,"unlimited":false,"balance":"3"}}`,
		LimitsChanged{Limits{Plan: "plus", At: noon, Windows: []Window{{12.5, 5 * time.Hour, time.Unix(1795440000, 0)}}, Credits: &Credits{true, false, "3"}}}},
	{`{"type":"response.completed","response":{"id":"r","model":"m","output":[],"usage":null}}`, Completed{ResponseID: "r", Model: "m"}},
	{`{"type":"response.done","response":{"id":"r"}}`, Completed{ResponseID: "r"}},
	{`{"type":"response.incomplete","response":{"id":"r","incomplete_details":{"reason":"max_output_tokens"},"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}`,
		Incomplete{ResponseID: "r", Reason: "max_output_tokens", Usage: &Usage{Input: 1, Output: 2, Total: 3}}},
	{`{"type":"response.brand_new","x":[1]}`, Unknown{"response.brand_new", json.RawMessage(`{"type":"response.brand_new","x":[1]}`)}},
	{`{"type":"codex.response.metadata"}`, Unknown{"codex.response.metadata", json.RawMessage(`{"type":"codex.response.metadata"}`)}},
	{`{}`, Unknown{"x", json.RawMessage(`{}`)}}, // the name in the stream is the type
	{`{"type":"response.output_text.done","text":7,"output_index":2}`, TextDone{Position: Position{OutputIndex: 2}}}, // one bad field does not lose the others
	{`{"type":"response.output_item.done","item":[]}`, Unknown{"response.output_item.done", json.RawMessage(`{"type":"response.output_item.done","item":[]}`)}},
}

func TestDecode(t *testing.T) {
	for _, tt := range decodeTests {
		got, err := newDecoder().decode([]byte("x"), []byte(tt.frame))
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s\n  got %#v, %v\n want %#v", tt.frame, got, err, tt.want)
		}
	}
}

func TestDecodeItems(t *testing.T) {
	const raw = `{"type":"message","id":"msg_1","role":"assistant","phase":"final_answer","content":[{"type":"output_text","text":"a < b","annotations":[{"type":"url_citation","url":"https://example.com/","title":"E"}]},{"type":"refusal","refusal":"no"}]}`
	event, err := newDecoder().decode([]byte("x"), []byte(`{"type":"response.output_item.done","output_index":2,"item":`+raw+`}`))
	if err != nil {
		t.Fatal(err)
	}
	done := event.(ItemDone)
	model, account := done.Item.Maker()
	if done.OutputIndex != 2 || model != "gpt-6.1-sol" || account != "acc-1" {
		t.Errorf("index %d, made by %q for %q", done.OutputIndex, model, account)
	}
	i := done.Item
	if back, _ := marshal(i); string(back) != raw {
		t.Errorf("item became %s", back)
	}
	if i.Type() != "message" || i.ID() != "msg_1" || i.Role() != "assistant" || i.Phase() != "final_answer" || i.Text() != "a < bno" {
		t.Errorf("%q %q %q %q %q", i.Type(), i.ID(), i.Role(), i.Phase(), i.Text())
	}
	if c := i.Citations(); len(c) != 1 || c[0].URL != "https://example.com/" {
		t.Errorf("citations %v", c)
	}
}

func TestItemSearchAndImage(t *testing.T) {
	s, ok := item(t, `{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q","sources":[{"url":"https://a.example"}]}}`).Search()
	if want := (Search{Action: "search", Queries: []string{"q"}, Sources: []string{"https://a.example"}}); !ok || !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, %v", s, ok)
	}
	if s, ok := item(t, `{"type":"web_search_call","action":{"type":"open_page","url":"https://a.example"}}`).Search(); !ok || s.URL != "https://a.example" {
		t.Errorf("%+v, %v", s, ok)
	}
	if data, ok := item(t, `{"type":"image_generation_call","result":"AQI="}`).Image(); !ok || string(data) != "\x01\x02" {
		t.Errorf("%v, %v", data, ok)
	}
	if _, ok := UserText("x").Image(); ok {
		t.Error("a message is an image")
	}
	if got := item(t, `{"type":"reasoning","summary":[{"type":"summary_text","text":"a"},{"text":"b"}]}`).Summary(); !reflect.DeepEqual(got, []string{"a", "b"}) {
		t.Errorf("summary %q", got)
	}
}

// TestItemNeverChanges: copies share the parsed fields, so callers must not be
// able to change them.
func TestItemNeverChanges(t *testing.T) {
	const raw = `{ "type":"web_search_call", "id":"ws_1","id":"ws_2",  "action":{"type":"search","queries":["a","b"],"sources":[{"url":"https://a.example/?x=\u003c"}]},"more":"<\u00fc>" }`
	i := item(t, raw)
	s, _ := i.Search()
	s.Queries[0], s.Sources[0] = "changed", "changed"
	if again, ok := i.MadeBy("m", "a").Search(); !ok || again.Queries[0] != "a" || again.Sources[0] != "https://a.example/?x=<" {
		t.Errorf("%+v", again)
	}
	m := item(t, `{"type":"message","content":[{"type":"output_text","annotations":[{"url":"u"}]}]}`)
	m.Citations()[0].URL = "changed"
	if c := m.Citations(); len(c) != 1 || c[0].URL != "u" {
		t.Errorf("%+v", c)
	}
	if got, err := i.MarshalJSON(); err != nil || string(got) != raw || i.ID() != "ws_2" {
		t.Errorf("%s, %v, id %q", got, err, i.ID())
	}
	var readers sync.WaitGroup
	fresh := item(t, raw)
	for range 4 {
		readers.Go(func() {
			if s, ok := fresh.Search(); !ok || len(s.Queries) != 2 {
				t.Errorf("%+v", s)
			}
		})
	}
	readers.Wait()
	var zero Item
	if _, err := zero.MarshalJSON(); err == nil || zero.Type()+zero.ID()+zero.Text() != "" || zero.Summary() != nil {
		t.Errorf("the zero item holds %q, %v", zero.Type(), err)
	}
}

func TestDecodeGarbage(t *testing.T) {
	for _, frame := range []string{"", " ", "[DONE]", "7", `"text"`, "null", "[]", "<html>", `{"type":"response.output_text.delta","delta":"ab`, `{"type":}`} {
		if event, err := newDecoder().decode([]byte("x"), []byte(frame)); err != errNotJSON {
			t.Errorf("%q: %#v, %v", frame, event, err)
		}
	}
}

func TestDecodeFailures(t *testing.T) {
	for frame, want := range map[string]serverFault{
		failedFrame("server_error", "oops"):                                      {code: "server_error", message: "oops"},
		`{"type":"response.failed","response":{"error":null}}`:                   {},
		`{"type":"error","code":"slow_down","message":"m","param":null}`:         {code: "slow_down", message: "m"},
		`{"type":"error","error":{"type":"t","code":"slow_down","message":"m"}}`: {code: "slow_down", kind: "t", message: "m"},
		`{"type":"error","error":{"type":"usage_limit_reached","message":"m"}}`:  {code: "usage_limit_reached", kind: "usage_limit_reached", message: "m"},
		`{"type":"error","message":"\u001b[31mred\u0007"}`:                       {message: "red"},
	} {
		_, err := newDecoder().decode([]byte("x"), []byte(frame))
		failed, ok := err.(failedEvent)
		if !ok || failed.fault != want {
			t.Errorf("%s: %+v, want %+v", frame, err, want)
		}
	}
}

// viaJSON decodes a delta without the fast path.
func viaJSON(frame []byte) (Event, bool) {
	var w wireEvent
	if err := json.Unmarshal(frame, &w); err != nil || decoders[w.Type] == nil {
		return nil, false
	}
	return decoders[w.Type](&w, frame), true
}

// FuzzDelta checks that the fast path, if it decodes a frame, agrees with
// encoding/json, for any frames before.
func FuzzDelta(f *testing.F) {
	hi := []byte(at(textDelta, `"delta":"Hi","logprobs":[]`))
	for _, text := range []string{"Hi", "", `\n\"\\\/\b\f\r\t`, `\u00fc\ud83d\ude00`, `\ud83d`, `\ud83dx`, `\ud83d\u0041`, `\ude00\ud83d`, "ü😀", "\xff", `\x`, "a\x01", `tail\`, "12345678\x1f", strings.Repeat("é\\n", 40)} {
		f.Add(hi, []byte(at(textDelta, `"delta":"`+text+`","logprobs":[]`)))
	}
	for _, tt := range decodeTests {
		f.Add(hi, []byte(tt.frame))
	}
	for _, second := range []string{
		`{"type":"response.output_text.delta","delta":"a","delta":"b","output_index":01}`,
		`{"type":"response.output_text.delta","output_index":123456789012,"delta":"a"}`,
		`{"type":"response.output_text.delta","delta":"a"} `,
		`{"type":"response.output_text.delta","sequence_number":7,"delta":"without an id"}`,
		at(textDelta, `"delta":"Hi","type":"response.refusal.delta","item_id":"other"`),
		at(textDelta, `"delta":"Hi","sequence_number":8,"delta":"Ho"`),
		strings.Replace(string(hi), `:7,`, `:8888,`, 1),
		strings.Replace(string(hi), `:7,`, `:x,`, 1),
		strings.Replace(string(hi), `Hi",`, `Hi" ,`, 1),
		string(hi[:len(hi)-1]),
	} {
		f.Add(hi, []byte(second))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var d deltaCutter
		for _, frame := range [][]byte{first, second, first, second} {
			fast, ok := d.cut(bytes.Clone(frame))
			if !ok {
				continue
			}
			if slow, ok := viaJSON(frame); !ok || !reflect.DeepEqual(fast, slow) {
				t.Errorf("%q\n fast %#v\n slow %#v", frame, fast, slow)
			}
		}
	})
}

func TestDeltaFastPathIsTaken(t *testing.T) {
	for _, text := range []string{"Hi", `a\nb`, "ü😀", `\u00fc`} {
		var d deltaCutter
		if _, ok := d.cut([]byte(at("response.output_text.delta", `"delta":"`+text+`","logprobs":[],"obfuscation":"xx"`))); !ok {
			t.Errorf("%q was left to encoding/json", text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, tt := range decodeTests {
		f.Add([]byte(tt.frame))
	}
	f.Add([]byte(failedFrame("x", "y")))
	f.Fuzz(func(t *testing.T, frame []byte) {
		event, err := newDecoder().decode([]byte("x"), frame)
		if (event == nil) == (err == nil) {
			t.Fatalf("%q: %v and %v", frame, event, err)
		}
		if failed, ok := err.(failedEvent); ok && strings.ContainsAny(failed.fault.message+failed.fault.code, "\x1b\n\x07") {
			t.Errorf("unsafe words %+v", failed.fault)
		}
		a := newAccumulator()
		a.take(event)
		a.answer()
	})
}
