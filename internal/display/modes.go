package display

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// kittyFlags ask for chords as sequences with the character of the key, also on a
// US keyboard.
const kittyFlags = ansi.KittyDisambiguateEscapeCodes | ansi.KittyReportAlternateKeys

// enter writes what takes the terminal over. It saves the title of the window, which
// not all terminals can do, switches to the alternate screen, hides the cursor
// until the view has one, and asks for pastes in one piece and for a different
// sequence for each chord, in the two ways in which terminals offer that.
func (s *screen) enter(out *strings.Builder) {
	out.WriteString(ansi.WindowOp(22, 2))
	if !s.inline {
		out.WriteString(ansi.SetModeAltScreenSaveCursor)
	}
	out.WriteString(ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste +
		ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(kittyFlags) + ansi.RequestKittyKeyboard)
	s.entered = true
}

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

// leave writes what gives the terminal back in the state before enter.
func (s *screen) leave(out *strings.Builder) {
	s.gallery.tidy(out, nil)
	s.clusters(out, false)
	s.mouse(out, tea.MouseModeNone)
	s.focus(out, false)
	s.retitle(out, "")
	s.point(out, "")
	s.progress(out, false)
	s.reshape(out, ownShape)
	out.WriteString(ansi.WindowOp(23, 2))
	out.WriteString(ansi.ResetModeBracketedPaste + ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1))
	if !s.inline {
		out.WriteString(ansi.ResetModeAltScreenSaveCursor)
	}
	out.WriteString(ansi.SetModeTextCursorEnable)
}

// switchModes writes the modes in which f and the screen differ.
func (s *screen) switchModes(out *strings.Builder, f frame) {
	s.clusters(out, f.clusters)
	s.mouse(out, f.view.MouseMode)
	s.focus(out, f.view.ReportFocus)
	s.retitle(out, f.view.WindowTitle)
	s.point(out, f.pointer)
	s.progress(out, f.view.ProgressBar != nil)
	if f.shapes {
		s.reshape(out, shapeOf(f.view.Cursor))
	}
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

// Pointer is a message that changes the shape of the mouse pointer, by its name in CSS;
// an empty one is the terminal's own. It must not be sent if the terminal does not know
// OSC 22. The end of the program changes the shape back.
type Pointer string

func (s *screen) point(out *strings.Builder, shape string) {
	if s.pointer != shape {
		s.pointer = shape
		out.WriteString("\x1b]22;" + shape + "\x1b\\")
	}
}

// progress shows or hides in the taskbar that something goes on.
func (s *screen) progress(out *strings.Builder, on bool) {
	if s.busy != on {
		s.busy = on
		out.WriteString(choose(on, ansi.SetIndeterminateProgressBar, ansi.ResetProgressBar))
	}
}

// rewraps reports whether the terminal wraps rows again when its width changes. The
// others cut them.
func rewraps(environ []string) bool {
	env := uv.Environ(environ)
	if env.Getenv("TMUX") != "" {
		return true
	}
	name, _, _ := strings.Cut(env.Getenv("TERM"), "-")
	return env.Getenv("XTERM_VERSION") == "" && !slices.Contains([]string{"linux", "screen", "st", "vt100", "vt220"}, name)
}

func choose(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}
