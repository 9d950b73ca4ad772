package transcript

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// rows returns the rows of an item, laid out for the present width and
// colours. Rows that are only ours have no bytes of the source.
func (t *Transcript) rows(item int) []markdown.Line {
	if item < len(t.messages) {
		return t.messageRows(item)
	}
	if item == len(t.messages) && t.live != nil {
		return t.liveRows()
	}
	return t.problemRows()
}

// itemKey tells one layout of an item from another.
func (t *Transcript) itemKey(item int) rowKey {
	key := rowKey{measure: t.textWidth(), mode: t.Mode, styles: t.styles}
	if item < len(t.messages) {
		m := &t.messages[item]
		key.id, key.status, key.size, key.whole = m.ID, m.Status, len(m.Text), t.whole[m.ID]
		key.thinking = len(m.Reasoning)
		// The error below says it better than the mark.
		key.marked = item < len(t.messages)-1 || !t.failedJustNow()
	}
	return key
}

func (t *Transcript) messageRows(item int) []markdown.Line {
	m, key := &t.messages[item], t.itemKey(item)
	if lines, ok := t.cache.get(key); ok {
		return lines
	}
	var lines []markdown.Line
	switch {
	case !IsAnswer(*m):
		lines = t.questionRows(m, key.whole)
	case t.Mode.Raw:
		raw := t.rawText(m)
		raw.grow(m.Text)
		lines = slices.Concat(t.thinkingHead(m), raw.rows)
	case m.Text != "":
		lines = slices.Concat(t.thinkingHead(m), markdown.Render(m.Text, t.options()))
	default:
		lines = t.thinkingHead(m)
	}
	lines = append(lines, t.tail(m, key.marked)...)
	t.cache.put(key, lines)
	return lines
}

// textWidth is how many cells a row of text may have.
func (t *Transcript) textWidth() int {
	if t.Mode.Raw {
		return max(t.layout.Width-t.left(), 1)
	}
	return t.layout.Measure
}

// left is the column in which text starts: the same in the raw view, so that
// changing the view moves no line sideways.
func (t *Transcript) left() int { return t.layout.Left() }

// options is how answers are rendered at present.
func (t *Transcript) options() markdown.Options {
	st := t.styles
	return markdown.Options{
		Width: t.layout.Measure, Sheet: st.Sheet, Quiet: st.Quiet, ASCII: st.ASCII, PlainLinks: st.PlainLinks, LogicalOrder: st.LogicalOrder, Basic: st.Basic,
	}
}

// own makes a row that shows nothing of the source.
func (t *Transcript) own(text string, at int) markdown.Line {
	return markdown.Line{Text: text, Start: at, End: at}
}

// tail returns the rows of ours below a message.
func (t *Transcript) tail(m *history.Message, marked bool) []markdown.Line {
	var lines []markdown.Line
	if marked {
		lines = t.mark(m)
	}
	if t.Mode.Details {
		lines = append(lines, t.detailRows(m)...)
	}
	return lines
}

// mark returns the rows that say how an answer ended, if not well.
func (t *Transcript) mark(m *history.Message) []markdown.Line {
	var lines []markdown.Line
	if m.Text != "" && m.Status != history.Done {
		lines = append(lines, t.own("", len(m.Text)))
	}
	switch m.Status {
	case history.Stopped:
		return append(lines, t.own(t.styles.Dim.Render("stopped"), len(m.Text)))
	case history.Interrupted:
		return append(lines, t.own(t.styles.Warning.Render("interrupted"), len(m.Text)))
	case history.Failed:
		sentence := "failed"
		if m.Error != "" {
			sentence += ": " + termsafe.Line(m.Error)
		}
		for _, row := range style.Wrap(t.styles.Err.Render, sentence, t.textWidth()) {
			lines = append(lines, t.own(row, len(m.Text)))
		}
		return lines
	}
	return nil
}

// liveRows renders what has arrived since the last time.
func (t *Transcript) liveRows() []markdown.Line {
	a := t.live
	if a.message.Text == "" {
		return slices.Concat(t.liveHead(), []markdown.Line{{Text: t.styles.Cut(t.dots()+t.waitNote(), t.textWidth())}})
	}
	if t.Mode.Raw {
		return t.rawLiveRows()
	}
	a.resize(t.options())
	if a.fed < len(a.message.Text) {
		a.doc.Append(a.message.Text[a.fed:])
		a.fed = len(a.message.Text)
	}
	if head := t.liveHead(); len(head) > 0 {
		return slices.Concat(head, a.doc.Lines())
	}
	return a.doc.Lines()
}

// dots is what stands where the first word will be. The one that stands out
// moves; it does so by its shape too, for terminals without colour.
func (t *Transcript) dots() string {
	faint := "·"
	if t.styles.ASCII {
		faint = "."
	}
	dots := make([]string, 3)
	for i := range dots {
		dots[i] = t.styles.Dim.Render(faint)
	}
	dots[t.beats%3] = t.styles.Accent.Render(t.styles.Dot)
	return strings.Join(dots, " ")
}

// PulseTime is the time between two steps of the dots.
const PulseTime = 300 * time.Millisecond

// patience is how long dots alone say enough.
const patience = 10 * time.Second

// waitNote says, beside the dots, that the question is being asked again, or
// how long the model has been thinking or the question waiting.
func (t *Transcript) waitNote() string {
	waited := t.waited()
	switch {
	case t.retrying != nil:
		return style.Gap + t.styles.Dim.Render(fmt.Sprintf("no answer yet, trying again (%d)", t.retrying.Attempt))
	case t.live.message.Reasoning != "":
		does := "shows it"
		if t.Mode.Thinking {
			does = "hides it"
		}
		return style.Gap + t.styles.Dim.Render("thinking for "+seconds(waited)) + style.Gap + t.styles.Hints(t.textWidth(), keymap.ToggleThinking.KeyTo(does))
	case waited >= patience:
		return style.Gap + t.styles.Dim.Render(fmt.Sprintf("waiting for %v", waited.Truncate(time.Second)))
	}
	return ""
}

// Beat moves the dots on.
func (t *Transcript) Beat() {
	t.beats++
	t.changes++
}

// A Problem is an error as the conversation shows it: one sentence, one hint,
// one way on.
type Problem struct {
	Sentence, Hint string
	Way            string // what the retry key does; empty: nothing
}

// problemRows shows an error: what happened, what to do, and the key that does
// it.
func (t *Transcript) problemRows() []markdown.Line {
	said := notice.Notice{Sentence: t.problem.Sentence, Hint: t.problem.Hint}
	var lines []markdown.Line
	for _, row := range style.Notice(t.styles, said, t.textWidth(), t.height) {
		lines = append(lines, markdown.Line{Text: row})
	}
	if t.problem.Way != "" {
		lines = append(lines, markdown.Line{Text: t.styles.Hints(t.textWidth(), keymap.Retry.KeyTo(t.problem.Way))})
	}
	return lines
}

// failedJustNow reports whether the error on the screen is that of the last
// answer.
func (t *Transcript) failedJustNow() bool {
	return len(t.messages) > 0 && t.live == nil && t.problem != (Problem{}) &&
		t.messages[len(t.messages)-1].Status == history.Failed
}
