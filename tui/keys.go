package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// An act is something that keys do in the chat. The table of acts is all there
// is to know about them: the keyboard, the help and the status line read it.
type act struct {
	binding key.Binding
	group   string           // heading in the help
	when    func(*chat) bool // nil: always; otherwise the key goes on to the next act, or into the text
	do      func(*chat) (tea.Cmd, chatEvent)
}

const (
	groupWrite = "Writing"
	groupRead  = "Reading"
	groupFind  = "Finding"
	groupCopy  = "Copying"
	groupGo    = "Going places"
)

// bind makes an act. keys are as Bubble Tea names them, label as people do.
func bind(group, label, help string, when func(*chat) bool, do func(*chat) (tea.Cmd, chatEvent), keys ...string) act {
	return act{key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, help)), group, when, do}
}

// acts, in the order in which they are tried.
var acts = []act{
	bind(groupWrite, "", "", (*chat).namesRecent, resumeRecent, "enter", "kpenter"),
	bind(groupWrite, "", "", (*chat).holdsRetry, (*chat).tryAgain, "enter", "kpenter"),
	bind(groupWrite, "Enter", "send; while an answer is written: queue", nil, enter, "enter", "kpenter"),
	bind(groupWrite, "Ctrl+J", `new line; also Shift+Enter, Alt+Enter, \ Enter`, (*chat).writing, newline, "ctrl+j", "shift+enter", "alt+enter", "ctrl+enter"),
	bind(groupWrite, "Up Down", "take back a queued question; earlier questions", nil, up, "up", "ctrl+p"),
	bind(groupWrite, "", "", nil, down, "down"),
	bind(groupWrite, "", "", (*chat).warns, unwarn, "esc"),
	bind(groupWrite, "Esc", "stop the answer", (*chat).escapes, escape, "esc"),
	bind(groupWrite, "Ctrl+C", "stop; clear the input; twice: quit", nil, interrupt, "ctrl+c"),
	bind(groupWrite, "Ctrl+Z", "undo, also after Ctrl+C; Alt+Z redo; in an empty input suspend", (*chat).suspends, suspend, "ctrl+z"),
	bind(groupWrite, "Ctrl+D", "quit, when the input is empty", (*chat).idleInput, quit, "ctrl+d"),
	bind(groupWrite, "r", "try again after an error", (*chat).offersRetry, holdRetry, "r"),

	bind(groupRead, "PgUp PgDn", "scroll a page; the wheel and the bar scroll too", nil, page(-1), "pgup"),
	bind(groupRead, "", "", nil, page(1), "pgdown"),
	bind(groupRead, "Home End", "first and newest line; with Ctrl while there is text", (*chat).idleInput, toStart, "home"),
	bind(groupRead, "", "", (*chat).idleInput, toEnd, "end"),
	bind(groupRead, "", "", nil, toStart, "ctrl+home"),
	bind(groupRead, "", "", nil, toEnd, "ctrl+end"),
	bind(groupRead, "Alt+Up Alt+Down", "previous and next question", nil, question(-1), "alt+up"),
	bind(groupRead, "", "", nil, question(1), "alt+down"),
	bind(groupRead, "Tab", "show a long question whole, or fold it again", (*chat).idleInput, unfoldQuestion, "tab"),
	bind(groupRead, "F5 Alt+R", "what was written, as it came, or as it is meant", nil, toggleRaw, "f5", "alt+r"),
	bind(groupRead, "F6 Alt+I", "time, model, effort and tokens of each message", nil, toggleDetails, "f6", "alt+i"),
	bind(groupRead, "Ctrl+L", "draw the screen anew", nil, redraw, "ctrl+l"),

	bind(groupFind, "F3", "find in this conversation; Ctrl+F in an empty input", (*chat).canFind, openFind, "f3"),
	bind(groupFind, "", "", (*chat).canFindIdle, openFind, "ctrl+f"),
	bind(groupFind, "Up Down", "match before and after", (*chat).finding, walkMatches(-1), "up", "ctrl+p"),
	bind(groupFind, "", "", (*chat).finding, walkMatches(1), "down", "f3", "ctrl+f"),
	bind(groupFind, "Enter", "end the query; then n and N walk, / changes it", (*chat).finding, enterFind, "enter", "kpenter"),
	bind(groupFind, "", "", (*chat).walks, walkMatches(1), "n"),
	bind(groupFind, "", "", (*chat).walks, walkMatches(-1), "N", "shift+n"),
	bind(groupFind, "", "", (*chat).walks, openFind, "/"),
	bind(groupFind, "Esc", "back to where you were; Enter stays", (*chat).finding, leaveFind, "esc"),

	bind(groupCopy, "Ctrl+Y", "copy the last answer as it was written", (*chat).copies, copyAnswer, "ctrl+y"),
	bind(groupCopy, "", "", nil, yank, "ctrl+y"),
	bind(groupCopy, "Alt+Y", "copy the code on the screen; again: the next block", (*chat).canChoose, copyNextBlock, "alt+y"),
	bind(groupCopy, "F4 Ctrl+G", "choose what to copy:", (*chat).canChoose, choose, "f4", "ctrl+g"),
	bind(groupCopy, "Up Down", "another message", (*chat).choosing, chooseMessage(-1), "up", "ctrl+p"),
	bind(groupCopy, "", "", (*chat).choosing, chooseMessage(1), "down"),
	bind(groupCopy, "Tab 1 2 ...", "a block of code in it, one after the other or by its number", (*chat).choosing, chooseBlock(1), "tab", "f4", "ctrl+g"),
	bind(groupCopy, "", "", (*chat).choosing, chooseBlock(-1), "shift+tab"),
	bind(groupCopy, "", "", (*chat).choosing, chooseNumber, "1", "2", "3", "4", "5", "6", "7", "8", "9"),
	bind(groupCopy, "Enter Esc", "copy it; or leave it", (*chat).choosing, takeChoice, "enter", "kpenter"),
	bind(groupCopy, "", "", (*chat).choosing, dropChoice, "esc"),
	bind(groupCopy, "Mouse", "drag over text, or click on the line above code", nil, nil),
	bind(groupCopy, "Ctrl+S", "give the mouse to the terminal, to select with, or take it back", nil, asks(mouseToggled{}), "ctrl+s"),

	bind(groupGo, "Ctrl+O", "models", nil, asks(modelsAsked{}), "ctrl+o"),
	bind(groupGo, "Ctrl+R", "conversations", nil, asks(conversationsAsked{}), "ctrl+r"),
	bind(groupGo, "F2 Alt+A", "accounts", nil, asks(accountsAsked{}), "f2", "alt+a"),
	bind(groupGo, "Ctrl+N", "new conversation", nil, asks(newAsked{}), "ctrl+n"),
	bind(groupGo, "1 2 3 Enter", "resume one of the last, on an empty page", nil, nil),
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
func (c *chat) press(msg tea.KeyPressMsg) (tea.Cmd, chatEvent) {
	quitting := c.quitting
	c.quitting = false
	c.pressed = msg.Keystroke()
	if msg.Text == "?" || msg.Text == "/" { // Shift is in the keystroke of some terminals only
		c.pressed = msg.Text
	}
	c.transcript.unselect()
	c.transcript.letGo()
	if c.pressed != "alt+y" && c.pressed != "esc" {
		c.unpoint()
	}
	if a, ok := c.actOf(c.pressed); ok {
		c.quitting = quitting && c.pressed == "ctrl+c"
		return a.do(c)
	}
	if c.typesQuery() {
		return c.typeQuery(msg), nil
	}
	c.endModes()
	if c.editor.Press(msg) {
		return c.edited(), nil
	}
	return nil, nil
}

// actOf returns what a key does now. While the person searches or chooses, the
// keys for that come before all others.
func (c *chat) actOf(key string) (act, bool) {
	mode := ""
	switch {
	case c.choosing():
		mode = groupCopy
	case c.finding():
		mode = groupFind
	}
	var found act
	ok := false
	for _, a := range acts {
		if ok && a.group != mode || !slices.Contains(a.binding.Keys(), key) || a.when != nil && !a.when(c) {
			continue
		}
		if found, ok = a, true; a.group == mode || mode == "" {
			break
		}
	}
	return found, ok
}

// endModes ends searching and choosing where the reader is, for a key that is
// about something else.
func (c *chat) endModes() {
	if c.choosing() {
		c.endChoosing()
	}
	if c.finding() {
		c.endFind()
	}
}
