package transcript

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/style"
)

func TestRawShowsWhatWasWritten(t *testing.T) {
	source := "# Title\n\n**bold** and \x1b[31mred\x07\u202eright\r\n\ttab\n```sh\nls   \n```"
	m := history.Message{ID: "a", Role: history.Assistant, Status: history.Done, Text: source, Model: "gpt-6.1-sol"}
	r := newReader([]history.Message{{ID: "q", Role: history.User, Text: "why **this**?"}, m}, 80, 14)
	r.text()
	r.SetMode(Mode{Raw: true})
	want := "you:\nwhy **this**?\n\ngpt-6.1-sol:\n# Title\n\n**bold** and ␛[31mred␇⟨U+202E⟩right\n    tab\n```sh\nls\n```\n\n\n"
	want = strings.ReplaceAll("  "+strings.ReplaceAll(want, "\n", "\n  "), "  \n", "\n")
	if got := r.text(); got != strings.TrimRight(want, " ") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRawGrowsLikeTheWhole(t *testing.T) {
	source := strings.Repeat("some words of a paragraph that goes on and on\u202e, ", 9) + "\n\n" + strings.Repeat("x", 300) + " y\n\ttab 漢字漢字 é\u0301 👩‍👩‍👧 end"
	for _, width := range []int{1, 2, 7, 20, 80} {
		grown := &plainText{width: width, show: termsafe.Visible}
		for i := range []rune(source) {
			grown.grow(string([]rune(source)[:i+1]))
		}
		whole := &plainText{width: width, show: termsafe.Visible}
		whole.grow(source)
		if !slices.Equal(grown.rows, whole.rows) {
			t.Errorf("width %d: grown\n%v\nwhole\n%v", width, grown.rows, whole.rows)
		}
		joined, at := "", 0
		for _, row := range whole.rows {
			if ansi.StringWidth(row.Text) > width {
				t.Errorf("width %d: row %q has %d cells", width, row.Text, ansi.StringWidth(row.Text))
			}
			joined += source[at:row.End]
			at = row.End
		}
		if joined != source {
			t.Errorf("width %d: the rows do not hold the source", width)
		}
	}
}

func TestRawWhileItStreams(t *testing.T) {
	r := newReader(said(3), 60, 8)
	r.text()
	r.SetMode(Mode{Raw: true})
	answer := history.Message{ID: "new", Role: history.Assistant, Status: history.Streaming, Model: "gpt"}
	for _, word := range []string{"*one* ", "two\n", "- three"} {
		answer.Text += word
		shown := answer
		r.Set(session.State{Messages: said(3), Answer: &shown}, Problem{})
		if text := strings.ReplaceAll(r.text(), "\n  ", "\n"); !strings.HasSuffix(strings.TrimSpace(text), strings.TrimSpace(answer.Text)) {
			t.Errorf("got\n%s\nwant it to end with %q", text, answer.Text)
		}
	}
	streamed := r.text()
	answer.Status = history.Done
	r.Set(session.State{Messages: append(said(3), answer)}, Problem{})
	if got := r.text(); got != streamed {
		t.Errorf("ended:\n%s\nstreamed:\n%s", got, streamed)
	}
}

func TestDetails(t *testing.T) {
	at := time.Date(2026, 11, 23, 18, 20, 0, 0, time.UTC)
	messages := []history.Message{
		{ID: "q", Role: history.User, Text: "why?", Created: at, Ended: at},
		{ID: "a", Role: history.Assistant, Status: history.Stopped, Text: "because", Model: "gpt-6.1-sol", Effort: "low", Created: at, Ended: at.Add(12345 * time.Millisecond),
			Usage: []byte(`{"Input":8000,"Cached":7000,"Output":1160,"Reasoning":64,"Total":9160}`)},
		{ID: "b", Role: history.Assistant, Status: history.Done, Text: "old", Model: "gpt\x1b[2J"},
	}
	r := newReader(messages, 80, 12)
	r.zone = time.FixedZone("", 3600)
	r.SetMode(Mode{Details: true})
	want := `▌ why?
▌ 23 Nov 2026 19:20

  because

  stopped
  23 Nov 2026 19:20 · gpt-6.1-sol · low · 12.3 s · 8,000 tokens in (7,000
  cached) · 1,160 out (64 thinking)

  old
  gpt
`
	if got := r.text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestModesKeepTheReadersPlace(t *testing.T) {
	r := newReader(said(50), 60, 9)
	r.text()
	r.ToStart()
	for range 33 {
		r.scroll(1)
	}
	for !strings.Contains(r.rowsShown()[0], "ends") {
		r.scroll(1)
	}
	top := r.rowsShown()[0]
	for _, mode := range []Mode{{Raw: true}, {Raw: true, Details: true}, {Details: true}, {}} {
		r.SetMode(mode)
		if got := strings.TrimSpace(r.rowsShown()[0]); !strings.HasPrefix(got, strings.TrimSpace(top)) {
			t.Errorf("%+v: top row %q, was %q", mode, got, top)
		}
	}
	for _, width := range []int{33, 200, 41, 60} {
		r.l = style.NewLayout(width, 9)
		r.text()
	}
	if got := r.rowsShown()[0]; got != top {
		t.Errorf("back at the old width the top row is %q, was %q", got, top)
	}
}

func TestLongQuestionsUnfold(t *testing.T) {
	var paste strings.Builder
	for i := range 100 {
		fmt.Fprintf(&paste, "line %d\n", i)
	}
	messages := append([]history.Message{{ID: "long", Role: history.User, Text: paste.String()}}, said(1)...)
	r := newReader(messages, 60, 120)
	if text := r.text(); !strings.Contains(text, "… 88 more lines, sent whole   Tab shows them") || strings.Contains(text, "line 12\n") {
		t.Errorf("not folded:\n%s", text)
	}
	r.Unfold()
	if text := r.text(); !strings.Contains(text, "line 99") || strings.Contains(text, "more lines") {
		t.Errorf("not unfolded:\n%s", text)
	}
	r.Unfold()
	if text := r.text(); strings.Contains(text, "line 99") {
		t.Errorf("not folded again:\n%s", text)
	}
}
