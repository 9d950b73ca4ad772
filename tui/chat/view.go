package chat

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/transcript"
)

// View draws the chat: the transcript, the queue, a rule, the input, the status
// line. It returns the terminal's cursor at the caret, also while an answer
// arrives, because input methods follow it. An inline chat hides it then, unless there
// is text: its rows are drawn from the cursor on, and the terminal must not move that
// when it gets another size.
func (c *Chat) View(st *style.Styles, l style.Layout) (string, *tea.Cursor) {
	low := c.lower(l)
	status := c.statusLine(st, low)
	queue := append(append(c.queueRows(st, low), c.warningRows(st, low)...), append(c.compactRows(st, low), c.systemRows(st, low)...)...)
	queue = append(append(queue, c.namedRows(st, low)...), c.offeredRows(st, low)...)
	input, x, y := c.inputRows(st, low)
	if c.mode != nil {
		if row, caret, ok := c.mode.row(st, low); ok {
			input, x, y = []string{row}, caret, 0
		}
	}
	if c.inline && c.mode == nil && c.streaming() && c.editor.Empty() {
		x = -1
	}
	below := 1 + len(input) + 1 // the rule, the input, the status line
	if l.Height < 5 {           // show the input only
		c.input = inputArea{left: low.Left(), rows: len(input)}
		rows := append(input[:min(len(input), l.Height)], status)
		return strings.Join(rows[:min(len(rows), l.Height)], "\n"), c.shaped(cursorAt(low, x, y))
	}
	queue = queue[:max(min(len(queue), l.Height-below-1), 0)]
	height := l.Height - below - len(queue)
	rows := append(c.upper(st, l, height), queue...)
	rows = append(rows, c.rule(st, low))
	y += len(rows)
	c.input = inputArea{left: low.Left(), top: len(rows), rows: len(input)}
	rows = append(append(rows, input...), status)
	return strings.Join(rows, "\n"), c.shaped(cursorAt(low, x, y))
}

// upper draws what is above the queue: the transcript, or the empty page, in height
// rows. A blank row ends it, if there is room. An inline chat has only its open rows.
func (c *Chat) upper(st *style.Styles, l style.Layout, height int) []string {
	if c.inline && c.mode == nil {
		return c.openRows(st, l, height)
	}
	air := min(max(height-12, 0), 1)
	height -= air
	var rows []string
	if c.Blank() && c.problem() == (transcript.Problem{}) {
		c.transcript.Resize(st, l, height)
		rows = c.emptyRows(st, l, height)
	} else {
		rows = c.transcript.View(st, l, height)
	}
	if p, ok := c.mode.(pane); ok {
		if drawn, fits := p.pane(st, l, height); fits {
			rows = drawn
		}
	}
	return append(rows[:len(rows):len(rows)], make([]string, air)...)
}

// lower returns the layout of what is below the transcript: as wide as that, if a
// mode fills the window.
func (c *Chat) lower(l style.Layout) style.Layout {
	if _, ok := c.mode.(pane); ok && l.Width >= transcript.CompareWidth {
		l.Pad, l.Measure = 0, l.Width-2*style.GutterWidth
	}
	return l
}

// cursorAt returns the cursor at column x of the text, or nil if x < 0.
func cursorAt(l style.Layout, x, y int) *tea.Cursor {
	if x < 0 {
		return nil
	}
	return tea.NewCursor(min(l.Left()+x, l.Width-1), min(y, l.Height-1))
}

// inputRows draws the input, which grows with its text up to a third of the window,
// and returns the place of the caret.
func (c *Chat) inputRows(st *style.Styles, l style.Layout) (rows []string, x, y int) {
	limit := max(min(l.Height/3, 12), 1)
	margin := strings.Repeat(" ", l.Left())
	if c.editor.Empty() {
		c.editor.View(l.Measure, 1, nil)
		return []string{margin + st.Dim.Render(st.Cut(c.placeholder(), l.Measure))}, 0, 0
	}
	c.editor.ShowSelection(st.Selected.Render)
	width := max(l.Measure-1, 1) // the caret may be after the last cell
	view := c.editor.View(width, c.editor.Height(width, limit), func(label string) string { return st.Accent.Render(label) })
	for _, row := range view.Rows {
		rows = append(rows, margin+row)
	}
	return rows, view.X, view.Y
}

