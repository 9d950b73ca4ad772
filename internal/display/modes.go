package display

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// kittyFlags ask for chords as sequences with the character of the key, also on a
// US keyboard.
const kittyFlags = ansi.KittyDisambiguateEscapeCodes | ansi.KittyReportAlternateKeys

// enterSequence takes the terminal over. It saves the title of the window, which
// not all terminals can do, switches to the alternate screen, hides the cursor
// until the view has one, and asks for pastes in one piece and for a different
// sequence for each chord, in the two ways in which terminals offer that.
var enterSequence = ansi.WindowOp(22, 2) + ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste +
	ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(kittyFlags) + ansi.RequestKittyKeyboard

// answersModes reports whether the program may ask the terminal which modes it
// has. Over ssh the answer may come so late that the shell reads it, and Apple's
// terminal shows the question.
func answersModes(environ []string) bool {
	env := uv.Environ(environ)
	name := env.Getenv("TERM")
	for _, known := range []string{"ghostty", "wezterm", "alacritty", "kitty", "rio"} {
		if strings.Contains(name, known) {
			return true
		}
	}
	_, windows := env.LookupEnv("WT_SESSION")
	_, remote := env.LookupEnv("SSH_TTY")
	return windows || !remote && !strings.Contains(env.Getenv("TERM_PROGRAM"), "Apple")
}

// leave writes what gives the terminal back in the state before enterSequence.
func (s *screen) leave(out *strings.Builder) {
	s.gallery.tidy(out, nil)
	s.clusters(out, false)
	s.mouse(out, tea.MouseModeNone)
	s.focus(out, false)
	s.retitle(out, "")
	s.progress(out, false)
	out.WriteString(ansi.WindowOp(23, 2))
	out.WriteString(ansi.ResetModeBracketedPaste + ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1))
	out.WriteString(ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable)
}

// switchModes writes the modes in which f and the screen differ.
func (s *screen) switchModes(out *strings.Builder, f frame) {
	s.clusters(out, f.clusters)
	s.mouse(out, f.view.MouseMode)
	s.focus(out, f.view.ReportFocus)
	s.retitle(out, f.view.WindowTitle)
	s.progress(out, f.view.ProgressBar != nil)
}

func (s *screen) clusters(out *strings.Builder, on bool) {
	if s.byCluster != on {
		s.byCluster = on
		out.WriteString(choose(on, ansi.SetModeUnicodeCore, ansi.ResetModeUnicodeCore))
	}
}

func (s *screen) focus(out *strings.Builder, on bool) {
	if s.focused != on {
		s.focused = on
		out.WriteString(choose(on, ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent))
	}
}

func (s *screen) mouse(out *strings.Builder, mode tea.MouseMode) {
	if s.mouseMode == mode {
		return
	}
	s.mouseMode = mode
	out.WriteString(ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr)
	switch mode {
	case tea.MouseModeCellMotion:
		out.WriteString(ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr)
	case tea.MouseModeAllMotion:
		out.WriteString(ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr)
	}
}

// retitle sets the title of the window. The title must hold no controls.
func (s *screen) retitle(out *strings.Builder, title string) {
	if s.title != title {
		s.title = title
		out.WriteString(ansi.SetWindowTitle(title))
	}
}

// progress shows or hides in the taskbar that something goes on.
func (s *screen) progress(out *strings.Builder, on bool) {
	if s.busy != on {
		s.busy = on
		out.WriteString(choose(on, ansi.SetIndeterminateProgressBar, ansi.ResetProgressBar))
	}
}

func choose(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}
