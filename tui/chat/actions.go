package chat

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// An action is what a binding does in the chat.
type action struct {
	*keymap.Binding
	when func(*Chat) bool // nil: always; otherwise the key goes on to the next action, or into the text
	do   func(*Chat) (tea.Cmd, Event)
	hint func(*Chat) bool // whether the status line names it, when it applies; nil: never
}

func (a action) applies(c *Chat) bool { return a.when == nil || a.when(c) }

// actions are those of the chat, in the order in which they are tried.
var actions = []action{
	{keymap.ResumeRecent, (*Chat).namesRecent, resumeRecent, always},
	{keymap.ConfirmRetry, (*Chat).holdsRetry, (*Chat).tryAgain, nil},
	{keymap.Queue, (*Chat).streaming, enter, (*Chat).hasText},
	{keymap.Send, nil, enter, (*Chat).wantsSend},
	{keymap.NewLine, (*Chat).writing, newline, (*Chat).wantsSend},
	{keymap.Earlier, nil, up, nil},
	{keymap.Later, nil, down, nil},
	{keymap.DismissWarning, (*Chat).warns, unwarn, nil},
	{keymap.Stop, (*Chat).escapes, escape, (*Chat).streaming},
	{keymap.Interrupt, nil, interrupt, nil},
	{keymap.Suspend, (*Chat).suspends, suspend, nil},
	{keymap.Quit, (*Chat).idleInput, quit, nil},
	{keymap.Retry, (*Chat).offersRetry, holdRetry, (*Chat).retryUnseen},

	{keymap.PageUp, nil, page(-1), nil},
	{keymap.PageDown, nil, page(1), nil},
	{keymap.ToStart, (*Chat).idleInput, toStart, nil},
	{keymap.ToEnd, (*Chat).idleInput, toEnd, (*Chat).behind},
	{keymap.AlwaysToStart, nil, toStart, nil},
	{keymap.AlwaysToEnd, nil, toEnd, nil},
	{keymap.PrevQuestion, nil, question(-1), nil},
	{keymap.NextQuestion, nil, question(1), nil},
	{keymap.Unfold, (*Chat).idleInput, unfoldQuestion, nil},
	{keymap.ToggleRaw, nil, toggleRaw, nil},
	{keymap.ToggleDetails, nil, toggleDetails, nil},
	{keymap.ToggleThinking, nil, toggleThinking, nil},
	{keymap.Redraw, nil, redraw, nil},

	{keymap.Find, (*Chat).canFind, openSearch, nil},
	{keymap.FindIdle, (*Chat).findsIdle, openSearch, nil},

	{keymap.CopyAnswer, (*Chat).copies, copyAnswer, nil},
	{keymap.CopyCode, (*Chat).canChoose, copyNextBlock, nil},
	{keymap.CopyMode, (*Chat).canChoose, openCopyMode, nil},
	{keymap.ToggleMouse, nil, reports(ToggleMouse{}), nil},

	{keymap.OpenModels, nil, reports(OpenModels{}), (*Chat).resting},
	{keymap.OpenConversations, nil, reports(OpenConversations{}), (*Chat).resting},
	{keymap.OpenAccounts, nil, reports(OpenAccounts{}), nil},
	{keymap.NewConversation, nil, reports(NewConversation{}), nil},
	{keymap.OpenHelp, nil, reports(OpenHelp{}), nil},
	{keymap.OpenHelpIdle, (*Chat).idleInput, reports(OpenHelp{}), (*Chat).resting},
}

func always(*Chat) bool { return true }

// press does what a key means: the first action that wants it, else editing.
func (c *Chat) press(msg tea.KeyPressMsg) (tea.Cmd, Event) {
	quitting := c.quitting
	c.quitting = false
	c.pressed = msg.Keystroke()
	if keymap.OpenHelpIdle.Is(msg.Text) || keymap.ChangeQuery.Is(msg.Text) { // Shift is in the keystroke of some terminals only
		c.pressed = msg.Text
	}
	c.transcript.Unselect()
	c.transcript.LetGo()
	if !keymap.CopyCode.Is(c.pressed) && !keymap.Stop.Is(c.pressed) {
		c.unpoint()
	}
	if a, ok := c.actionOf(c.pressed); ok {
		c.quitting = quitting && keymap.Interrupt.Is(c.pressed)
		return a.do(c)
	}
	if c.mode != nil {
		if cmd, ok := c.mode.press(msg); ok {
			return cmd, nil
		}
	}
	c.endMode()
	if c.editor.Press(msg) {
		return c.edited(), nil
	}
	return nil, nil
}

// actionOf returns what a key does now. The actions of a mode come before all
// others.
func (c *Chat) actionOf(key string) (action, bool) {
	for _, list := range c.tables() {
		for _, a := range list {
			if a.Is(key) && a.applies(c) {
				return a, true
			}
		}
	}
	return action{}, false
}

// tables returns the actions in the order in which they are tried.
func (c *Chat) tables() [][]action {
	if c.mode == nil {
		return [][]action{actions}
	}
	return [][]action{c.mode.actions(), actions}
}

// hinted returns the bindings that the status line names, the most useful one
// first.
func (c *Chat) hinted() []*keymap.Binding {
	var found []*keymap.Binding
	for _, a := range c.tables()[0] {
		if a.hint == nil || !a.hint(c) {
			continue
		}
		if first, _ := c.actionOf(a.Keys[0]); first.Binding == a.Binding { // no other action has the key now
			found = append(found, a.Binding)
		}
	}
	slices.SortStableFunc(found, func(a, b *keymap.Binding) int { return cmp.Compare(a.Rank, b.Rank) })
	return found
}
