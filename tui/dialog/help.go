package dialog

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/tui/editor"
	"banter/tui/keymap"
	"banter/tui/style"
)

// helpPage is the list of keys.
type helpPage struct {
	version    string
	shiftEnter bool
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
		switch stroke := msg.Keystroke(); {
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
			return nil, Dismissed{}
		}
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

func (h *helpPage) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	measure := max(width-style.GutterWidth, 1)
	room := max(height-4, 1)
	all := h.rows(st, measure)
	h.last = max(len(all)-room, 0)
	h.top = min(h.top, h.last)
	rule := st.Line(measure)
	keys := []key.Binding{keymap.CloseDialog.Key()}
	if h.last > 0 {
		keys = append(keys, keymap.HelpUp.Key())
	}
	foot := st.Hints(measure, keys...)
	shown := append([]string{style.Spread(measure, st.Strong.Render("Keys"), st.Dim.Render("Banter "+h.version)), rule}, all[h.top:min(h.top+room, len(all))]...)
	shown = append(shown, rule, foot)
	indent := strings.Repeat(" ", style.GutterWidth)
	for i, row := range shown {
		shown[i] = indent + st.Cut(row, measure)
	}
	return strings.Join(shown[:min(len(shown), height)], "\n"), nil
}

// labelWidth is the width of the column of keys, in cells.
const labelWidth = 17

// sections returns the sections of the help. The keys of the editor are the second
// one.
func sections() []keymap.Section {
	return slices.Insert(keymap.Sections(), 1, editing())
}

// rows draws all sections.
func (h *helpPage) rows(st *style.Styles, measure int) []string {
	var rows []string
	for i, section := range sections() {
		if i > 0 {
			rows = append(rows, "")
		}
		rows = append(rows, st.Strong.Render(section.Group))
		for _, row := range section.Rows {
			rows = append(rows, h.row(st, row, measure)...)
		}
	}
	return rows
}

// row draws the keys of a row and what they do.
func (h *helpPage) row(st *style.Styles, r keymap.Row, measure int) []string {
	label := r.Labels
	if h.shiftEnter && label == keymap.NewLine.Labels() {
		label = keymap.Label(keymap.NewLine.Also[0])
	}
	var rows []string
	pad := strings.Repeat(" ", max(labelWidth-len(label), 1))
	for i, line := range strings.Split(ansi.Wordwrap(r.Help, max(measure-labelWidth, 10), ""), "\n") {
		if i > 0 {
			label, pad = "", strings.Repeat(" ", labelWidth)
		}
		rows = append(rows, st.Accent.Render(label)+pad+st.Text.Render(line))
	}
	return rows
}

// shownKeys is the most keys that the help names for a command of the editor.
const shownKeys = 2

// editing returns the section of the editor's commands.
func editing() keymap.Section {
	section := keymap.Section{Group: "Editing"}
	for _, c := range editor.Commands() {
		var labels []string
		for _, k := range c.Keys[:min(len(c.Keys), shownKeys)] {
			labels = append(labels, keymap.Label(k))
		}
		section.Rows = append(section.Rows, keymap.Row{Labels: strings.Join(labels, " "), Help: c.Help})
	}
	return section
}
