package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// help is the dialog that lists every key.
type help struct {
	version    string
	shiftEnter bool
	top        int // first row shown
	last       int // largest top, of the newest drawing
}

func newHelp(version string, shiftEnter bool) *help {
	return &help{version: version, shiftEnter: shiftEnter}
}

func (h *help) update(msg tea.Msg) (dialog, tea.Cmd, dialogEvent) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.Keystroke() {
		case "down", "j", "ctrl+n":
			h.top++
		case "up", "k", "ctrl+p":
			h.top--
		case "pgdown", "space":
			h.top += 10
		case "pgup":
			h.top -= 10
		case "home":
			h.top = 0
		case "end":
			h.top = h.last
		default:
			return h, nil, closed{}
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			h.top -= wheelRows
		case tea.MouseWheelDown:
			h.top += wheelRows
		}
	}
	h.top = max(min(h.top, h.last), 0)
	return h, nil, nil
}

func (h *help) view(st *styles, width, height int) (string, *tea.Cursor) {
	measure := max(width-barWidth, 1)
	room := max(height-4, 1)
	all := h.rows(st, measure)
	h.last = max(len(all)-room, 0)
	h.top = min(h.top, h.last)
	rule := st.line(measure)
	keys := []string{"esc", "back"}
	if h.last > 0 {
		keys = append(keys, "up down", "scroll")
	}
	foot := st.hints(measure, keys...)
	shown := append([]string{spread(measure, st.strong.Render("Keys"), st.dim.Render("Banter "+h.version)), rule}, all[h.top:min(h.top+room, len(all))]...)
	shown = append(shown, rule, foot)
	indent := strings.Repeat(" ", barWidth)
	for i, row := range shown {
		shown[i] = indent + st.cut(row, measure)
	}
	return strings.Join(shown[:min(len(shown), height)], "\n"), nil
}

// labelWidth is the column of the keys.
const labelWidth = 17

// rows lists the keys, group by group.
func (h *help) rows(st *styles, measure int) []string {
	var rows []string
	add := func(b key.Binding) {
		label := b.Help().Key
		if label == "" {
			return
		}
		if h.shiftEnter && label == "Ctrl+J" {
			label = "Shift+Enter"
		}
		pad := strings.Repeat(" ", max(labelWidth-len(label), 1))
		for i, line := range strings.Split(ansi.Wordwrap(b.Help().Desc, max(measure-labelWidth, 10), ""), "\n") {
			if i > 0 {
				label, pad = "", strings.Repeat(" ", labelWidth)
			}
			rows = append(rows, st.accent.Render(label)+pad+st.text.Render(line))
		}
	}
	group := ""
	for _, a := range acts {
		if a.group != group {
			if group == groupWrite {
				for _, b := range editing {
					add(b)
				}
			}
			if group != "" {
				rows = append(rows, "")
			}
			group = a.group
			rows = append(rows, st.strong.Render(group))
		}
		add(a.binding)
	}
	return rows
}
