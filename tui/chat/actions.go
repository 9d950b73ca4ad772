package chat

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// An action is a binding and what it does in the chat.
type action struct {
	*keymap.Binding
	when func(*Chat) bool // whether it applies; nil: always. If not, the next action or the input gets the key
	do   func(*Chat) (tea.Cmd, Event)
	hint func(*Chat) bool // whether the status line names it while it applies; nil: never
}

// applies reports whether the action would take its key now.
func (a action) applies(c *Chat) bool { return a.when == nil || a.when(c) }

// actions holds the actions of the chat, in the order in which they are tried.
var actions = []action{
	{keymap.WaitAndQuit, (*Chat).waits, reports(WaitAndQuit{}), nil},
	{keymap.ResumeRecent, (*Chat).namesRecent, resumeRecent, always},
	{keymap.ConfirmRetry, (*Chat).holdsLetter, (*Chat).actOnLetter, nil},
	{keymap.SaveSystem, (*Chat).editsSystem, saveSystem, always},
	{keymap.Requeue, (*Chat).editsQueued, sendQueued, always},
	{keymap.SendEdit, (*Chat).edits, sendEdit, always},
	{keymap.Queue, (*Chat).streaming, enter, (*Chat).hasText},
	{keymap.Send, nil, enter, (*Chat).wantsSend},
	{keymap.NewLine, (*Chat).writing, newline, (*Chat).mayBreak},
	{keymap.OpenPalette, (*Chat).idleInput, reports(OpenPalette{}), nil},
	{keymap.OpenPaletteIdle, (*Chat).idleInput, reports(OpenPalette{}), nil},
	{keymap.PasteImage, (*Chat).writing, pasteImage, nil},
	{keymap.RemoveFile, (*Chat).namesFiles, removeFile, nil},
	{keymap.Earlier, nil, up, nil},
	{keymap.Later, nil, down, nil},
	{keymap.OpenQueue, (*Chat).hasQueue, openQueue, (*Chat).offersQueue},
	{keymap.DismissWarning, (*Chat).warns, dismissWarning, nil},
	{keymap.LeaveEdit, (*Chat).edits, leaveEdit, always},
	{keymap.DeclineCompact, (*Chat).asksToCompact, declineCompact, nil},
	{keymap.Stop, (*Chat).escapes, escape, (*Chat).streaming},
	{keymap.Interrupt, nil, interrupt, nil},
	{keymap.UndoChange, (*Chat).undoesChange, undoChange, always},
	{keymap.Suspend, (*Chat).suspends, suspend, nil},
	{keymap.Quit, (*Chat).idleInput, quit, nil},
	{keymap.ToggleWeb, (*Chat).searches, toggleWeb, nil},
	{keymap.NextEffort, (*Chat).hasEfforts, nextEffort, nil},
	{keymap.NextVerbosity, (*Chat).hasVerbosity, nextVerbosity, nil},
	{keymap.ToggleFast, (*Chat).hasFast, toggleFast, nil},
	{keymap.Retry, (*Chat).offersRetry, holdLetter(keymap.Retry), (*Chat).retryUnseen},
	{keymap.Continue, (*Chat).offersContinue, holdLetter(keymap.Continue), (*Chat).retryUnseen},

	{keymap.Compact, nil, compact, (*Chat).remindsToCompact},

	{keymap.PageUp, nil, page(-1), nil},
	{keymap.PageDown, nil, page(1), nil},
	{keymap.ToStart, (*Chat).idleInput, toStart, nil},
	{keymap.ToEnd, (*Chat).idleInput, toEnd, (*Chat).behind},
	{keymap.AlwaysToStart, nil, toStart, nil},
	{keymap.AlwaysToEnd, nil, toEnd, nil},
	{keymap.PrevQuestion, nil, question(-1), nil},
	{keymap.NextQuestion, nil, question(1), nil},
	{keymap.PrevBookmark, (*Chat).canChoose, bookmark(-1), nil},
	{keymap.NextBookmark, (*Chat).canChoose, bookmark(1), nil},
	{keymap.Unfold, (*Chat).idleInput, unfoldQuestion, nil},
	{keymap.ToggleRaw, nil, toggleRaw, nil},
	{keymap.ToggleDetails, nil, toggleDetails, nil},
	{keymap.ToggleThinking, nil, toggleThinking, nil},
	{keymap.PrevVersion, (*Chat).idleInput, walkVersions(-1), nil},
	{keymap.NextVersion, (*Chat).idleInput, walkVersions(1), nil},
	{keymap.OpenTree, (*Chat).canChoose, openTree, nil},
	{keymap.OpenSources, (*Chat).hasSources, openSources, nil},
	{keymap.OpenLinks, (*Chat).hasLinks, openLinks, nil},
	{keymap.Redraw, nil, redraw, nil},

	{keymap.Find, (*Chat).canFind, openSearch, nil},
	{keymap.FindIdle, (*Chat).findsIdle, openSearch, nil},

	{keymap.FindAsked, nil, reports(FindQuestion{}), nil},

	{keymap.CopyAnswer, (*Chat).copies, copyAnswer, nil},
	{keymap.CopyCode, (*Chat).copiesCode, copyNextBlock, nil},
	{keymap.CopyLastCode, (*Chat).canChoose, lastCode(copyLastCode), nil},
	{keymap.SaveLastCode, (*Chat).canChoose, lastCode(saveLastCode), nil},
	{keymap.InsertLastCode, (*Chat).canChoose, lastCode(insertLastCode), nil},
	{keymap.EditLastCode, (*Chat).canChoose, lastCode(editLastCode), nil},
	{keymap.CopyMode, (*Chat).canChoose, openMessageMode, nil},
	{keymap.ToggleMouse, nil, reports(ToggleMouse{}), nil},

	{keymap.OpenModels, nil, reports(OpenModels{}), (*Chat).resting},
	{keymap.OpenConversations, nil, reports(OpenConversations{}), (*Chat).resting},
	{keymap.OpenBookmarks, nil, reports(OpenConversations{Query: bookmarksQuery}), nil},
	{keymap.OpenAccounts, nil, reports(OpenAccounts{}), nil},
	{keymap.EditSystem, (*Chat).opened, editSystem, nil},
	{keymap.OpenThemes, nil, reports(OpenThemes{}), nil},
	{keymap.OpenLimits, nil, openLimits, nil},
	{keymap.NewConversation, nil, newConversation, nil},
	{keymap.Temporary, nil, reports(ToggleTemporary{}), (*Chat).keepable},
	{keymap.OpenEditor, (*Chat).writing, reports(OpenEditor{}), nil},
	{keymap.OpenHelp, nil, reports(OpenHelp{}), nil},
	{keymap.OpenHelpIdle, (*Chat).idleInput, reports(OpenHelp{}), (*Chat).resting},
}

