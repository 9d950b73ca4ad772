package gateway

import (
	"encoding/json"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// The text of an item that never closes is kept: in whole answers, in the last
// event of streamed ones, and for later questions.
func TestIncompleteAnswersKeepTheirText(t *testing.T) {
	for reason, finish := range map[string]string{"max_output_tokens": "length", "content_filter": "content_filter"} {
		for _, stream := range []string{"false", "true"} {
			r := newRig(t, codextest.Options{Doc: "Hello world."})
			if err := r.server.Fault("incomplete:"+reason, 2); err != nil {
				t.Fatal(err)
			}
			w := r.post(pathChat, chatQuestion+`,"stream":`+stream+`}`)
			if stream == "true" {
				message, got := foldChunks(t, eventsOf(t, w))
				if message["content"] != "Hello " || got != finish {
					t.Errorf("%s: %v %s", reason, message, got)
				}
			} else if choice := dig(decoded(t, w.Body.Bytes()), "choices", 0); dig(choice, "message", "content") != "Hello " || dig(choice, "finish_reason") != finish {
				t.Errorf("%s: %v", reason, choice)
			}
			w = r.post(pathResponses, question+`,"stream":`+stream+`}`)
			var response map[string]any
			if stream == "true" {
				events := eventsOf(t, w)
				last := events[len(events)-1]
				if response = mapOf(last.data["response"]); last.name != "response.incomplete" {
					t.Errorf("ends in %s", last.name)
				}
			} else {
				response = decoded(t, w.Body.Bytes())
			}
			message := dig(response, "output", 1)
			if response["status"] != "incomplete" || dig(response, "incomplete_details", "reason") != reason || dig(response, "usage", "total_tokens") == nil ||
				dig(message, "status") != "incomplete" || dig(message, "role") != "assistant" || dig(message, "content", 0, "text") != "Hello " {
				t.Errorf("%s, stream %s: %v", reason, stream, response)
			}
			r.ask(pathResponses, `{"model":"`+classic+`","input":"Go on.","previous_response_id":"`+response["id"].(string)+`"}`)
			if sent := string(r.sent()["input"]); !inOrder(sent, `"hi"`, "encrypted_content", "Hello ", "Go on.") {
				t.Errorf("%s: goes on with %s", reason, sent)
			}
		}
	}
}

// Items of each type that never close, with and without the events that open
// them, in an answer that is cut short and in one that the server calls whole.
func TestUnclosedItems(t *testing.T) {
	const added, text = "response.output_item.added", "response.output_text.delta"
	items := []codextest.Item{
		frame(added, `{"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}`),
		frame("response.reasoning_summary_text.delta", `{"output_index":0,"summary_index":0,"item_id":"rs_1","delta":"Think"}`),
		frame("response.reasoning_summary_text.done", `{"output_index":0,"summary_index":0,"item_id":"rs_1","text":"Thinking"}`),
		frame(text, `{"output_index":1,"content_index":0,"item_id":"msg_1","delta":"never "}`),
		frame(text, `{"output_index":1,"content_index":0,"item_id":"msg_1","delta":"opened"}`),
		frame("response.output_text.annotation.added", `{"output_index":1,"content_index":0,"item_id":"msg_1","annotation_index":0,"annotation":{"type":"url_citation","url":"https://a.example","title":"A","start_index":0,"end_index":5}}`),
		frame(added, `{"output_index":2,"item":{"id":"msg_2","type":"message","role":"assistant","content":[],"phase":"final_answer"}}`),
		frame("response.refusal.delta", `{"output_index":2,"content_index":1,"item_id":"msg_2","delta":"N"}`),
		frame("response.refusal.done", `{"output_index":2,"content_index":1,"item_id":"msg_2","refusal":"No."}`),
		frame(added, `{"output_index":3,"item":{"id":"msg_3","type":"message","role":"assistant","content":[]}}`),
		frame(added, `{"output_index":4,"item":{"id":"ws_1","type":"web_search_call","status":"in_progress"}}`),
		frame(added, `{"output_index":5,"item":{"id":"fc_1","type":"function_call","call_id":"c1","name":"f","arguments":""}}`),
		frame("response.function_call_arguments.delta", `{"output_index":5,"item_id":"fc_1","delta":"{\"a\":"}`),
		frame(added, `{"output_index":6,"item":{"id":"ct_1","type":"custom_tool_call","call_id":"c2","name":"g","input":""}}`),
		frame("response.custom_tool_call_input.done", `{"output_index":6,"item_id":"ct_1","input":"ls"}`),
	}
	for _, reason := range []string{"max_output_tokens", ""} {
		status := "completed"
		if reason != "" {
			status = "incomplete"
		}
		want := strings.ReplaceAll(`[{"id":"rs_1","status":"S","summary":[{"text":"Thinking","type":"summary_text"}],"type":"reasoning"},
			{"content":[{"annotations":[{"end_index":5,"start_index":0,"title":"A","type":"url_citation","url":"https://a.example"}],"logprobs":[],"text":"never opened","type":"output_text"}],
				"id":"msg_1","role":"assistant","status":"S","type":"message"},
			{"content":[{"refusal":"No.","type":"refusal"}],"id":"msg_2","phase":"final_answer","role":"assistant","status":"S","type":"message"},
			{"arguments":"{\"a\":","call_id":"c1","id":"fc_1","name":"f","status":"S","type":"function_call"},
			{"call_id":"c2","id":"ct_1","input":"ls","name":"g","status":"S","type":"custom_tool_call"}]`, `"S"`, `"`+status+`"`)
		answer := codextest.Answer{Items: items, Incomplete: reason}
		r := newRig(t, codextest.Options{}, answer, answer, codextest.Text("x"))
		whole := r.ask(pathResponses, question+`}`)
		events := eventsOf(t, r.post(pathResponses, question+`,"stream":true}`))
		for how, response := range map[string]any{"whole": whole, "streamed": events[len(events)-1].data["response"]} {
			if got, _ := json.Marshal(dig(response, "output")); string(got) != compact(t, want) {
				t.Errorf("%q, %s:\n %s, want\n %s", reason, how, got, compact(t, want))
			}
		}
		r.ask(pathResponses, `{"model":"`+classic+`","input":"Go on.","previous_response_id":"`+whole["id"].(string)+`"}`)
		// A call that was cut short cannot be answered, so it is not sent
		// again.
		if sent := string(r.sent()["input"]); !inOrder(sent, "hi", "never opened", "No.", "Go on.") || strings.Contains(sent, `"c1"`) == (reason != "") {
			t.Errorf("%q: goes on with %s", reason, sent)
		}
	}
}

// The SDKs assemble an answer from its events, and fail on text whose item or
// part was never opened.
func TestStreamsOpenWhatTheyFill(t *testing.T) {
	const text = "response.output_text.delta"
	r := newRig(t, codextest.Options{}, codextest.Answer{Items: []codextest.Item{
		frame("response.reasoning_summary_text.delta", `{"output_index":0,"summary_index":0,"item_id":"rs_1","delta":"Hm"}`),
		frame("response.output_item.added", `{"output_index":1,"item":{"id":"msg_1","type":"message","role":"assistant","content":[]}}`),
		frame(text, `{"output_index":1,"content_index":0,"item_id":"msg_1","delta":"a"}`),
		frame(text, `{"output_index":1,"content_index":0,"item_id":"msg_1","delta":"b"}`),
		frame("response.refusal.delta", `{"output_index":2,"content_index":0,"item_id":"msg_2","delta":"c"}`),
	}})
	var names []string
	for i, e := range eventsOf(t, r.post(pathResponses, question+`,"stream":true}`)) {
		names = append(names, strings.TrimPrefix(e.name, "response."))
		if e.data["sequence_number"] != float64(i) {
			t.Errorf("event %d has number %v", i, e.data["sequence_number"])
		}
	}
	const want = "created in_progress output_item.added reasoning_summary_part.added reasoning_summary_text.delta " +
		"output_item.added content_part.added output_text.delta output_text.delta output_item.added content_part.added refusal.delta completed"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}
