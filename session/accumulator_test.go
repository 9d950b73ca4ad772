package session

import (
	"fmt"
	"strings"
	"testing"

	"banter/codex"
)

func message(id string, texts ...string) codex.Item {
	var content []string
	for _, text := range texts {
		content = append(content, fmt.Sprintf(`{"type":"output_text","text":%q}`, text))
	}
	return raw(fmt.Sprintf(`{"type":"message","id":%q,"role":"assistant","content":[%s]}`, id, strings.Join(content, ",")))
}

func raw(text string) codex.Item {
	var item codex.Item
	if err := item.UnmarshalJSON([]byte(text)); err != nil {
		panic(err)
	}
	return item
}

func text(output, content int, delta string) codex.Event {
	return codex.TextDelta{Position: codex.Position{OutputIndex: output, PartIndex: content}, Delta: delta}
}

func done(output int, item codex.Item) codex.Event {
	return codex.ItemDone{Position: codex.Position{OutputIndex: output}, Item: item}
}

func TestAccumulator(t *testing.T) {
	for _, test := range []struct {
		name      string
		events    []codex.Event
		text      string
		rewritten int
		items     string // ids in order; "+" is a message made of text
	}{
		{"nothing", nil, "", 0, ""},
		{"deltas alone", []codex.Event{text(0, 0, "a"), text(0, 0, "b")}, "ab", 0, ""},
		{"an item without deltas", []codex.Event{done(0, message("m", "whole"))}, "whole", 0, "m"},
		{"two messages", []codex.Event{text(1, 0, "comment"), text(3, 0, "fin"), text(3, 0, "al")}, "comment\n\nfinal", 0, ""},
		{"two parts of one message", []codex.Event{text(0, 0, "a"), text(0, 1, "b"), done(0, message("m", "a", "b"))}, "a\n\nb", 0, "m"},
		{"interleaved", []codex.Event{text(0, 0, "a"), text(1, 0, "x"), text(0, 0, "b"), text(1, 0, "y")}, "ab\n\nxy", 1, ""},
		{"the later one first", []codex.Event{text(5, 0, "last"), text(2, 0, "first")}, "first\n\nlast", 1, ""},
		{"done as it was", []codex.Event{text(0, 0, "ab"), codex.TextDone{Text: "ab"}, done(0, message("m", "ab"))}, "ab", 0, "m"},
		{"done with more", []codex.Event{text(0, 0, "ab"), codex.TextDone{Text: "abc"}}, "abc", 0, ""},
		{"done with other", []codex.Event{text(0, 0, "ab"), codex.TextDone{Text: "xyz"}, text(0, 0, "!")}, "xyz!", 1, ""},
		{"item with other", []codex.Event{text(0, 0, "ab"), done(0, message("m", "xyz"))}, "xyz", 1, "m"},
		{"item with fewer parts", []codex.Event{text(0, 0, "a"), text(0, 1, "b"), done(0, message("m", "a"))}, "a", 1, "m"},
		{"item without parts", []codex.Event{text(0, 0, "a"), done(0, message("m"))}, "a", 0, "m"},
		{"item of an unknown shape", []codex.Event{text(0, 0, "a"), done(0, raw(`{"type":"message","id":"m","content":"a"}`))}, "a", 0, "m"},
		{"refusal", []codex.Event{codex.RefusalDelta{Delta: "I can"}, codex.RefusalDelta{Delta: "not."}, codex.RefusalDone{Text: "I cannot."},
			done(0, raw(`{"type":"message","id":"m","content":[{"type":"refusal","refusal":"I cannot."}]}`))}, "I cannot.", 0, "m"},
		{"empty deltas", []codex.Event{text(0, 0, ""), text(1, 0, "a"), codex.TextDone{Position: codex.Position{OutputIndex: 2}}, text(1, 0, "b")}, "ab", 0, ""},
		{"items in output order", []codex.Event{done(2, message("c", "c")), done(0, message("a", "a")), done(1, raw(`{"type":"web_search_call","id":"b"}`))}, "a\n\nc", 1, "a b c"},
		{"an item twice", []codex.Event{done(0, message("m", "a")), done(0, message("n", "ab"))}, "ab", 0, "n"},
		{"reasoning is no text", []codex.Event{done(0, raw(`{"type":"reasoning","id":"r","summary":[{"text":"s"}]}`)), done(1, message("m", "a"))}, "a", 0, "r m"},
		{"reasoning that led nowhere", []codex.Event{done(0, raw(`{"type":"reasoning","id":"r"}`)), text(1, 0, "half")}, "half", 0, ""},
		{"half after a whole", []codex.Event{done(0, message("m", "a")), text(1, 0, "half")}, "a\n\nhalf", 0, "m +"},
		{"unknown", []codex.Event{codex.Unknown{Type: "new"}, codex.Created{}}, "", 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var a accumulator
			shown, rewritten := "", 0
			for _, event := range test.events {
				a.take(event)
				now := a.text.string()
				if a.text.rewritten == rewritten && !strings.HasPrefix(now, shown) {
					t.Errorf("%q became %q, and no word of it", shown, now)
				}
				shown, rewritten = now, a.text.rewritten
			}
			if shown != test.text || rewritten != test.rewritten {
				t.Errorf("text %q, rewritten %d times; want %q, %d", shown, rewritten, test.text, test.rewritten)
			}
			if got := ids(t, &a); got != test.items {
				t.Errorf("items %q, want %q", got, test.items)
			}
		})
	}
}

