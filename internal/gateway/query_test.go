package gateway

import (
	"testing"

	"banter/codex"
	"banter/codex/codextest"
)

// The options apply if a program sets nothing.
func TestDefaults(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "fine"})
	r.opts.Model, r.opts.Effort, r.opts.Now = classic, "high", nil
	r.h = Guard{}.Protect(New(r.opts))
	for body, want := range map[string][2]string{
		`{"input":"hi"}`: {classic, `{"effort":"high"}`},
		`{"input":"hi","model":"` + lite + `","reasoning":{"effort":"medium"}}`: {lite, `{"effort":"medium","context":"all_turns"}`},
	} {
		got := r.ask(pathResponses, body)
		if got["model"] != want[0] || string(r.sent()["reasoning"]) != want[1] {
			t.Errorf("%s: model %v, reasoning %s", body, got["model"], r.sent()["reasoning"])
		}
	}
}

func TestNearestEffort(t *testing.T) {
	m := codex.Model{DefaultEffort: "medium", Efforts: []codex.Effort{{Name: "low"}, {Name: "medium"}, {Name: "xhigh"}, {Name: "own"}}}
	for want, got := range map[string]string{
		"low": "low", "medium": "medium", "none": "low", "minimal": "low", "high": "medium", "xhigh": "xhigh", "max": "xhigh", "ultra": "xhigh",
		"own": "own", "strange": "strange",
	} {
		if e := nearestEffort(m, want); e != got {
			t.Errorf("%s becomes %s, want %s", want, e, got)
		}
	}
	if e := nearestEffort(codex.Model{}, "high"); e != "high" {
		t.Errorf("of an unknown model, high becomes %s", e)
	}
}

// A leading system message that holds more than text stays in the input.
func TestLiftInstructions(t *testing.T) {
	picture := item(object{"type": "message", "role": "developer", "content": []object{{"type": "input_image", "image_url": "x"}}})
	odd := item(object{"type": "message", "role": "developer", "content": 7})
	for _, first := range []codex.Item{picture, odd} {
		if words, input := liftInstructions("", []codex.Item{first, codex.UserText("hi")}); words != plainInstructions || len(input) != 2 {
			t.Errorf("%q, %d items", words, len(input))
		}
	}
	if words, _ := liftInstructions("  ", []codex.Item{codex.UserText("hi")}); words != plainInstructions {
		t.Errorf("%q", words)
	}
}
