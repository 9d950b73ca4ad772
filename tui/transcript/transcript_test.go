package transcript

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/session"
	"banter/themes"
	"banter/tui/style"
)

func darkStyles() *style.Styles { return style.New(themes.All()[0].Dark, false) }

// said returns n questions with answers of some rows each.
func said(n int) []history.Message {
	messages := make([]history.Message, 0, 2*n)
	for i := range n {
		messages = append(messages,
			history.Message{ID: fmt.Sprint("q", i), Role: history.User, Status: history.Done, Text: fmt.Sprintf("question %d", i)},
			history.Message{ID: fmt.Sprint("a", i), Role: history.Assistant, Status: history.Done,
				Text: fmt.Sprintf("answer %d begins here and is long enough to be wrapped in a narrow window.\n\nanswer %d ends", i, i)})
	}
	return messages
}

// reader is a transcript in a window of one size.
type reader struct {
	*Transcript
	st     *style.Styles
	l      style.Layout
	height int
}

func newReader(messages []history.Message, width, height int) *reader {
	r := &reader{New(time.UTC), darkStyles(), style.NewLayout(width, height), height}
	r.Set(session.State{Messages: messages}, Problem{})
	return r
}

func (r *reader) rowsShown() []string {
	rows := r.View(r.st, r.l, r.height)
	plain := make([]string, len(rows))
	for i, row := range rows {
		plain[i] = strings.TrimRight(ansi.Strip(row), " ")
	}
	return plain
}

func (r *reader) text() string { return strings.Join(r.rowsShown(), "\n") }

func TestStartsAtTheEndAndLaysOutOnlyWhatIsSeen(t *testing.T) {
	r := newReader(said(5000), 80, 20)
	if text := r.text(); !strings.Contains(text, "answer 4999 ends") {
		t.Errorf("the end is not shown:\n%s", text)
	}
	if n := r.cache.used.Len(); n > 20 {
		t.Errorf("%d messages were laid out for 20 rows", n)
	}
	r.ToStart()
	if rows := r.rowsShown(); rows[0] != "▌ question 0" {
		t.Errorf("first row is %q", rows[0])
	}
	if r.Below() != MaxBelow {
		t.Errorf("%d rows below, want many", r.Below())
	}
	if n := r.cache.used.Len(); n > 40 {
		t.Errorf("%d messages were laid out for two screens", n)
	}
}

func TestScrollsRowByRowThroughAll(t *testing.T) {
	r := newReader(said(30), 40, 7)
	r.ToStart()
	var all []string
	for range 1000 {
		all = append(all, r.rowsShown()[0])
		if r.Following() {
			break
		}
		r.scroll(1)
	}
	all = append(all, r.rowsShown()[1:]...)
	whole := newReader(said(30), 40, len(all))
	if got, want := strings.Join(all, "\n"), whole.text(); got != want {
		t.Errorf("scrolled through:\n%s\nwant\n%s", got, want)
	}
}

func TestKeepsTheReadersPlace(t *testing.T) {
	messages := said(50)
	r := newReader(messages, 100, 10)
	r.text()
	r.scroll(-200)
	r.scroll(60)
	top := r.rowsShown()[0]
	for top == "" || strings.HasPrefix(top, "▌") {
		r.scroll(1)
		top = r.rowsShown()[0]
	}
	answer := &history.Message{ID: "new", Role: history.Assistant, Status: history.Streaming}
	for i := range 30 {
		answer.Text += fmt.Sprintf("row %d\n\n", i)
		r.Set(session.State{Messages: messages, Answer: answer}, Problem{})
		if got := r.rowsShown()[0]; got != top {
			t.Fatalf("text below moved the top row from %q to %q", top, got)
		}
	}
	words := strings.Join(strings.Fields(top)[:3], " ")
	for _, width := range []int{40, 60, 33, 200, 100} {
		r.l = style.NewLayout(width, 10)
		if got := strings.TrimSpace(r.rowsShown()[0]); !strings.Contains(got, words) && !strings.Contains(top, got) {
			t.Errorf("at width %d the top row is %q, was %q", width, got, top)
		}
	}
}

func TestFollowsOnlyFromTheEnd(t *testing.T) {
	messages := said(10)
	r := newReader(messages, 80, 10)
	answer := &history.Message{ID: "new", Role: history.Assistant, Status: history.Streaming, Text: "first"}
	grow := func(text string) {
		answer.Text += text
		r.Set(session.State{Messages: messages, Answer: answer}, Problem{})
	}
	grow("\n\nsecond")
	if !strings.Contains(r.text(), "second") {
		t.Errorf("does not follow:\n%s", r.text())
	}
	r.scroll(-3)
	grow("\n\nthird")
	if strings.Contains(r.text(), "third") || r.Below() == 0 {
		t.Errorf("follows a reader who has left the end:\n%s", r.text())
	}
	r.scroll(99)
	grow("\n\nfourth")
	if !strings.Contains(r.text(), "fourth") {
		t.Errorf("does not follow again:\n%s", r.text())
	}
}

func TestEndOfAStreamChangesNoRow(t *testing.T) {
	text := "# Title\n\nSome *words* and\n\n- a list\n- of two\n\n```go\nfunc main() {}\n```\n"
	r := newReader(nil, 80, 30)
	answer := history.Message{ID: "a", Role: history.Assistant, Status: history.Streaming, Text: text[:20]}
	r.Set(session.State{Answer: &answer}, Problem{})
	r.text()
	answer.Text = text
	answer.Status = history.Done
	r.Set(session.State{Messages: []history.Message{answer}}, Problem{})
	whole := newReader([]history.Message{answer}, 80, 30)
	if got, want := r.text(), whole.text(); got != want {
		t.Errorf("streamed:\n%s\nwhole:\n%s", got, want)
	}
}