func always(*Chat) bool { return true }

// press performs the first action that applies to a key. If there is none, the
// mode gets the key, then the editor.
func (c *Chat) press(msg tea.KeyPressMsg) (tea.Cmd, Event) {
	quitting := c.quitting
	c.quitting = false
	begun := c.begun
	c.begun, c.pressed = "", msg.Keystroke()
	if keymap.OpenHelpIdle.Is(msg.Text) || keymap.ChangeQuery.Is(msg.Text) || keymap.OpenPaletteIdle.Is(msg.Text) { // only some terminals put Shift into the keystroke
		c.pressed = msg.Text
	}
	if begun != "" {
		c.pressed = begun + " " + c.pressed
	}
	c.withdrawQuestion()
	c.unhover()
	c.transcript.Unselect()
	c.transcript.LetGo()
	if !keymap.PrevVersion.Is(c.pressed) && !keymap.NextVersion.Is(c.pressed) {
		c.walks = nil
	}
	if !keymap.CopyCode.Is(c.pressed) && !keymap.Stop.Is(c.pressed) {
		c.clearCopiedBlock()
	}
	if begun == "" && c.viTakes(msg) {
		return c.viPress(msg)
	}
	c.editor.DropCommand()
	if a, ok := c.actionOf(c.pressed); ok {
		c.quitting = quitting && keymap.Interrupt.Is(c.pressed)
		if begun != "" {
			c.note.text = ""
		}
		return a.do(c)
	}
	if begun != "" || keymap.IsPrefix(c.pressed) {
		return c.pressTwo(), nil
	}
	if c.mode != nil {
		if cmd, ok := c.mode.press(msg); ok {
			return cmd, nil
		}
	}
	if cmd, refused := c.refuse(); refused {
		return cmd, nil
	}
	c.endMode()
	if c.viTakes(msg) {
		return c.viPress(msg)
	}
	if c.editor.Press(msg) {
		return c.typed(), nil
	}
	return nil, nil
}

// pressTwo handles the first and the second of two keys in a row that no action takes.
func (c *Chat) pressTwo() tea.Cmd {
	if keymap.IsPrefix(c.pressed) {
		c.begun = c.pressed
		return c.Flash(keymap.Label(c.begun) + ", and then?")
	}
	if cmd, refused := c.refuse(); refused {
		return cmd
	}
	c.endMode()
	if c.editor.Run(c.pressed) {
		c.note.text = ""
		return c.edited()
	}
	return c.Flash(keymap.Label(c.pressed) + " does nothing.")
}

// actionOf returns the action that applies to a keystroke, and whether there is
// one. The actions of a mode come first.
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

// tables returns the lists of actions, in the order in which they are tried.
func (c *Chat) tables() [][]action {
	if c.mode == nil {
		return [][]action{actions}
	}
	return [][]action{c.mode.actions(), actions}
}

// hinted returns the bindings that the status line names, by rank.
func (c *Chat) hinted() []*keymap.Binding {
	var found []*keymap.Binding
	for _, a := range c.tables()[0] {
		if a.hint == nil || !a.hint(c) {
			continue
		}
		if len(a.Keys) == 0 {
			continue
		}
		if first, _ := c.actionOf(a.Keys[0]); first.Binding == a.Binding { // no earlier action takes the key
			found = append(found, a.Binding)
		}
	}
	slices.SortStableFunc(found, func(a, b *keymap.Binding) int { return cmp.Compare(a.Rank, b.Rank) })
	return found
}
