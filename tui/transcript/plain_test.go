package transcript

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/style"
)

// A question with right-to-left text is drawn in the order of the screen, unless the
// terminal reorders it, and is copied as it was typed.
func TestAQuestionFromRightToLeft(t *testing.T) {
	const typed = "שלום world 12 (אב)"
	for _, test := range []struct {
		name    string
		logical bool
		shown   string
	}{
		{"by us", false, "(אב) world 12 שלום"},
		{"by the terminal", true, typed},
	} {
		r := newReader([]history.Message{{ID: "q", Role: history.User, Text: typed, Status: history.Done}}, 40, 5)
		r.st.LogicalOrder = test.logical
		want := test.shown
		if !test.logical {
			want = reversedHebrew(want)
		}
		if row := strings.TrimPrefix(strings.TrimLeft(r.rowsShown()[0], " "), "▌ "); row != want {
			t.Errorf("%s: shown %+q, want %+q", test.name, row, want)
		}
		width := ansi.StringWidth(typed)
		if got := r.between(point{0, 0, 0}, point{0, 0, width - 1}); got != typed {
			t.Errorf("%s: copied %q", test.name, got)
		}
	}
}

// reversedHebrew reverses the letters of each word, as the screen shows them.
func reversedHebrew(text string) string {
	return strings.NewReplacer("אב", "בא", "שלום", "םולש").Replace(text)
}

// A right-to-left row may contain characters that are not shown.
func TestHiddenCharactersFromRightToLeft(t *testing.T) {
	for _, typed := range []string{"\x00שלום", "ש\x1bל\u0090ום", "אב\u200e \u0085(", "\u2066\x07א\u2069"} {
		r := newReader([]history.Message{{ID: "q", Role: history.User, Text: typed, Status: history.Done}}, 40, 5)
		r.View(r.st, r.l, r.height)
		if got := r.between(point{0, 0, 0}, point{0, 0, 39}); len(got) > len(typed) {
			t.Errorf("%q: copied %q", typed, got)
		}
	}
}

// In a right-to-left row, cells between two columns are bytes in the middle of it.
func TestColumnsFromRightToLeft(t *testing.T) {
	p := &plainText{show: termsafe.Text, turns: true}
	const text = "אבגד"
	for col := range 4 {
		if got, want := p.column(text, col, true), 2*(3-col); got != want {
			t.Errorf("column %d shows byte %d, want %d", col, got, want)
		}
	}
	r := newReader([]history.Message{{ID: "q", Role: history.User, Text: text, Status: history.Done}}, 40, 5)
	r.View(r.st, r.l, r.height)
	if got := r.between(point{0, 0, 0}, point{0, 0, 1}); got != "גד" {
		t.Errorf("copied %q", got)
	}
}

// The transcript draws links for terminals without them.
func TestLinksOfATerminalWithoutThem(t *testing.T) {
	m := history.Message{ID: "a", Role: history.Assistant, Text: "[label](https://example.org/page)", Status: history.Done}
	r := &reader{Transcript: newReader(nil, 80, 5).Transcript, st: darkStyles(), l: style.NewLayout(80, 5), height: 5}
	r.Set(session.State{Messages: []history.Message{m}}, Problem{})
	if rows := strings.Join(r.View(r.st, r.l, r.height), ""); !strings.Contains(rows, "\x1b]8;") {
		t.Errorf("no link: %q", rows)
	}
	plain := *r.st
	plain.PlainLinks = true
	if rows := strings.Join(r.View(&plain, r.l, r.height), ""); strings.Contains(rows, "\x1b]8;") || !strings.Contains(rows, "https://example.org/page") {
		t.Errorf("a link: %q", rows)
	}
}

// A question that ends in line feeds, as pastes do, has no blank rows at its end.
func TestBlankLinesAtTheEndOfAQuestion(t *testing.T) {
	for text, want := range map[string]int{"one\n\ntwo\n\n \n": 3, "one": 1, "one\n": 1} {
		r := newReader([]history.Message{{ID: "q", Role: history.User, Text: text, Status: history.Done}}, 40, 12)
		if got := strings.Count(strings.Join(r.rowsShown(), "\n"), "▌"); got != want {
			t.Errorf("%q has %d rows, not %d", text, got, want)
		}
	}
}
