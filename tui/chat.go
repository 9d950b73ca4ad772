package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/tui/clip"
	"banter/tui/editor"
	"banter/tui/task"
	"banter/tui/transcript"
)

// A chatEvent is what the chat reports to the root.
type chatEvent interface{ chatEvent() }

type (
	quitAsked          struct{}
	helpAsked          struct{}
	modelsAsked        struct{}
	conversationsAsked struct{}
	accountsAsked      struct{}
	newAsked           struct{}            // a new conversation
	recentChosen       struct{ id string } // a conversation of the empty page
	mouseToggled       struct{}
	signInAsked        struct{ reason string }
	modeChanged        struct{ mode transcript.Mode } // to be remembered
)

func (quitAsked) chatEvent()          {}
func (helpAsked) chatEvent()          {}
func (modelsAsked) chatEvent()        {}
func (conversationsAsked) chatEvent() {}
func (accountsAsked) chatEvent()      {}
func (newAsked) chatEvent()           {}
func (recentChosen) chatEvent()       {}
func (mouseToggled) chatEvent()       {}
func (signInAsked) chatEvent()        {}
func (modeChanged) chatEvent()        {}

// chat is one conversation on the screen: what was said, the input, the status
// line. It takes typing before there is a session to send it to.
type chat struct {
	work  *task.Group
	now   func() time.Time
	badge string
	// account is the name of the one that is asked with, where there are others.
	account string
	warning notice.Notice // stands until Esc

	*conversation
	editor *editor.Editor
	copier *clip.Copier

	model      codex.Model
	effort     string
	limits     *codex.Limits
	note       note   // a passing remark in the status line
	pressed    string // the key that is being handled
	quitting   bool   // Ctrl+C was pressed once
	shiftEnter bool   // the terminal can tell Shift+Enter from Enter
}

func newChat(w *task.Group, board *clip.Clipboard, now func() time.Time) *chat {
	return &chat{work: w, now: now, copier: clip.NewCopier(board, w), conversation: newConversation(now().Location(), transcript.Mode{}, false), editor: editor.New()}
}

// update handles keys, the mouse, pastes and the chat's own messages, and
// ignores all others. The event is nil when the root has nothing to do.
func (c *chat) update(msg tea.Msg) (tea.Cmd, chatEvent) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		return c.paste(msg), nil
	case tea.MouseMsg:
		return c.scrolled(msg), nil
	case stateMsg:
		return c.arrive(msg), nil
	case sentMsg:
		return c.sent(msg), nil
	case doneMsg:
		return c.done(msg), nil
	case unqueuedMsg:
		return c.unqueued(msg), nil
	case pastedMsg:
		c.editor.Paste(msg.clipping)
		return c.edited(), nil
	case draftMsg:
		return c.saveDraft(msg), nil
	case draftSavedMsg:
		return c.draftSaved(msg), nil
	case retryHeldMsg:
		return c.retryHeld(msg)
	case pulseMsg:
		return c.pulse(msg), nil
	case noteMsg:
		c.endNote(msg)
	}
	return c.others(msg), nil
}

// others hands a message to the parts of the chat, which drop what is not
// theirs.
func (c *chat) others(msg tea.Msg) tea.Cmd {
	cmd := c.scrolled(msg)
	if words, copying := c.copier.Update(msg); words != nil {
		cmd = tea.Batch(cmd, copying, c.flash(words[0], words[1:]...))
	} else {
		cmd = tea.Batch(cmd, copying)
	}
	if c.mode != nil {
		modal, _ := c.mode.update(msg)
		cmd = tea.Batch(cmd, modal)
	}
	return cmd
}

// scrolled gives the transcript a message and copies what was picked there.
func (c *chat) scrolled(msg tea.Msg) tea.Cmd {
	picked, cmd := c.transcript.Update(msg)
	switch {
	case picked.Block != nil:
		return tea.Batch(cmd, c.copyBlock(*picked.Block))
	case picked.Text != "":
		return tea.Batch(cmd, c.copier.Copy("", picked.Text))
	}
	return cmd
}

// setBadge names what is special about this run, or nothing. Such a run leaves
// no file behind.
func (c *chat) setBadge(badge string) {
	c.badge, c.copier.NoFile = badge, badge != ""
}

// blank reports whether nothing has been asked yet.
func (c *chat) blank() bool {
	return !c.asked && len(c.state.Messages) == 0 && !c.streaming()
}

// streaming reports whether an answer is under way.
func (c *chat) streaming() bool { return c.state.Answer != nil || c.state.Waiting }

// setModel says what questions are asked of, for the status line.
func (c *chat) setModel(model codex.Model, effort string) {
	c.model, c.effort = model, model.Effort(effort)
}

// setLimits shows what is left of the plan; nil: unknown.
func (c *chat) setLimits(limits *codex.Limits) { c.limits = limits }

// inUse returns the model and the effort that questions are asked with.
func (c *chat) inUse() (codex.Model, string) { return c.model, c.effort }

// head returns the conversation on the screen without its messages.
func (c *chat) head() history.Conversation { return c.state.Conversation }

// current returns the conversation on the screen, to compare a late answer with.
func (c *chat) current() *conversation { return c.conversation }

// input returns the text that is being written.
func (c *chat) input() string { return c.editor.Text() }

// setAccount names the account that is asked; empty if there is only one.
func (c *chat) setAccount(name string) { c.account = name }

// setShiftEnter says whether the terminal tells Shift+Enter from Enter.
func (c *chat) setShiftEnter(told bool) { c.shiftEnter = told }

// setMouse says whether the mouse scrolls and selects here, and not in the
// terminal.
func (c *chat) setMouse(ours bool) { c.transcript.SetMouse(ours) }

// setMode shows messages in another way.
func (c *chat) setMode(mode transcript.Mode) { c.transcript.SetMode(mode) }

// warn shows a warning until the person dismisses it.
func (c *chat) warn(n notice.Notice) { c.warning = n }

// fail shows an error that is no answer's. again is what r does.
func (c *chat) fail(err error, again func() tea.Cmd) {
	if c.sess == nil && !c.outbox.empty() { // no conversation comes that it could wait for
		c.takeBack()
	}
	c.failure = failure{err, again}
	c.refresh()
}

// refresh gives the transcript what is to be shown.
func (c *chat) refresh() {
	c.transcript.Set(c.state, c.problem())
}
