package codex_test

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"banter/codex"
	"banter/codex/codextest"
)

// scripted returns an answer with every kind of item, from the emulator.
var scripted = codextest.Answer{
	Items: []codextest.Item{
		codextest.Reasoning{Summary: []string{"First I look.", "Then I think."}},
		codextest.WebSearch{Query: "words", Sources: []string{"https://example.com/a"}},
		codextest.Message{Text: "Let me see. ", Phase: "commentary"},
		codextest.Reasoning{Summary: []string{"Now I know."}},
		codextest.Message{Text: "A word holds meaning.", Citations: []codextest.Citation{
			{Start: 0, End: 6, URL: "https://example.com/a", Title: "A"},
			{Start: 7, End: 12, URL: "https://example.com/a", Title: "A"}}},
		codextest.Image{Base64: "AQI="},
	},
	Model: "gpt-6-luna",
}

func TestRow11EveryEventIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{})
		defer s.Close()
		s.SetLimits(codextest.Limits{Primary: &codextest.Window{UsedPercent: 40, Length: 5 * 3600e9}})
		s.Script(scripted)
		got := run(t.Context(), client(s, visit(s)), s, question("gpt-6.1-sol"))
		if got.err != nil {
			t.Fatal(got.err)
		}
		seen := map[string]bool{}
		for _, e := range got.events {
			if u, ok := e.(codex.Unknown); ok {
				t.Errorf("unknown event %s", u.Type)
			}
			seen[reflect.TypeOf(e).Name()] = true
		}
		for _, name := range []string{"LimitsChanged", "Created", "StatusChanged", "ItemAdded", "ReasoningPartAdded", "ReasoningDelta",
			"ReasoningDone", "ReasoningPartDone", "ItemDone", "WebSearch", "PartAdded", "TextDelta", "CitationAdded", "TextDone",
			"PartDone", "Completed"} {
			if !seen[name] {
				t.Errorf("no %s", name)
			}
		}
		end := got.events[len(got.events)-1].(codex.Completed)
		if end.Model != "gpt-6-luna" || end.Usage == nil || end.Usage.Total == 0 || end.RequestID == "" {
			t.Errorf("%+v", end)
		}
	})
}

func TestRow12Generate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{})
		defer s.Close()
		s.Script(scripted)
		req := question("gpt-6.1-sol")
		req.Effort = "gigantic"
		a, err := client(s, visit(s)).Generate(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []codex.PartKind
		for _, p := range a.Parts {
			kinds = append(kinds, p.Kind)
		}
		want := []codex.PartKind{"reasoning", "reasoning", "item", "text", "reasoning", "text", "item"}
		if !reflect.DeepEqual(kinds, want) {
			t.Errorf("parts %v, want %v", kinds, want)
		}
		if a.Text() != "Let me see. A word holds meaning." || a.Reasoning() != "First I look.\n\nThen I think.\n\nNow I know." {
			t.Errorf("text %q, reasoning %q", a.Text(), a.Reasoning())
		}
		if c := a.Citations(); len(c) != 1 || c[0].URL != "https://example.com/a" {
			t.Errorf("citations %v", c)
		}
		if search, ok := a.Parts[2].Item.Search(); !ok || !reflect.DeepEqual(search.Queries, []string{"words"}) {
			t.Errorf("search %+v", search)
		}
		if len(a.Items) != 6 || a.Finish != codex.FinishStop || a.Usage == nil || a.ResponseID == "" || a.RequestID == "" ||
			a.Model != "gpt-6-luna" || a.Header.Get("Cf-Ray")+a.Header.Get("X-Request-Id") == "" {
			t.Errorf("%+v", a)
		}
		if len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "gigantic") {
			t.Errorf("warnings %q", a.Warnings)
		}
	})
}

func TestRow12GenerateEndings(t *testing.T) {
	for fault, want := range map[string]codex.Finish{"incomplete:max_output_tokens": codex.FinishLength, "incomplete:content_filter": codex.FinishContentFilter} {
		synctest.Test(t, func(t *testing.T) {
			s := codextest.New(codextest.Options{Doc: document})
			defer s.Close()
			if err := s.Fault(fault, 1); err != nil {
				t.Fatal(err)
			}
			a, err := client(s, visit(s)).Generate(t.Context(), question("gpt-6.1-sol"))
			if err != nil || a.Finish != want || !strings.HasPrefix(document, a.Text()) || a.Text() == "" {
				t.Errorf("%s: %+v, %v", fault, a, err)
			}
		})
	}
}

// Generate sends a request again after the answer has broken off: its caller
// has seen nothing of it.
func TestRow12GenerateStartsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		if err := s.Fault("cut", 2); err != nil {
			t.Fatal(err)
		}
		a, err := client(s, visit(s)).Generate(t.Context(), question("gpt-6.1-sol"))
		if err != nil || a.Text() != document || posts(s) != 3 {
			t.Errorf("%d bytes after %d requests, %v", len(a.Text()), posts(s), err)
		}
	})
}

func TestRow12GenerateFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		if err := s.Fault("cut", -1); err != nil {
			t.Fatal(err)
		}
		a, err := client(s, visit(s)).Generate(t.Context(), question("gpt-6.1-sol"))
		e, ok := errors.AsType[*codex.Error](err)
		if !ok || e.Code != codex.CodeInterrupted || !errors.Is(err, io.ErrUnexpectedEOF) || posts(s) != 4 {
			t.Errorf("%v after %d requests", err, posts(s))
		}
		if a == nil || a.Text() == "" || !strings.HasPrefix(document, a.Text()) || a.Finish != "" {
			t.Errorf("what had arrived: %+v", a)
		}
	})
}

// Generate assembles parts that arrive interleaved.
func TestRow12GenerateInterleaved(t *testing.T) {
	frame := func(kind, data string) codextest.Frame {
		return codextest.Frame{Type: kind, Data: json.RawMessage(data)}
	}
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{})
		defer s.Close()
		s.Script(codextest.Answer{Items: []codextest.Item{
			frame("response.output_text.delta", `{"item_id":"b","output_index":8,"content_index":0,"delta":"two"}`),
			frame("response.output_text.delta", `{"item_id":"a","output_index":7,"content_index":1,"delta":"one"}`),
			frame("response.output_text.delta", `{"item_id":"b","output_index":8,"content_index":0,"delta":" two"}`),
			frame("response.output_text.delta", `{"item_id":"a","output_index":7,"content_index":0,"delta":"zero"}`),
			frame("response.refusal.delta", `{"item_id":"c","output_index":9,"content_index":0,"delta":"no"}`),
			frame("response.refusal.done", `{"item_id":"c","output_index":9,"content_index":0,"refusal":"never"}`),
			frame("response.output_item.done", `{"output_index":10,"item":{"type":"function_call","id":"fc_1","name":"f","arguments":"{}"}}`),
			frame("response.metadata", `{"metadata":{"model_reroute":{"from_model":"x","to_model":"y","reason":"busy"}}}`),
		}})
		a, err := client(s, visit(s)).Generate(t.Context(), question("gpt-6.1-sol"))
		if err != nil {
			t.Fatal(err)
		}
		if a.Text() != "zeroonetwo twonever" || a.Parts[0].ItemID != "a" || a.Finish != codex.FinishToolCalls {
			t.Errorf("%q, %+v", a.Text(), a)
		}
		if len(a.Warnings) != 1 || a.Warnings[0] != "y answered in place of x." || a.Model != "y" {
			t.Errorf("%q by %s", a.Warnings, a.Model)
		}
	})
}
