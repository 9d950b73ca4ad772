package chat

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

// A Event is what the chat reports to the root.
type Event interface{ event() }

type (
	Quit              struct{}
	OpenHelp          struct{}
	OpenModels        struct{}
	OpenConversations struct{}
	OpenAccounts      struct{}
	NewConversation   struct{}            // a new conversation
	OpenConversation  struct{ ID string } // a conversation of the empty page
	ToggleMouse       struct{}
	SignIn            struct{ Reason string }
	ModeChanged       struct{ Mode transcript.Mode } // to be remembered
)

func (Quit) event()              {}
func (OpenHelp) event()          {}
func (OpenModels) event()        {}
func (OpenConversations) event() {}
func (OpenAccounts) event()      {}
func (NewConversation) event()   {}
func (OpenConversation) event()  {}
func (ToggleMouse) event()       {}
func (SignIn) event()            {}
func (ModeChanged) event()       {}

// Chat is one conversation on the screen: what was said, the input, the status
// line. It takes typing before there is a session to send it to.
type Chat struct {
	tasks *task.Group
	now   func() time.Time
	badge string
	// account is the name of the one that is asked with, where there are others.
	account string
	warning notice.Notice // stands until Esc

	*Conversation
	editor *editor.Editor
	copier *clip.Copier

	model      codex.Model
	effort     string
	limits     *codex.Limits
	note       note   // a passing remark in the status line
	pressed    string // the key that is being handled
	quitting   bool   // Ctrl+C was pressed once
	shiftEnter bool   // the terminal can tell Shift+Enter from Enter

	input  inputArea // where the input is on the screen
	clicks clicks
}

func New(w *task.Group, board *clip.Clipboard, now func() time.Time) *Chat {
	return &Chat{tasks: w, now: now, copier: clip.NewCopier(board, w), Conversation: newConversation(now().Location(), transcript.Mode{}, false), editor: editor.New()}
}

// Update handles keys, the mouse, pastes and the chat's own messages, and
// ignores all others. The event is nil when the root has nothing to do.
func (c *Chat) Update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		return c.paste(msg), nil
	case tea.MouseMsg:
		return c.mouse(msg), nil
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
func (c *Chat) others(msg tea.Msg) tea.Cmd {
	cmd := c.scrolled(msg)
	if words, copying := c.copier.Update(msg); words != nil {
		cmd = tea.Batch(cmd, copying, c.Flash(words[0], words[1:]...))
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
func (c *Chat) scrolled(msg tea.Msg) tea.Cmd {
	picked, cmd := c.transcript.Update(msg)
	switch {
	case picked.Block != nil:
		return tea.Batch(cmd, c.copyBlock(*picked.Block))
	case picked.Text != "":
		return tea.Batch(cmd, c.copier.Copy("", picked.Text))
	}
	return cmd
}

// SetBadge names what is special about this run, or nothing. Such a run leaves
// no file behind.
func (c *Chat) SetBadge(badge string) {
	c.badge, c.copier.NoFile = badge, badge != ""
}

// Blank reports whether nothing has been asked yet.
func (c *Chat) Blank() bool {
	return !c.asked && len(c.State.Messages) == 0 && !c.streaming()
}

// streaming reports whether an answer is under way.
func (c *Chat) streaming() bool { return c.State.Answer != nil || c.State.Waiting }

// SetModel says what questions are asked of, for the status line.
func (c *Chat) SetModel(model codex.Model, effort string) {
	c.model, c.effort = model, model.Effort(effort)
}

// SetLimits shows what is left of the plan; nil: unknown.
func (c *Chat) SetLimits(limits *codex.Limits) { c.limits = limits }

// InUse returns the model and the effort that questions are asked with.
func (c *Chat) InUse() (codex.Model, string) { return c.model, c.effort }

// Head returns the conversation on the screen without its messages.
func (c *Chat) Head() history.Conversation { return c.State.Conversation }

// Current returns the conversation on the screen, to compare a late answer with.
func (c *Chat) Current() *Conversation { return c.Conversation }

// Input returns the text that is being written.
func (c *Chat) Input() string { return c.editor.Text() }

// SetAccount names the account that is asked; empty if there is only one.
func (c *Chat) SetAccount(name string) { c.account = name }

// SetShiftEnter says whether the terminal tells Shift+Enter from Enter.
func (c *Chat) SetShiftEnter(told bool) { c.shiftEnter = told }

// SetMouse says whether the mouse scrolls and selects here, and not in the
// terminal.
func (c *Chat) SetMouse(ours bool) { c.transcript.SetMouse(ours) }

// SetMode shows messages in another way.
func (c *Chat) SetMode(mode transcript.Mode) { c.transcript.SetMode(mode) }

// Warn shows a warning until the person dismisses it.
func (c *Chat) Warn(n notice.Notice) { c.warning = n }

// Fail shows an error that is no answer's. again is what r does.
func (c *Chat) Fail(err error, again func() tea.Cmd) {
	if c.sess == nil && !c.outbox.empty() { // no conversation comes that it could wait for
		c.takeBack()
	}
	c.failure = failure{err, again}
	c.refresh()
}

// refresh gives the transcript what is to be shown.
func (c *Chat) refresh() {
	c.transcript.Set(c.State, c.problem())
}
