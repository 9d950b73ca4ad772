package cli

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// muted returns the state of a console that does not show typed text.
func muted(s term.State) *term.State {
	s.Mode &^= windows.ENABLE_ECHO_INPUT
	s.Mode |= windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT
	return &s
}
