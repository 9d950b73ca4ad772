package tui

import (
	"fmt"
	"strings"
	"time"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/markdown"
)

// rows returns the rows of an item, laid out for the present width and
// colours. Rows that are only ours have no bytes of the source.
func (t *transcript) rows(item int) []markdown.Line {
	if item < len(t.messages) {
		return t.messageRows(item)
	}
	if item == len(t.messages) && t.live != nil {
		return t.liveRows()
	}
	return t.problemRows()
}

// itemKey tells one layout of an item from another.
func (t *transcript) itemKey(item int) rowKey {
	key := rowKey{measure: t.textWidth(), mode: t.mode, styles: t.styles}
	if item < len(t.messages) {
		m := &t.messages[item]
		key.id, key.status, key.size, key.whole = m.ID, m.Status, len(m.Text), t.whole[m.ID]
		// The error below says it better than the mark.
		key.marked = item < len(t.messages)-1 || !t.failedJustNow()
	}
	return key
}

func (t *transcript) messageRows(item int) []markdown.Line {
	m, key := &t.messages[item], t.itemKey(item)
	if lines, ok := t.cache.get(key); ok {
		return lines
	}
	var lines []markdown.Line
	switch {
	case !isAnswer(*m):
		lines = t.questionRows(m, key.whole)
	case t.mode.raw:
		raw := t.rawText(m)
		raw.grow(m.Text)
		lines = raw.rows
	case m.Text != "":
		lines = markdown.Render(m.Text, t.options())
	}
	lines = append(lines, t.tail(m, key.marked)...)
	t.cache.put(key, lines)
	return lines
}

// textWidth is how many cells a row of text may have.
func (t *transcript) textWidth() int {
	if t.mode.raw {
		return t.layout.width
	}
	return t.layout.measure
}

// left is the column in which text starts.
func (t *transcript) left() int {
	if t.mode.raw {
		return 0
	}
	return t.layout.left()
}

// options is how answers are rendered at present.
func (t *transcript) options() markdown.Options {
	st := t.styles
	return markdown.Options{
		Width: t.layout.measure, Sheet: st.sheet, Quiet: st.quiet, ASCII: st.ascii, PlainLinks: st.plainLinks, LogicalOrder: st.logicalOrder, Basic: st.basic,
	}
}

// own makes a row that shows nothing of the source.
func (t *transcript) own(text string, at int) markdown.Line {
	return markdown.Line{Text: text, Start: at, End: at}
}

// tail returns the rows of ours below a message.
func (t *transcript) tail(m *history.Message, marked bool) []markdown.Line {
	var lines []markdown.Line
	if marked {
		lines = t.mark(m)
	}
	if t.mode.details {
		lines = append(lines, t.detailRows(m)...)
	}
	return lines
}

// mark returns the rows that say how an answer ended, if not well.
func (t *transcript) mark(m *history.Message) []markdown.Line {
	var lines []markdown.Line
	if m.Text != "" && m.Status != history.Done {
		lines = append(lines, t.own("", len(m.Text)))
	}
	switch m.Status {
	case history.Stopped:
		return append(lines, t.own(t.styles.dim.Render("stopped"), len(m.Text)))
	case history.Interrupted:
		return append(lines, t.own(t.styles.warning.Render("interrupted"), len(m.Text)))
	case history.Failed:
		sentence := "failed"
		if m.Error != "" {
			sentence += ": " + termsafe.Line(m.Error)
		}
		for _, row := range wrapped(t.styles.err.Render, sentence, t.textWidth()) {
			lines = append(lines, t.own(row, len(m.Text)))
		}
		return lines
	}
	return nil
}

// liveRows renders what has arrived since the last time.
func (t *transcript) liveRows() []markdown.Line {
	a := t.live
	if a.message.Text == "" {
		return []markdown.Line{{Text: t.dots() + t.waitNote()}}
	}
	if t.mode.raw {
		return t.rawLiveRows()
	}
	a.resize(t.options())
	if a.fed < len(a.message.Text) {
		a.doc.Append(a.message.Text[a.fed:])
		a.fed = len(a.message.Text)
	}
	return a.doc.Lines()
}

// dots is what stands where the first word will be. The one that stands out
// moves; it does so by its shape too, for terminals without colour.
func (t *transcript) dots() string {
	faint := "·"
	if t.styles.ascii {
		faint = "."
	}
	dots := make([]string, 3)
	for i := range dots {
		dots[i] = t.styles.dim.Render(faint)
	}
	dots[t.beats%3] = t.styles.accent.Render(t.styles.dot)
	return strings.Join(dots, " ")
}

// patience is how long dots alone say enough.
const patience = 10 * time.Second

// waitNote says, beside the dots, that the question is being asked again, or
// how long it has been waiting.
func (t *transcript) waitNote() string {
	waited := time.Duration(t.beats) * pulseTime
	switch {
	case t.retrying != nil:
		return gap + t.styles.dim.Render(fmt.Sprintf("no answer yet, trying again (%d)", t.retrying.Attempt))
	case waited >= patience:
		return gap + t.styles.dim.Render(fmt.Sprintf("waiting for %v", waited.Truncate(time.Second)))
	}
	return ""
}

// beat moves the dots on.
func (t *transcript) beat() {
	t.beats++
	t.changes++
}

// problemRows shows an error: what happened, what to do, and the key that does
// it.
func (t *transcript) problemRows() []markdown.Line {
	said := notice.Notice{Sentence: t.problem.sentence, Hint: t.problem.hint}
	var lines []markdown.Line
	for _, row := range drawNotice(t.styles, said, t.textWidth(), t.height) {
		lines = append(lines, markdown.Line{Text: row})
	}
	if key, what, ok := strings.Cut(t.problem.key, " "); ok {
		lines = append(lines, markdown.Line{Text: t.styles.hints(t.textWidth(), key, what)})
	}
	return lines
}

// failedJustNow reports whether the error on the screen is that of the last
// answer.
func (t *transcript) failedJustNow() bool {
	return len(t.messages) > 0 && t.live == nil && t.problem != (problem{}) &&
		t.messages[len(t.messages)-1].Status == history.Failed
}
