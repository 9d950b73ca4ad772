package transcript

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/session"
)

// webAnswerOf returns an answer that cites each passage of its text, after a search.
func webAnswerOf(text string, passages ...string) history.Message {
	var notes []string
	for i, passage := range passages {
		before, _, _ := strings.Cut(text, passage)
		start := len([]rune(before))
		notes = append(notes, fmt.Sprintf(`{"type":"url_citation","start_index":%d,"end_index":%d,"url":"https://go.dev/%d","title":"Page"}`,
			start, start+len([]rune(passage)), i))
	}
	quoted, _ := json.Marshal(text)
	return history.Message{ID: "a", Role: history.Assistant, Status: history.Done, Text: text, Items: []json.RawMessage{
		json.RawMessage(`{"type":"web_search_call","action":{"type":"search","query":"Ünïcode"}}`),
		json.RawMessage(`{"type":"message","content":[{"type":"output_text","text":` + string(quoted) + `,"annotations":[` + strings.Join(notes, ",") + `]}]}`),
	}}
}

// The numbers of sources are on the screen and in no copy.
func TestNumbersAreNotCopied(t *testing.T) {
	const text = "Ünïcode is **fast**. It wraps, too, as this line shows that is long.\n\n```go\nx := 1\n```\n\nThe *end*."
	answer := webAnswerOf(text, "Ünïcode is **fast**.", "as this line shows", "The *end*.")
	for _, reasoning := range []string{"", summary} {
		answer.Reasoning = reasoning
		r := newReader([]history.Message{{ID: "q", Role: history.User, Text: "why?"}, answer}, 40, 30)
		r.SetMode(Mode{Thinking: true})
		rows := r.rowsShown()
		shown := strings.Join(rows, "\n")
		for _, want := range []string{"Searched: Ünïcode", "fast.[1] It", "shows[2]", "The end.[3]", "1 Page — go.dev", "3 Page — go.dev"} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q is not shown:\n%s", want, shown)
			}
		}
		at := func(words string, end bool) point {
			for y, row := range rows {
				if before, _, ok := strings.Cut(row, words); ok {
					x := ansi.StringWidth(before)
					if end {
						x += ansi.StringWidth(words) - 1
					}
					p, _ := r.pointAt(x, y)
					return p
				}
			}
			t.Fatalf("%q is not shown:\n%s", words, shown)
			return point{}
		}
		for _, test := range [][3]string{
			{"Ünïcode is", "The end.[3]", text},
			{"Ünïcode is", "It wraps", "Ünïcode is **fast**. It wraps"},
			{"[1] It", "wraps", "It wraps"},
			{"x := 1", "x := 1", "x := 1"},
			{"It wraps", "shows[2]", "It wraps, too, as this line shows"},
		} {
			if got := strings.TrimSpace(r.between(at(test[0], false), at(test[1], true))); got != test[2] {
				t.Errorf("from %q to %q: got %q, want %q", test[0], test[1], got, test[2])
			}
		}
		if blocks := r.Blocks(1); len(blocks) != 1 || text[blocks[0].Start:blocks[0].End] != "```go\nx := 1\n```" {
			t.Errorf("blocks %+v", blocks)
		}
		if r.Source(1) != text {
			t.Errorf("the source is %q", r.Source(1))
		}
	}
}

// The numbers come when the answer is complete, and take the reader nowhere.
func TestNumbersComeAtTheEnd(t *testing.T) {
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "Passage %d of them.\n\n", i)
	}
	done := webAnswerOf(text.String(), "Passage 3 of them.", "Passage 30 of them.")
	growing := done
	growing.Status, growing.Items = history.Streaming, done.Items[:1]
	question := []history.Message{{ID: "q", Role: history.User, Text: "why?"}}
	r := newReader(question, 60, 12)
	r.Set(session.State{Messages: question, Answer: &growing}, Problem{})
	r.ToStart()
	r.text()
	r.scroll(20)
	before := r.rowsShown()
	r.Set(session.State{Messages: append(question, done)}, Problem{})
	if after := r.rowsShown(); strings.Join(after[:11], "\n") != strings.Join(before[:11], "\n") {
		t.Errorf("was\n%s\nis\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	r.ToStart()
	if got := r.text(); !strings.Contains(got, "Passage 3 of them.[1]") {
		t.Errorf("no number:\n%s", got)
	}
}
