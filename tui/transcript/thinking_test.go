package transcript

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/session"
)

const summary = "**Weighing it**\n\nThe person wants a short answer, and a long one would be wrong here."

func TestThinkingIsTimedAndUnfolds(t *testing.T) {
	question := []history.Message{{ID: "q", Role: history.User, Text: "why?"}}
	r := newReader(question, 50, 12)
	answer := history.Message{ID: "a", Role: history.Assistant, Status: history.Streaming}
	arrives := func(text, reasoning string) {
		shown := answer
		shown.Text, shown.Reasoning = text, reasoning
		r.Set(session.State{Messages: question, Answer: &shown, Waiting: text == ""}, Problem{})
	}
	arrives("", "")
	for range 10 {
		r.Spin("")
	}
	if got := r.text(); strings.Contains(got, "think") {
		t.Errorf("nothing has told that it thinks:\n%s", got)
	}
	arrives("", summary[:9])
	if got := r.text(); !strings.Contains(got, "thinking for 3 s   F9 shows it") {
		t.Errorf("while it thinks:\n%s", got)
	}
	r.SetMode(Mode{Thinking: true})
	if got := r.text(); !strings.Contains(got, "  **Weighin\n\n") || !strings.Contains(got, "F9 hides it") {
		t.Errorf("unfolded while it thinks:\n%s", got)
	}
	for range 10 {
		r.Spin("")
	}
	answer.Usage = []byte(`{"Thought":6100}`)
	arrives("Because.", summary)
	written := r.text()
	want := "▌ why?\n\n  thought for 6 s   F9 hides it\n  Weighing it\n\n  The person wants a short answer, and a long\n  one would be wrong here.\n\n  Because.\n"
	if !strings.HasPrefix(written, want) {
		t.Errorf("got\n%s\nwant\n%s", written, want)
	}
	answer.Status, answer.Text, answer.Reasoning = history.Done, "Because.", summary
	r.Set(session.State{Messages: append(question, answer)}, Problem{})
	if got := r.text(); got != written {
		t.Errorf("ended:\n%s\nwritten:\n%s", got, written)
	}
	r.SetMode(Mode{})
	if got := r.text(); !strings.HasPrefix(got, "▌ why?\n\n  thought for 6 s   F9 shows it\n\n  Because.\n") {
		t.Errorf("folded:\n%s", got)
	}
	answer.Usage = nil // of an earlier Banter
	again := newReader(append(question, answer), 50, 12)
	if got := again.text(); !strings.HasPrefix(got, "▌ why?\n\n  thought   F9 shows it\n\n  Because.\n") {
		t.Errorf("read again:\n%s", got)
	}
}

// The summary is dim, and copying gives it as the model wrote it.
func TestThinkingIsCopiedAsItsSource(t *testing.T) {
	text := "Look:\n\n```go\nx := 1\n```\n\nThe *end*."
	answer := history.Message{ID: "a", Role: history.Assistant, Status: history.Done, Text: text, Reasoning: summary}
	for _, mode := range []Mode{{Thinking: true}, {Thinking: true, Raw: true}} {
		r := newReader([]history.Message{{ID: "q", Role: history.User, Text: "why?"}, answer}, 60, 24)
		r.SetMode(mode)
		rows := r.rowsShown()
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
			t.Fatalf("%q is not shown:\n%s", words, strings.Join(rows, "\n"))
			return point{}
		}
		for _, test := range [][3]string{
			{map[bool]string{true: "**Weigh", false: "Weigh"}[mode.Raw], "a short", "**Weighing it**\n\nThe person wants a short"},
			{"hing it", "The person", "hing it**\n\nThe person"},
			{"wrong", "here.", "wrong here."},
			{"short answer", "Look", "short answer, and a long one would be wrong here.\n\nLook"},
			{"x := 1", "x := 1", "x := 1"},
			{"why?", "Look:", "why?\n\n" + summary + "\n\nLook:"},
		} {
			if got := r.between(at(test[0], false), at(test[1], true)); got != test[2] {
				t.Errorf("%+v: from %q to %q: got %q, want %q", mode, test[0], test[1], got, test[2])
			}
		}
		if mode.Raw {
			continue
		}
		dim, _, _ := strings.Cut(r.st.Dim.Render("x"), "x")
		if row := r.rows(1)[at("The person", false).row].Text; !strings.HasPrefix(row, dim) {
			t.Errorf("the summary is not dim: %q", row)
		}
		label := at("x := 1", false).row - 1
		for y, p := range r.drawn.places {
			if _, block, ok := r.labelAt(y); ok != (p.item == 1 && p.row == label) || block > 0 {
				t.Errorf("row %d: label %v of block %d", y, ok, block)
			}
		}
	}
}

// TestQuestionsStandOut: the bar alone is not enough on a long page.
func TestQuestionsStandOut(t *testing.T) {
	r := newReader(said(1), 60, 8)
	if row := r.View(r.st, r.l, 8)[0]; !strings.Contains(row, r.st.Strong.Render("question 0")) {
		t.Errorf("the question is drawn as %q", row)
	}
}

func TestChangingTheViewMovesNoLineSideways(t *testing.T) {
	for _, width := range []int{30, 80, 160} {
		r := newReader(said(1), width, 12)
		column := func() int {
			before, _, _ := strings.Cut(r.text(), "answer 0 ends")
			return len(before) - strings.LastIndex(before, "\n") - 1
		}
		was := column()
		r.SetMode(Mode{Raw: true})
		if got := column(); got != was {
			t.Errorf("at %d the text moved from column %d to %d", width, was, got)
		}
	}
}
