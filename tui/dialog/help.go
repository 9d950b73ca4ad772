package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/tui/keymap"
	"banter/tui/style"
)

// helpPage is the list of keys. Typing filters it.
type helpPage struct {
	version    string
	shiftEnter bool
	field      style.TextField
	top        int // first row on the screen
	last       int // largest top in the newest drawing
}

// NewHelp returns the list of keys. shiftEnter reports whether the terminal
// distinguishes Shift+Enter from Enter.
func NewHelp(version string, shiftEnter bool) Dialog {
	return &helpPage{version: version, shiftEnter: shiftEnter}
}

func (h *helpPage) Update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if h.closes(msg) {
			return nil, Dismissed{}
		}
		if !h.scroll(msg.Keystroke()) {
			h.filter(msg)
		}
	case tea.PasteMsg:
		h.filter(msg)
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			h.top -= style.WheelRows
		case tea.MouseWheelDown:
			h.top += style.WheelRows
		}
	}
	h.top = max(min(h.top, h.last), 0)
	return nil, nil
}

// closes reports whether a key closes the page: that of every dialog, and those
// that have opened it.
func (h *helpPage) closes(msg tea.KeyPressMsg) bool {
	return leaves(msg) || keymap.OpenHelp.Is(msg.Keystroke()) || keymap.OpenHelpIdle.Is(msg.Text) && h.field.Text() == ""
}

// scroll reports whether a keystroke was one that scrolls.
func (h *helpPage) scroll(stroke string) bool {
	switch {
	case keymap.HelpDown.Is(stroke):
		h.top++
	case keymap.HelpUp.Is(stroke):
		h.top--
	case keymap.HelpPageDown.Is(stroke):
		h.top += pageRows
	case keymap.HelpPageUp.Is(stroke):
		h.top -= pageRows
	case keymap.HelpStart.Is(stroke):
		h.top = 0
	case keymap.HelpEnd.Is(stroke):
		h.top = h.last
	default:
		return false
	}
	return true
}

func (h *helpPage) filter(msg tea.Msg) {
	was := h.field.Text()
	if h.field, _ = h.field.Update(msg); h.field.Text() != was {
		h.top = 0
	}
}

// lowHelp is the height from which the page has room for rules.
const lowHelp = 10

func (h *helpPage) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	measure := max(width-style.GutterWidth, 1)
	head := overlay{title: "Keys", label: "filter:", field: h.field}
	header, caret := head.header(st, width)
	above, below := []string{header}, []string{h.foot(st, measure)}
	if height >= lowHelp {
		above, below = append(above, h.indented(st.Line(measure))), append([]string{h.indented(st.Line(measure))}, below...)
	}
	room := max(height-len(above)-len(below), 1)
	all := h.rows(st, measure)
	h.last = max(len(all)-room, 0)
	h.top = min(h.top, h.last)
	if h.last > 0 {
		below[len(below)-1] = h.foot(st, measure, keymap.HelpUp.Key())
	}
	shown := above
	for _, row := range all[h.top:min(h.top+room, len(all))] {
		shown = append(shown, h.indented(st.Cut(row, measure)))
	}
	shown = append(shown, below...)
	for i, row := range shown {
		shown[i] = ansi.Truncate(row, max(width, 0), "")
	}
	return strings.Join(shown[:min(len(shown), max(height, 0))], "\n"), tea.NewCursor(caret, 0)
}

func (h *helpPage) indented(row string) string { return strings.Repeat(" ", style.GutterWidth) + row }

// foot draws the keys of the page and, if there is room, the version.
func (h *helpPage) foot(st *style.Styles, measure int, more ...key.Binding) string {
	hints := st.Hints(measure, append([]key.Binding{keymap.CloseDialog.Key()}, more...)...)
	return h.indented(style.Spread(measure, hints, st.Dim.Render("Banter "+h.version)))
}

const (
	labelWidth  = 17 // width of the column of keys, in cells
	leastHelp   = 18 // a narrower column of text is below its keys, not beside them
	columnWidth = 45 // the narrowest of two columns
)

// matching returns the rows that have every word of the filter in their keys,
// their text or their heading.
func (h *helpPage) matching() []keymap.Section {
	words := strings.Fields(strings.ToLower(h.field.Text()))
	var found []keymap.Section
	for _, section := range keymap.Sections() {
		section.Rows = slices.DeleteFunc(section.Rows, func(r keymap.Row) bool {
			text := strings.ToLower(section.Group + " " + h.labels(r) + " " + r.Help)
			return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
		})
		if len(section.Rows) > 0 {
			found = append(found, section)
		}
	}
	return found
}

// rows lists the keys, section by section, in two columns if there is room.
func (h *helpPage) rows(st *style.Styles, measure int) []string {
	found := h.matching()
	if len(found) == 0 {
		return []string{st.Dim.Render("Nothing matches.")}
	}
	column := (measure - style.ColumnGap) / 2
	if column < columnWidth || len(found) < 2 {
		return stack(h.blocks(st, found, measure))
	}
	left, right := halves(h.blocks(st, found, column))
	var rows []string
	for i := range max(len(left), len(right)) {
		row := ""
		if i < len(left) {
			row = left[i]
		}
		if i < len(right) {
			row += strings.Repeat(" ", column+style.ColumnGap-ansi.StringWidth(row)) + right[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// blocks draws each section.
func (h *helpPage) blocks(st *style.Styles, found []keymap.Section, measure int) [][]string {
	var blocks [][]string
	for _, section := range found {
		block := style.Wrap(st.Strong.Render, section.Group, measure)
		for _, row := range section.Rows {
			block = append(block, h.row(st, row, measure)...)
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// stack puts one block below the other, with a blank row between.
func stack(blocks [][]string) []string {
	var rows []string
	for i, block := range blocks {
		if i > 0 {
			rows = append(rows, "")
		}
		rows = append(rows, block...)
	}
	return rows
}

// halves puts blocks into two columns, of which the higher one is as low as it
// can be.
func halves(blocks [][]string) (left, right []string) {
	best := -1
	for i := 1; i < len(blocks); i++ {
		l, r := stack(blocks[:i]), stack(blocks[i:])
		if high := max(len(l), len(r)); best < 0 || high < best {
			left, right, best = l, r, high
		}
	}
	return left, right
}

// labels returns the keys of a row as this terminal sends them.
func (h *helpPage) labels(r keymap.Row) string {
	if r.Labels == keymap.NewLine.Labels() {
		return keymap.NewLineLabel(h.shiftEnter)
	}
	return r.Labels
}

// row draws the keys of a row and, beside or below them, what they do.
func (h *helpPage) row(st *style.Styles, r keymap.Row, measure int) []string {
	if measure < labelWidth+leastHelp {
		rows := style.Wrap(st.Accent.Render, h.labels(r), measure)
		return append(rows, style.Indent("  ", style.Wrap(st.Text.Render, r.Help, max(measure-2, 1)))...)
	}
	keys := style.Wrap(st.Accent.Render, h.labels(r), labelWidth-1)
	text := style.Wrap(st.Text.Render, r.Help, measure-labelWidth)
	var rows []string
	for i := range max(len(keys), len(text)) {
		row := ""
		if i < len(keys) {
			row = keys[i]
		}
		if i < len(text) {
			row += strings.Repeat(" ", labelWidth-ansi.StringWidth(row)) + text[i]
		}
		rows = append(rows, row)
	}
	return rows
}
