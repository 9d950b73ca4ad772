package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// An act is something that keys do in the chat. The table of acts is all there
// is to know about them: the keyboard, the help and the status line read it.
type act struct {
	binding key.Binding
	group   string           // heading in the help
	when    func(*chat) bool // nil: always; otherwise the key goes on to the next act, or into the text
	do      func(*chat) (tea.Cmd, outcome)
}

const (
	groupWrite = "Writing"
	groupRead  = "Reading"
	groupGo    = "Going places"
)

// bind makes an act. keys are as Bubble Tea names them, label as people do.
func bind(group, label, help string, when func(*chat) bool, do func(*chat) (tea.Cmd, outcome), keys ...string) act {
	return act{key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, help)), group, when, do}
}

// acts, in the order in which they are tried.
var acts = []act{
	bind(groupWrite, "Enter", "send; while an answer is written: queue", nil, enter, "enter", "kpenter"),
	bind(groupWrite, "Ctrl+J", `new line; also Shift+Enter, Alt+Enter, \ Enter`, nil, newline, "ctrl+j", "shift+enter", "alt+enter", "ctrl+enter"),
	bind(groupWrite, "Up Down", "take back a queued question; earlier questions", nil, up, "up", "ctrl+p"),
	bind(groupWrite, "", "", nil, down, "down"),
	bind(groupWrite, "", "", (*chat).warns, unwarn, "esc"),
	bind(groupWrite, "Esc", "stop the answer", (*chat).escapes, escape, "esc"),
	bind(groupWrite, "Ctrl+C", "stop; clear the input; twice: quit", nil, interrupt, "ctrl+c"),
	bind(groupWrite, "Ctrl+Z", "undo, also after Ctrl+C; Alt+Z redo; in an empty input suspend", (*chat).suspends, suspend, "ctrl+z"),
	bind(groupWrite, "Ctrl+D", "quit, when the input is empty", (*chat).idleInput, quit, "ctrl+d"),
	bind(groupWrite, "r", "try again after an error", (*chat).offersRetry, (*chat).tryAgain, "r"),

	bind(groupRead, "PgUp PgDn", "scroll a page; the wheel scrolls too", nil, page(-1), "pgup"),
	bind(groupRead, "", "", nil, page(1), "pgdown"),
	bind(groupRead, "Home End", "first and newest line; with Ctrl while there is text", (*chat).idleInput, toStart, "home"),
	bind(groupRead, "", "", (*chat).idleInput, toEnd, "end"),
	bind(groupRead, "", "", nil, toStart, "ctrl+home"),
	bind(groupRead, "", "", nil, toEnd, "ctrl+end"),
	bind(groupRead, "Alt+Up Alt+Down", "previous and next question", nil, question(-1), "alt+up"),
	bind(groupRead, "", "", nil, question(1), "alt+down"),
	bind(groupRead, "Ctrl+Y", "copy the last answer as it was written", (*chat).copies, copyAnswer, "ctrl+y"),
	bind(groupRead, "", "", nil, yank, "ctrl+y"),
	bind(groupRead, "F5 Alt+R", "raw: what was written, as it came", nil, toggleRaw, "f5", "alt+r"),
	bind(groupRead, "F6 Alt+I", "time, model, effort and tokens of each message", nil, toggleDetails, "f6", "alt+i"),
	bind(groupRead, "Tab", "show a long question whole, or fold it again", (*chat).idleInput, unfoldQuestion, "tab"),
	bind(groupRead, "Ctrl+L", "draw the screen anew", nil, redraw, "ctrl+l"),
	bind(groupRead, "Ctrl+S", "mouse: select text, or scroll", nil, asks(mouseToggled{}), "ctrl+s"),

	bind(groupGo, "Ctrl+O", "models", nil, asks(modelsAsked{}), "ctrl+o"),
	bind(groupGo, "Ctrl+R", "conversations", nil, asks(conversationsAsked{}), "ctrl+r"),
	bind(groupGo, "F2 Alt+A", "accounts", nil, asks(accountsAsked{}), "f2", "alt+a"),
	bind(groupGo, "Ctrl+N", "new conversation", nil, asks(conversationChosen{}), "ctrl+n"),
	bind(groupGo, "1 2 3", "resume one of the last, on an empty page", (*chat).offersRecents, nil, "1", "2", "3"),
	bind(groupGo, "F1 ?", "this page; ? when the input is empty", nil, asks(helpAsked{}), "f1"),
	bind(groupGo, "", "", (*chat).idleInput, asks(helpAsked{}), "?"),
}

// editing is what the editor's own keys do, for the help.
var editing = []key.Binding{
	key.NewBinding(key.WithHelp("Ctrl+A Ctrl+E", "start and end of the line")),
	key.NewBinding(key.WithHelp("Alt+B Alt+F", "a word left and right; also Ctrl+Left, Ctrl+Right")),
	key.NewBinding(key.WithHelp("Ctrl+U Ctrl+K", "cut to the start and the end of the line")),
	key.NewBinding(key.WithHelp("Ctrl+W Alt+D", "cut the word before and behind")),
	key.NewBinding(key.WithHelp("Ctrl+Y", "put back what was cut")),
	key.NewBinding(key.WithHelp("Tab", "open a folded paste")),
}

// press does what a key means: the first act that wants it, else editing.
func (c *chat) press(msg tea.KeyPressMsg) (tea.Cmd, outcome) {
	quitting := c.quitting
	c.quitting = false
	name := msg.Keystroke()
	if msg.Text == "?" { // Shift is in the keystroke of some terminals only
		name = "?"
	}
	for _, a := range acts {
		for _, k := range a.binding.Keys() {
			if k != name || a.when != nil && !a.when(c) {
				continue
			}
			if a.do == nil {
				return c.resumeRecent(name)
			}
			c.quitting = quitting && name == "ctrl+c"
			return a.do(c)
		}
	}
	if c.editor.Press(msg) {
		return c.edited(), nil
	}
	return nil, nil
}
