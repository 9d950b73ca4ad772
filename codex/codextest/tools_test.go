package codextest_test

import (
	"reflect"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// The emulator calls the tools that a script names, and tells the script which
// tools exist and what they have answered.
func TestCallsOfTools(t *testing.T) {
	var asked []codextest.Question
	v := visit(t, codextest.Options{Chunk: 4, Answer: func(q codextest.Question) codextest.Answer {
		asked = append(asked, q)
		if len(q.Results) > 0 {
			return codextest.Text("It said " + strings.Join(q.Results, " "))
		}
		return codextest.Answer{Items: []codextest.Item{codextest.Call{Name: "weather", Input: `{"city":"Oslo"}`},
			codextest.Call{Name: "exec", Namespace: "functions", Input: "ls", Custom: true}}}
	}})
	events := v.ask(classic("gpt-5.5", `"tools":[{"type":"function","name":"weather"},{"type":"web_search"},{"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec"}]}]`)).events(t)
	var kinds []string
	inputs := map[string]string{}
	for _, e := range events {
		kind, _ := e["type"].(string)
		kinds = append(kinds, strings.TrimPrefix(kind, "response."))
		if delta, ok := e["delta"].(string); ok {
			inputs[kind] += delta
		}
	}
	want := strings.Fields(`created in_progress
		output_item.added function_call_arguments.delta function_call_arguments.delta function_call_arguments.delta function_call_arguments.delta function_call_arguments.done output_item.done
		output_item.added custom_tool_call_input.delta custom_tool_call_input.done output_item.done completed`)
	if !reflect.DeepEqual(kinds, want) {
		t.Errorf("events %q", kinds)
	}
	if inputs["response.function_call_arguments.delta"] != `{"city":"Oslo"}` || inputs["response.custom_tool_call_input.delta"] != "ls" {
		t.Errorf("inputs %q", inputs)
	}
	if item := events[len(events)-2]["item"].(map[string]any); item["namespace"] != "functions" || item["name"] != "exec" || item["input"] != "ls" {
		t.Errorf("item %v", item)
	}
	v.ask(input(`{"role":"user","content":"old"}`, `{"type":"function_call_output","call_id":"c0","output":"old"}`, `{"role":"user","content":"new"}`,
		`{"type":"function_call_output","call_id":"c1","output":"sun"}`, `{"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"rain"}]}`)).events(t)
	if got := asked[0].Tools; !reflect.DeepEqual(got, []string{"weather", "web_search", "functions.exec"}) {
		t.Errorf("tools %q", got)
	}
	if got := asked[1].Results; !reflect.DeepEqual(got, []string{"sun", `[{"type":"input_text","text":"rain"}]`}) {
		t.Errorf("results %q", got)
	}
	v.ask(liteInput(`{"type":"additional_tools","role":"developer","tools":[{"type":"function","name":"weather"}]}`), liteHeader).events(t)
	if got := asked[2].Tools; !reflect.DeepEqual(got, []string{"weather"}) {
		t.Errorf("tools among the input %q", got)
	}
}