func ids(t *testing.T, a *accumulator) string {
	t.Helper()
	var all []string
	for _, data := range a.replayable() {
		id := raw(string(data)).ID()
		if id == "" {
			id = "+"
		}
		all = append(all, id)
	}
	return strings.Join(all, " ")
}

func TestAccumulatorReasoning(t *testing.T) {
	var a accumulator
	for _, event := range []codex.Event{
		codex.ReasoningDelta{Position: codex.Position{PartIndex: 0}, Delta: "**Plan**"}, codex.ReasoningDelta{Position: codex.Position{PartIndex: 1}, Delta: "Do it"},
		codex.ReasoningDone{Position: codex.Position{PartIndex: 1}, Text: "Do it."}, text(1, 0, "Done."),
		done(0, raw(`{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"**Plan**"},{"type":"summary_text","text":"Do it."}]}`)),
	} {
		a.take(event)
	}
	if got := a.reasoning.string(); got != "**Plan**\n\nDo it." {
		t.Errorf("reasoning %q", got)
	}
	a.restart()
	a.take(text(0, 0, "New"))
	if a.reasoning.string() != "" || a.text.string() != "New" || a.replayable() != nil {
		t.Errorf("after a restart: %q, %q", a.reasoning.string(), a.text.string())
	}
}

// FuzzParts compares a text that grows in any order of deltas, corrections
// and reads with one that is assembled again each time.
func FuzzParts(f *testing.F) {
	f.Add([]byte("aabbacbc"))
	f.Add([]byte{0x01, 0x11, 0x81, 0x02, 0xc1, 0x44, 0x00, 0xff, 0x10})
	f.Add([]byte("\x00\x80\x40\xc0\x00\x00\x01\x01\x80\x81"))
	f.Fuzz(func(t *testing.T, moves []byte) {
		var p parts
		model := map[int]string{}
		shown, rewritten := "", 0
		for i, move := range moves {
			at, delta := int(move)%4, strings.Repeat(string(rune('a'+i%26)), int(move>>2)%3)
			switch move >> 6 {
			case 0, 1:
				p.add(at/2, at%2, delta)
				model[at] += delta
			case 2:
				p.set(at/2, at%2, delta)
				model[at] = delta
			case 3:
				p.replace(at/2, []string{delta})
				model[at&^1], model[at|1] = delta, ""
			}
			if i%3 == 0 {
				continue // not read
			}
			want := joined(model)
			got := p.string()
			if got != want {
				t.Fatalf("after move %d: %q, want %q", i, got, want)
			}
			if p.rewritten == rewritten && !strings.HasPrefix(got, shown) {
				t.Fatalf("%q became %q, and no word of it", shown, got)
			}
			shown, rewritten = got, p.rewritten
		}
	})
}

func joined(model map[int]string) string {
	var all []string
	for at := range 4 {
		if model[at] != "" {
			all = append(all, model[at])
		}
	}
	return strings.Join(all, blankLine)
}
