package transcript

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// The summary of what a model thought is above its answer. Its rows count the
// bytes of the summary backward from the answer: the last one is -1. So they
// are before the answer in every order, and the offsets of the answer stay
// those of its text.

// waited returns how long the answer being written has had no text.
func (t *Transcript) waited() time.Duration { return time.Duration(t.spins) * Dots.FPS }

// seconds returns a time of thinking in whole seconds.
func seconds(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d == 0:
		return "under 1 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return style.Duration(d)
}

// message returns the message of an item, or nil if it is none.
func (t *Transcript) message(item int) *history.Message {
	switch {
	case item < len(t.messages):
		return &t.messages[item]
	case item == len(t.messages) && t.partial != nil:
		return &t.partial.message
	}
	return nil
}

// reasoning returns the summary that an item shows, or "".
func (t *Transcript) reasoning(item int) string {
	if m := t.message(item); m != nil && t.mode.Thinking && IsAnswer(*m) {
		return m.Reasoning
	}
	return ""
}

// HasThinking reports whether an answer has a summary to show.
func (t *Transcript) HasThinking() bool {
	has := func(m history.Message) bool { return m.ReasoningSize() > 0 }
	return t.partial != nil && has(t.partial.message) || slices.ContainsFunc(t.messages, has)
}

// ScrollToThinking scrolls, if it must, to the summary above the last answer on the
// screen. It reports whether that answer has one.
func (t *Transcript) ScrollToThinking() bool {
	item := t.LastShown()
	m := t.message(item)
	if item < 0 || m == nil || m.Reasoning == "" {
		return false
	}
	if item < len(t.messages) { // one that is being written is read at its end
		t.move(func() { t.scrollToRows(item, 0, t.headRows(item)-1) })
	}
	return true
}

// thinkingHead returns the rows above an answer: how long the model thought, the
// summary if it is shown, and what the model did on the web.
func (t *Transcript) thinkingHead(m *history.Message) []markdown.Line {
	lines := append(t.thoughtRows(m), t.searchRow(m)...)
	if len(lines) == 0 {
		return nil
	}
	return append(lines, t.extraRow("", 0))
}

// thoughtRows returns the rows about the summary of an answer.
func (t *Transcript) thoughtRows(m *history.Message) []markdown.Line {
	if m.Reasoning == "" {
		return nil
	}
	size := len(m.Reasoning)
	words, does := "thought", "shows it"
	if d := session.Thought(*m); d > 0 {
		words += " for " + seconds(d)
	}
	if t.mode.Thinking {
		does = "hides it"
	} else {
		size = 0
	}
	row := t.styles.Dim.Render(words) + t.keys(style.Gap, keymap.ToggleThinking.KeyTo(does))
	lines := []markdown.Line{t.extraRow(t.styles.Cut(row, t.textWidth()), -size)}
	if t.mode.Thinking {
		lines = append(lines, t.thinkingRows(m)...)
	}
	return lines
}

// thinkingRows lays out the summary.
func (t *Transcript) thinkingRows(m *history.Message) []markdown.Line {
	p := &plainText{width: t.textWidth(), show: termsafe.Text, turns: !t.styles.LogicalOrder}
	p.grow(strings.TrimRight(m.Reasoning, "\n"))
	for i := range p.rows {
		row := &p.rows[i]
		from, to, heading := headingIn(m.Reasoning, row.Start, row.End)
		if heading = heading && !t.mode.Raw && row.Text == m.Reasoning[row.Start:row.End]; heading {
			row.Text = m.Reasoning[from:to]
		}
		if row.Text = t.styles.Dim.Render(row.Text); heading {
			row.Text = ansi.SGR(ansi.AttrBold) + row.Text + ansi.SGR(ansi.AttrNormalIntensity)
		}
		row.Start, row.End = row.Start-len(m.Reasoning), row.End-len(m.Reasoning)
	}
	return p.rows
}

// headingIn reports whether the row from one byte of a summary to another is of a
// heading, a line that models write in bold, and returns the row without the marks.
func headingIn(summary string, from, to int) (start, end int, ok bool) {
	const mark = "**"
	first := strings.LastIndexByte(summary[:from], '\n') + 1
	line, _, _ := strings.Cut(summary[first:], "\n")
	inside, opens := strings.CutPrefix(line, mark)
	inside, closes := strings.CutSuffix(inside, mark)
	if !opens || !closes || inside == "" || strings.Contains(inside, mark) {
		return from, to, false
	}
	start, end = max(from, first+len(mark)), min(to, first+len(line)-len(mark))
	return start, max(start, end), true
}

// partialHead is thinkingHead of the answer being written, which is laid out again
// only if the summary has changed.
func (t *Transcript) partialHead() []markdown.Line {
	a := t.partial
	key := t.itemKey(len(t.messages))
	key.thinking, key.items, key.marked = len(a.message.Reasoning), len(a.message.Items), a.message.Text == ""
	if a.head != nil && a.headKey == key {
		return a.head
	}
	switch {
	case a.message.Text != "" || a.message.Reasoning == "":
		a.head = t.thinkingHead(&a.message)
	default:
		a.head = t.searchRow(&a.message)
		if t.mode.Thinking {
			a.head = append(t.thinkingRows(&a.message), a.head...)
		}
		if len(a.head) > 0 {
			a.head = append(a.head, t.extraRow("", 0))
		}
	}
	a.headKey = key
	return a.head
}

// headRows returns the number of rows of an item above those of its text.
func (t *Transcript) headRows(item int) int {
	m := t.message(item)
	switch {
	case m != nil && m.IsSummary():
		return 2 // the rule and the blank row
	case m == nil || !IsAnswer(*m):
		return 0
	case item == len(t.messages):
		return len(t.partialHead())
	}
	rows := len(t.searchRow(m))
	switch {
	case m.Reasoning == "":
	case t.mode.Thinking:
		rows += slices.IndexFunc(t.rows(item), func(line markdown.Line) bool { return line.Start >= 0 })
	default:
		rows++
	}
	if rows > 0 {
		rows++ // the blank one
	}
	return rows
}

// reasoningByte is byteAt in a row of the summary.
func (t *Transcript) reasoningByte(item int, line markdown.Line, col int) int {
	text := t.reasoning(item)
	from, to := line.Start+len(text), line.End+len(text)
	if from < 0 || to > len(text) {
		return line.Start
	}
	whole := text[strings.LastIndexByte(text[:from], '\n')+1:]
	if start, end, ok := headingIn(text, from, to); ok && !t.mode.Raw && col > 0 { // the first column begins with the mark
		return start - len(text) + t.question().column(text[start:end], col, markdown.RightToLeft(whole))
	}
	return line.Start + t.question().column(text[from:to], col, markdown.RightToLeft(whole))
}

// bytes returns the source of an item from one byte to another, the summary of
// the thinking included.
func (t *Transcript) bytes(item, start, end int) string {
	var parts []string
	thought, text := t.reasoning(item), t.Source(item)
	if start < 0 {
		parts = append(parts, thought[max(len(thought)+start, 0):len(thought)+min(end, 0)])
	}
	if end > 0 {
		parts = append(parts, text[max(start, 0):end])
	}
	return strings.Join(parts, "\n\n")
}