// placeholder returns what an empty input shows.
func (c *Chat) placeholder() string {
	if c.streaming() {
		return "Ask something, or queue it while this one is being written"
	}
	return "Ask something"
}

// rule draws the line between transcript and input, with the title of the
// conversation, a sign while the source is shown, and the number of rows below
// the screen.
func (c *Chat) rule(st *style.Styles, l style.Layout) string {
	margin := strings.Repeat(" ", l.Left())
	if c.mode != nil && c.note.text != "" { // the status line has the keys of the mode
		remark := st.Line(2) + " " + st.Text.Render(st.Cut(c.note.fitting(l.Measure-8), l.Measure-8)) + " "
		return margin + remark + st.Line(l.Measure-ansi.StringWidth(remark))
	}
	marks := c.ruleMarks(st, l)
	width := ansi.StringWidth(marks)
	if l.Measure < width+2 {
		return margin + ansi.Truncate(marks, l.Measure, "")
	}
	title := st.Cut(c.title(), l.Measure-width-6)
	if title != "" {
		title = st.Line(2) + " " + st.Dim.Render(title) + " "
	}
	return margin + title + st.Line(l.Measure-ansi.StringWidth(title)-width) + marks
}

// ruleMarks draws the end of the rule: what is below the screen, and that the
// source is shown.
func (c *Chat) ruleMarks(st *style.Styles, l style.Layout) string {
	below, raw := c.belowMark(), ""
	if c.transcript.Mode().Raw {
		key := keymap.ToggleRaw.Label()
		if raw = " source view (" + key + ") "; len(raw)+len(below)+8 > l.Measure {
			raw = " source (" + key + ") "
		}
	}
	drawn := ""
	for _, mark := range []string{raw, below} {
		if mark != "" {
			drawn += st.Accent.Render(mark) + st.Line(2)
		}
	}
	return drawn
}

// belowMark returns the words for the number of rows below the screen.
func (c *Chat) belowMark() string {
	switch n := c.transcript.Below(); {
	case n == 0 || c.Blank():
		return ""
	case n >= transcript.MaxBelow:
		return " more below "
	case n == 1:
		return " 1 more row below "
	default:
		return fmt.Sprintf(" %d more below ", n)
	}
}

// queueShown is the most queued questions that are shown; the rest is counted.
const queueShown = 3

// queueRows draws the questions that wait for the answer to end.
func (c *Chat) queueRows(st *style.Styles, l style.Layout) []string {
	if m, ok := c.mode.(*queueMode); ok {
		return m.rows(st, l)
	}
	queue := c.queued()
	if len(queue) == 0 {
		return nil
	}
	margin := strings.Repeat(" ", l.Left())
	var rows []string
	hidden := max(len(queue)-queueShown, 0)
	if hidden > 0 {
		rows = append(rows, margin+st.Dim.Render(fmt.Sprintf("%d more queued", hidden)))
	}
	for _, text := range queue[hidden:] {
		if len(text) > 4*style.MaxMeasure {
			text = strings.ToValidUTF8(text[:4*style.MaxMeasure], "")
		}
		rows = append(rows, margin+st.Dim.Render(st.Cut("next: "+termsafe.Line(text), l.Measure)))
	}
	return rows
}

// WindowTitle returns the title for the terminal's window.
func (c *Chat) WindowTitle() string {
	if title := c.title(); title != "" {
		return title + " - Banter"
	}
	return "Banter"
}

// title returns the title of the conversation, safe to show, or "".
func (c *Chat) title() string {
	if c.Blank() {
		return ""
	}
	return ansi.Truncate(termsafe.Line(c.state.Conversation.Title), 60, "")
}
