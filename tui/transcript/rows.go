package transcript

import (
	"slices"

	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/markdown"
	"banter/tui/style"
)

// rows returns the rows of an item, laid out for the current width and colors. Rows
// that show nothing of the source have Start equal to End.
func (t *Transcript) rows(item int) []markdown.Line {
	if item < len(t.messages) {
		return t.messageRows(item)
	}
	if item == len(t.messages) && t.partial != nil {
		return t.partialRows()
	}
	return t.problemRows()
}

// itemKey returns the key of an item's current layout.
func (t *Transcript) itemKey(item int) rowKey {
	key := rowKey{measure: t.textWidth(), mode: t.mode, styles: t.styles}
	if item < len(t.messages) {
		m := &t.messages[item]
		key.id, key.status, key.size, key.whole = m.ID, m.Status, m.TextSize(), t.whole[m.ID]
		key.thinking, key.items = m.ReasoningSize(), len(m.Items)
		if key.whole && key.items > 0 {
			key.files = len(t.fileTexts)
		}
		// The problem below tells more than the mark of a failed answer.
		key.marked = item < len(t.messages)-1 || !t.failedJustNow() || t.inline
		key.version, key.bookmark = t.versionOf(m), m.Bookmark
		if !IsAnswer(*m) && len(m.Items) > 0 { // it has files
			key.pictures = t.pictures.version
		}
	}
	return key
}

func (t *Transcript) messageRows(item int) []markdown.Line {
	m, key := &t.messages[item], t.itemKey(item)
	if !m.Whole() {
		return t.omittedRows(item)
	}
	if lines, ok := t.cache.get(key); ok {
		return lines
	}
	var lines []markdown.Line
	switch {
	case m.IsSummary():
		lines = t.summaryRows(m, key.whole)
	case !IsAnswer(*m):
		lines = t.questionRows(m, key.whole)
	case t.mode.Raw:
		raw := t.rawText(m)
		raw.grow(m.Text)
		lines = slices.Concat(t.thinkingHead(m), raw.rows)
	case m.Text != "":
		lines = slices.Concat(t.thinkingHead(m), t.answerRows(m))
	default:
		lines = t.thinkingHead(m)
	}
	lines = append(lines, t.rowsBelow(m, key.marked)...)
	t.cache.put(key, lines)
	return lines
}

// textWidth returns the most cells of a row of text.
func (t *Transcript) textWidth() int {
	if t.mode.Raw {
		return max(t.layout.Width-t.left(), 1)
	}
	return t.layout.Measure
}

// left returns the column where text starts: the same in the raw view, so that
// changing the view moves no line sideways.
func (t *Transcript) left() int { return t.layout.Left() }

// options returns the current options for rendering answers.
func (t *Transcript) options() markdown.Options {
	st := t.styles
	return markdown.Options{
		Width: t.layout.Measure, Sheet: st.Sheet, Quiet: st.Quiet, ASCII: st.ASCII, PlainLinks: st.PlainLinks, LogicalOrder: st.LogicalOrder, Basic: st.Basic, Printed: t.inline,
	}
}

// extraRow returns a row that shows nothing of the source, at a byte of it.
func (t *Transcript) extraRow(text string, at int) markdown.Line {
	return markdown.Line{Text: text, Start: at, End: at}
}

// rowsBelow returns the rows below the text of a message: its files and sources, how it ended,
// its note, its details, its place among its versions.
func (t *Transcript) rowsBelow(m *history.Message, marked bool) []markdown.Line {
	lines := append(t.fileRows(m), t.sourceRows(m)...)
	if marked {
		lines = append(lines, t.endRows(m)...)
	}
	lines = append(lines, t.noteRows(m)...)
	if t.mode.Details {
		lines = append(lines, t.detailRows(m)...)
	}
	return append(lines, t.versionRows(m)...)
}

// endRows returns the rows that report why an answer is incomplete, or nil.
func (t *Transcript) endRows(m *history.Message) []markdown.Line {
	var lines []markdown.Line
	if m.Text != "" && m.Status != history.Done {
		lines = append(lines, t.extraRow("", len(m.Text)))
	}
	switch m.Status {
	case history.Streaming:
		return append(lines, t.extraRow(t.styles.Warning.Render(t.styles.Cut("Another Banter is writing this answer.", t.textWidth())), len(m.Text)))
	case history.Stopped:
		return append(lines, t.extraRow(t.styles.Dim.Render("stopped"), len(m.Text)))
	case history.Interrupted:
		return append(lines, t.extraRow(t.styles.Warning.Render("interrupted"), len(m.Text)))
	case history.Failed:
		sentence := "failed"
		if m.Error != "" {
			sentence += ": " + termsafe.Line(m.Error)
		}
		for _, row := range style.Wrap(t.styles.Err.Render, sentence, t.textWidth()) {
			lines = append(lines, t.extraRow(row, len(m.Text)))
		}
		return lines
	}
	return nil
}

// partialRows renders what has arrived of an answer since the last call.
func (t *Transcript) partialRows() []markdown.Line {
	a := t.partial
	if a.message.Text == "" {
		return slices.Concat(t.partialHead(), []markdown.Line{{Text: t.styles.Cut(t.dots()+t.waitNote(), t.textWidth())}})
	}
	if t.mode.Raw {
		return t.withDots(t.rawPartialRows())
	}
	a.resize(t.options())
	if a.fed < len(a.message.Text) {
		a.doc.Append(a.message.Text[a.fed:])
		a.fed = len(a.message.Text)
	}
	if head := t.partialHead(); len(head) > 0 {
		return t.withDots(slices.Concat(head, a.doc.Lines()))
	}
	return t.withDots(a.doc.Lines())
}
