// Package alert makes the sequences with which a terminal tells a person who looks
// elsewhere that an answer is complete: a notification of the desktop where the
// terminal has them, else the bell. It writes nothing itself.
package alert

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
)

// A Terminal is what is known of the terminal from its environment.
type Terminal struct {
	notify  func(title, body string) string // nil: it has only a bell
	taskbar bool                            // it shows progress in the taskbar or its tab
	tmux    bool                            // tmux lies between
}

// Detect returns the terminal of an environment. Inside tmux the variables of the
// terminal in which tmux was started are still there, and may be those of another
// one than is attached now; it ignores what it does not know.
func Detect(getenv func(string) string) Terminal {
	t := Terminal{tmux: getenv("TMUX") != ""}
	program, name := getenv("TERM_PROGRAM"), getenv("TERM")
	switch {
	case getenv("STY") != "": // GNU screen passes nothing on
	case getenv("KITTY_WINDOW_ID") != "", strings.Contains(name, "kitty"):
		t.notify = kitty
	case getenv("GHOSTTY_RESOURCES_DIR") != "", program == "ghostty", strings.Contains(name, "ghostty"):
		t.notify, t.taskbar = urxvt, !t.tmux
	case getenv("WEZTERM_PANE") != "", program == "WezTerm", strings.HasPrefix(name, "foot"), strings.HasPrefix(name, "rxvt"):
		t.notify = urxvt
	case program == "iTerm.app", getenv("LC_TERMINAL") == "iTerm2":
		t.notify = iterm
	case getenv("WT_SESSION") != "", getenv("ConEmuPID") != "":
		t.taskbar = !t.tmux
	}
	return t
}

// Taskbar reports whether the terminal shows progress (OSC 9;4).
func (t Terminal) Taskbar() bool { return t.taskbar }

// longestBody bounds a notification, in cells.
const longestBody = 120

// Notification returns the sequence that shows a notification. The bell rings too
// where the notification may get lost: without support, and in tmux, which drops
// foreign sequences unless allow-passthrough is on.
func (t Terminal) Notification(title, body string) string {
	if t.notify == nil {
		return Bell
	}
	sequence := t.notify(plain(title), plain(body))
	if t.tmux {
		return ansi.TmuxPassthrough(sequence) + Bell
	}
	return sequence
}

// Bell rings the bell of the terminal.
const Bell = "\a"

// plain returns text without controls, and without semicolons, which separate the
// parts of a sequence.
func plain(text string) string {
	return strings.ReplaceAll(ansi.Truncate(termsafe.Line(text), longestBody, ""), ";", ",")
}

// kitty is OSC 99: https://sw.kovidgoyal.net/kitty/desktop-notifications/.
func kitty(title, body string) string {
	return "\x1b]99;i=banter:d=0;" + title + "\x1b\\" + "\x1b]99;i=banter:p=body;" + body + "\x1b\\"
}

// urxvt is OSC 777, which urxvt invented and most others have taken over.
func urxvt(title, body string) string { return "\x1b]777;notify;" + title + ";" + body + "\x1b\\" }

// iterm is OSC 9. Its text must not begin with a number, which would be another
// command of ConEmu's.
func iterm(title, body string) string { return "\x1b]9;" + title + ": " + body + "\x1b\\" }