func TestMarksOfHalfAnswers(t *testing.T) {
	for status, want := range map[history.Status]string{
		history.Stopped: "stopped", history.Interrupted: "interrupted", history.Failed: "failed: The server is busy.",
	} {
		m := history.Message{ID: "a", Role: history.Assistant, Status: status, Text: "half", Error: "The server\x1b[2J is busy."}
		r := newReader([]history.Message{m}, 60, 5)
		if got := r.text(); !strings.Contains(got, "half\n\n  "+want) {
			t.Errorf("%s: got\n%s", status, got)
		}
	}
}

func TestJumpsFromQuestionToQuestion(t *testing.T) {
	r := newReader(said(20), 80, 6)
	r.text()
	for _, step := range []struct {
		direction int
		want      string
	}{{-1, "18"}, {-1, "17"}, {1, "18"}, {-1, "17"}} {
		r.ToQuestion(step.direction)
		if got := r.rowsShown()[0]; got != "▌ question "+step.want {
			t.Errorf("top row %q, want question %s", got, step.want)
		}
	}
	r.scroll(1)
	r.ToQuestion(-1)
	if got := r.rowsShown()[0]; got != "▌ question 17" {
		t.Errorf("from within: top row %q, want question 17", got)
	}
}

func TestViewIsDrawnOnceUntilSomethingChanges(t *testing.T) {
	r := newReader(said(3), 80, 10)
	first, second := r.View(r.st, r.l, 10), r.View(r.st, r.l, 10)
	if &first[0] != &second[0] {
		t.Error("drawn twice for the same picture")
	}
	if n := testing.AllocsPerRun(10, func() { r.View(r.st, r.l, 10) }); n > 0 {
		t.Errorf("%v allocations for a picture that has not changed", n)
	}
}

func TestCacheIsBounded(t *testing.T) {
	r := newReader(said(100), 80, 10)
	r.cache.limit = 5000
	for range 100 {
		r.text()
		r.scroll(-5)
	}
	if r.cache.size > 5000 || r.cache.used.Len() < 10 {
		t.Errorf("%d rows' messages in %d bytes are kept, limit is 5000", r.cache.used.Len(), r.cache.size)
	}
	if len(r.cache.entries) != r.cache.used.Len() {
		t.Errorf("%d entries, %d in the list", len(r.cache.entries), r.cache.used.Len())
	}
}

func BenchmarkView(b *testing.B) {
	for _, n := range []int{10, 10000} {
		messages := said(n / 2)
		for i := range messages {
			if IsAnswer(messages[i]) { // ten messages fill more than a screen, too
				messages[i].Text = strings.Repeat(messages[i].Text+"\n\n", 10)
			}
		}
		b.Run(fmt.Sprintf("scroll-%d", n), func(b *testing.B) {
			r := newReader(messages, 120, 40)
			r.View(r.st, r.l, r.height)
			for i := 0; b.Loop(); i++ {
				r.scroll(1 - 2*(i%2))
				r.View(r.st, r.l, r.height)
			}
		})
		b.Run(fmt.Sprintf("unchanged-%d", n), func(b *testing.B) {
			r := newReader(messages, 120, 40)
			for b.Loop() {
				r.View(r.st, r.l, r.height)
			}
		})
		b.Run(fmt.Sprintf("open-%d", n), func(b *testing.B) {
			for b.Loop() {
				r := newReader(messages, 120, 40)
				r.View(r.st, r.l, r.height)
			}
		})
		b.Run(fmt.Sprintf("resize-%d", n), func(b *testing.B) {
			r := newReader(messages, 120, 40)
			for i := 0; b.Loop(); i++ {
				r.l = style.NewLayout(80+i%20, 40)
				r.cache = rowCache{limit: cacheLimit} // no width comes back
				r.View(r.st, r.l, r.height)
			}
		})
	}
}

// The reader stays where the end of a conversation was shown when the messages before
// it have been read.
func TestEarlierMessagesComeAboveTheReader(t *testing.T) {
	all := said(60)
	r := newReader(nil, 80, 10)
	r.Set(session.State{Messages: all[100:], Earlier: true}, Problem{})
	r.text()
	r.scroll(-20)
	r.SetChoice(&Choice{Item: 10, Block: -1})
	before := r.text()
	r.Set(session.State{Messages: all}, Problem{})
	if after := r.text(); after != before {
		t.Errorf("the reader sees\n%s\nand saw\n%s", after, before)
	}
	r.ToStart()
	if rows := r.rowsShown(); rows[0] != "▌ question 0" && rows[0] != "│ question 0" {
		t.Errorf("the first row is %q", rows[0])
	}
}

// Another version of a message takes its place without moving what is above.
func TestVersionsChangeInPlace(t *testing.T) {
	messages := said(5)
	other := slices.Clone(messages)
	other[9] = history.Message{ID: "other", Role: history.Assistant, Status: history.Done, Text: strings.Repeat("another answer\n\n", 30)}
	r := newReader(messages, 80, 12)
	r.text()
	before := r.rowsShown()
	r.StayAt(9)
	r.Set(session.State{Messages: other}, Problem{})
	after := r.rowsShown()
	row := slices.IndexFunc(before, func(s string) bool { return strings.Contains(s, "answer 4 begins") })
	if row < 0 || !slices.Equal(before[:row], after[:row]) || !strings.Contains(after[row], "another answer") {
		t.Errorf("the screen shows\n%s\nand showed\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
}
