package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/internal/display"
)

// showsPointer reports whether the terminal is known to change the shape of the mouse
// pointer (OSC 22).
func showsPointer(getenv func(string) string) bool {
	name := getenv("TERM")
	if getenv("TMUX") != "" || getenv("STY") != "" {
		return false
	}
	for _, variable := range []string{"KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR", "XTERM_VERSION"} {
		if getenv(variable) != "" {
			return true
		}
	}
	return strings.Contains(name, "kitty") || strings.Contains(name, "ghostty") || strings.HasPrefix(name, "foot")
}

// point gives the pointer the shape of a hand on what can be clicked.
func (m *Model) point() tea.Cmd {
	shape := ""
	if m.pointerShapes && len(m.dialogs) == 0 && !m.signingIn && m.chat.Pointed() {
		shape = "pointer"
	}
	if shape == m.pointer {
		return nil
	}
	m.pointer = shape
	return func() tea.Msg { return display.Pointer(shape) }
}
