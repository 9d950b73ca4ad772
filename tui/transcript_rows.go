package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/editor"
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
	if item < len(t.messages) {
		m := &t.messages[item]
		// The error below says it better than the mark.
		marked := item < len(t.messages)-1 || !t.failedJustNow()
		return rowKey{m.ID, m.Status, len(m.Text), marked, t.layout.measure, t.styles}
	}
	return rowKey{measure: t.layout.measure, styles: t.styles}
}

func (t *transcript) messageRows(item int) []markdown.Line {
	m, key := &t.messages[item], t.itemKey(item)
	if lines, ok := t.cache.get(key); ok {
		return lines
	}
	var lines []markdown.Line
	switch {
	case !isAnswer(*m):
		lines = t.questionRows(m.Text)
	case m.Text != "":
		lines = markdown.Render(m.Text, t.options())
	}
	if key.marked {
		lines = append(lines, t.mark(m)...)
	}
	t.cache.put(key, lines)
	return lines
}

// options is how answers are rendered at present.
func (t *transcript) options() markdown.Options {
	return markdown.Options{Width: t.layout.measure, Palette: t.styles.palette, ASCII: t.styles.ascii}
}

// A question that is longer than foldedFrom rows shows its beginning: what
// was pasted there is for the model, the reader has it already.
const (
	foldedFrom  = 40
	foldedRows  = 12
	foldedBytes = 16 << 10 // looked at, at most
)

// questionRows lays out what the person wrote, as it was typed.
func (t *transcript) questionRows(text string) []markdown.Line {
	head := text
	if len(head) > foldedBytes {
		head = strings.ToValidUTF8(head[:foldedBytes], "")
	}
	var lines []markdown.Line
	at := 0
	for part := range strings.SplitSeq(termsafe.Text(head), "\n") {
		for _, row := range editor.Wrap(part, t.layout.measure, ansi.GraphemeWidth) {
			shown := strings.TrimRight(strings.ReplaceAll(row, "\t", "    "), " ")
			lines = append(lines, markdown.Line{Text: ansi.Truncate(shown, t.layout.measure, ""), Start: at, End: at + len(row)})
			at += len(row)
		}
		at++
	}
	if len(lines) <= foldedFrom && len(head) == len(text) {
		return lines
	}
	lines = lines[:min(foldedRows, len(lines))]
	rest := text[min(lines[len(lines)-1].End, len(text)):]
	more := fmt.Sprintf("%s more lines, sent whole", editor.Count(strings.Count(rest, "\n")))
	if !strings.Contains(rest, "\n") {
		more = fmt.Sprintf("%s more characters, sent whole", editor.Count(len([]rune(rest))))
	}
	return append(lines, t.own(t.styles.dim.Render(t.styles.ellipsis+" "+more), len(text)))
}

// own makes a row that shows nothing of the source.
func (t *transcript) own(text string, at int) markdown.Line {
	return markdown.Line{Text: text, Start: at, End: at}
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
		for _, row := range wrapped(t.styles.err.Render, sentence, t.layout.measure) {
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
		return []markdown.Line{{Text: t.dots() + t.retryNote()}}
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

// retryNote says, beside the dots, that the question is being asked again.
func (t *transcript) retryNote() string {
	if t.retrying == nil {
		return ""
	}
	return gap + t.styles.dim.Render(fmt.Sprintf("no answer yet, trying again (%d)", t.retrying.Attempt))
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
	for _, row := range drawNotice(t.styles, said, t.layout.measure, t.height) {
		lines = append(lines, markdown.Line{Text: row})
	}
	if key, what, ok := strings.Cut(t.problem.key, " "); ok {
		lines = append(lines, markdown.Line{Text: t.styles.hints(t.layout.measure, key, what)})
	}
	return lines
}

// failedJustNow reports whether the error on the screen is that of the last
// answer.
func (t *transcript) failedJustNow() bool {
	return len(t.messages) > 0 && t.live == nil && t.problem != (problem{}) &&
		t.messages[len(t.messages)-1].Status == history.Failed
}
