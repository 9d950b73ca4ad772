// Package chat is one conversation on the screen: the transcript, the queue, the
// input and the status line, with its modes. The root
// (package tui) gives it messages and opened conversations; it reports an [Event]
// if the person asks for something that belongs to the root: another screen,
// another conversation, the end.
package chat

import (
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/citation"
	"banter/internal/notice"
	"banter/session"
	"banter/tui/clip"
	"banter/tui/editor"
	"banter/tui/task"
	"banter/tui/transcript"
)

// An Event is what the chat reports to the root, which acts on it.
type Event interface{ event() }

type (
	// Quit ends the program.
	Quit struct{}
	// WaitAndQuit ends the program when no answer is being written.
	WaitAndQuit struct{}
	// StayOpen takes WaitAndQuit back.
	StayOpen struct{}
	// OpenHelp opens the list of keys.
	OpenHelp struct{}
	// RunAct performs an act of the palette; see [Chat.Run].
	RunAct struct{ Slash string }
	// RunPrompt uses the person's own prompt with a name. Rest is the text after it.
	RunPrompt struct{ Name, Rest string }
	// OpenPalette opens the list of acts.
	OpenPalette struct{}
	// OpenEditor has the person write the input in an editor of their own; see
	// [Chat.Edited].
	OpenEditor struct{}
	// EditCode has the person change code in an editor of their own, for the input.
	EditCode struct{ Text string }
	// OpenModels opens the list of models.
	OpenModels struct{}
	// FindQuestion opens the list of the questions of all conversations.
	FindQuestion struct{}
	// OpenThemes opens the list of themes.
	OpenThemes struct{}
	// OpenConversations opens the list of conversations, with what Query finds.
	OpenConversations struct{ Query string }
	// OpenAccounts opens the list of accounts.
	OpenAccounts struct{}
	// NewConversation starts a conversation.
	NewConversation struct{}
	// OpenConversation opens a saved conversation.
	OpenConversation struct{ ID string }
	// OpenTree opens the tree of the conversation.
	OpenTree struct{}
	// PickModel opens the list of models. The model that the person chooses answers
	// again in place of the message with this ID; see [Chat.AnswerAgain].
	PickModel struct{ Message string }
	// CompareVersions asks for the versions of an answer, for [Chat.Compare].
	CompareVersions struct{ Message, Parent string }
	// OpenSources opens the list of the sources of an answer.
	OpenSources struct{ Sources []citation.Source }
	// OpenLink shows where a link leads, and opens it if the person wants to.
	OpenLink struct{ Link transcript.Link }
	// OpenLinks opens the list of the links of an answer.
	OpenLinks struct{ Links []transcript.Link }
	// OpenLimits opens what is used of the plan.
	OpenLimits struct{}
	// OpenUsage opens the page on which the use of the plan is managed.
	OpenUsage struct{}
	// ToggleTemporary leaves nothing of a new conversation on disk, or keeps it later.
	ToggleTemporary struct{}
	// ToggleMouse gives the mouse to the terminal, or takes it back.
	ToggleMouse struct{}
	// SignIn opens the sign-in screen. Reason is a sentence for the person. With
	// PlanUse, the person wants to be asked again for the use of the plan.
	SignIn struct {
		Reason  string
		PlanUse bool
	}
	// ModeChanged asks to save a mode for later starts.
	ModeChanged struct{ Mode transcript.Mode }
)

func (Quit) event()              {}
func (WaitAndQuit) event()       {}
func (StayOpen) event()          {}
func (OpenHelp) event()          {}
func (RunAct) event()            {}
func (RunPrompt) event()         {}
func (OpenPalette) event()       {}
func (OpenEditor) event()        {}
func (EditCode) event()          {}
func (OpenModels) event()        {}
func (FindQuestion) event()      {}
func (OpenThemes) event()        {}
func (OpenConversations) event() {}
func (OpenAccounts) event()      {}
func (NewConversation) event()   {}
func (OpenConversation) event()  {}
func (OpenTree) event()          {}
func (PickModel) event()         {}
func (CompareVersions) event()   {}
func (OpenSources) event()       {}
func (OpenLink) event()          {}
func (OpenLinks) event()         {}
func (OpenLimits) event()        {}
func (OpenUsage) event()         {}
func (ToggleTemporary) event()   {}
func (ToggleMouse) event()       {}
func (SignIn) event()            {}
func (ModeChanged) event()       {}

// Chat shows one conversation. It accepts typing before the conversation is open.
// Only the goroutine of Bubble Tea may use it.
type Chat struct {
	tasks *task.Group
	now   func() time.Time
	badge string
	// account is the name of the account in use; empty if there is only one.
	account string
	onPlan  bool          // the account is on the documented route
	warning notice.Notice // shown until Esc

	*Conversation
	editor *editor.Editor
	copier *clip.Copier

	model      codex.Model
	effort     string
	compacting Compacting
	limits     *codex.Limits
	limitWatch session.LimitWatch
	note       note   // remark in the status line, for a few seconds
	pressed    string // keystroke that is being handled, or two in a row
	begun      string // the first of two keys in a row; or empty
	quitting   bool   // Ctrl+C was pressed once
	mayWait    bool   // the person was asked whether to wait for the answers before the end
	ending     bool   // the warning says that the program ends after the answers
	shiftEnter bool   // the terminal distinguishes Shift+Enter from Enter

	input  inputArea // where the input is on the screen
	clicks clicks
	hover  hover

	inline  bool   // see [Chat.SetInline]
	printed bool   // something is printed
	heading string // to print above the next rows; or empty
}

// New returns a chat without a conversation; [Chat.Show] brings one. It runs I/O in
// tasks, and shows times in the zone of now.
func New(tasks *task.Group, clipboard *clip.Clipboard, now func() time.Time) *Chat {
	return &Chat{
		tasks: tasks, now: now, copier: clip.NewCopier(clipboard, tasks),
		Conversation: &Conversation{transcript: transcript.New(now().Location())}, editor: editor.New(),
		compacting: CompactAsk,
	}
}

// Update handles keys, the mouse, pastes and the chat's own messages, and ignores
// all others. The event is nil if the root has nothing to do.
func (c *Chat) Update(msg tea.Msg) (tea.Cmd, Event) {
	if c.holds(msg) {
		return nil, nil
	}
	cmd, event := c.update(msg)
	return tea.Batch(cmd, c.readTexts(), c.readFiles(), c.makePicture()), event
}

func (c *Chat) update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		return c.paste(msg), nil
	case tea.MouseMsg:
		return c.mouse(msg), nil
	case linkClickedMsg:
		return nil, c.linkClicked(msg)
	case stateMsg:
		return c.stateArrived(msg), nil
	case sentMsg:
		return c.sent(msg), nil
	case doneMsg:
		return c.done(msg), nil
	case requeuedMsg:
		return c.requeued(msg), nil
	case unqueuedMsg:
		return c.unqueued(msg), nil
	case askedMsg:
		return c.askedArrived(msg), nil
	case askedTextMsg:
		return c.askedTextArrived(msg), nil
	case pastedMsg:
		c.editor.Paste(msg.clipping)
		return c.edited(), nil
	case clipboardMsg:
		return c.clipboardRead(msg), nil
	case pathsMsg:
		return c.pathsPasted(msg), nil
	case keptMsg:
		return c.imageKept(msg), nil
	case namedMsg:
		return c.filesNamed(msg), nil
	case fileReadMsg:
		c.fileRead(msg)
		return nil, nil
	case filesFoundMsg:
		return c.filesFound(msg), nil
	case filesWalkedMsg:
		return c.filesWalked(msg), nil
	case draftMsg:
		return c.saveDraft(msg), nil
	case draftSavedMsg:
		return c.draftSaved(msg), nil
	case spinner.TickMsg:
		return c.spin(msg), nil
	case letterHeldMsg:
		return c.letterHeld(msg)
	case changedMsg:
		return c.treeChanged(msg), nil
	case editedMsg:
		return c.questionEdited(msg), nil
	case textsMsg:
		return c.textsArrived(msg)
	case forkedMsg:
		return c.forked(msg)
	case pictureMsg:
		c.pictureMade(msg)
	case noteMsg:
		c.endNote(msg)
	}
	return c.toParts(msg), nil
}

// toParts passes a message to the transcript, the copier and the mode, which ignore
// messages that are not theirs.
func (c *Chat) toParts(msg tea.Msg) tea.Cmd {
	cmd := c.toTranscript(msg)
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

// toTranscript passes a message to the transcript and copies what the mouse picked.
func (c *Chat) toTranscript(msg tea.Msg) tea.Cmd {
	picked, cmd := c.transcript.Update(msg)
	switch {
	case picked.Link != nil:
		return tea.Batch(cmd, c.awaitClick(*picked.Link))
	case picked.Block != nil:
		return tea.Batch(cmd, c.copyBlock(*picked.Block))
	case picked.Text != "":
		return tea.Batch(cmd, c.copier.Copy("", picked.Text))
	}
	return cmd
}

// SetBadge sets the word about a special run, such as "demo"; empty: an ordinary
// one. A run with a badge writes no files.
func (c *Chat) SetBadge(badge string) {
	c.badge, c.copier.NoFile = badge, badge != ""
}

// Blank reports whether nothing has been asked in the conversation.
func (c *Chat) Blank() bool {
	return !c.asked && len(c.state.Messages) == 0 && !c.streaming()
}

// InMode reports whether a mode is active.
func (c *Chat) InMode() bool { return c.mode != nil }

// streaming reports whether an answer is being waited for or written.
func (c *Chat) streaming() bool { return c.state.Answer != nil || c.state.Waiting }

// SetModel sets the model and effort that the status line shows. [Chat.ChangeModel]
// also changes the session.
func (c *Chat) SetModel(model codex.Model, effort string) {
	c.model, c.effort = model, model.Effort(effort)
	c.limitSession()
}

// Limits returns the limits of the plan; nil: unknown.
func (c *Chat) Limits() *codex.Limits { return c.limits }

// InUse returns the model and the effort of the next question.
func (c *Chat) InUse() (codex.Model, string) { return c.model, c.effort }

// Head returns the conversation on the screen without its messages.
func (c *Chat) Head() history.Conversation { return c.state.Conversation }

// Current returns the conversation on the screen. A command keeps it, so that its
// message can be dropped if another conversation is shown by then.
func (c *Chat) Current() *Conversation { return c.Conversation }

// Input returns the text in the input.
func (c *Chat) Input() string { return c.editor.Text() }

// SetAccount sets the name of the account in use; empty: do not show it.
func (c *Chat) SetAccount(name string) { c.account = name }

// SetShiftEnter sets whether the terminal distinguishes Shift+Enter from Enter.
func (c *Chat) SetShiftEnter(on bool) { c.shiftEnter = on }

// SetMouse sets whether the program gets the mouse, and not the terminal.
func (c *Chat) SetMouse(on bool) { c.transcript.SetMouse(on) }

// SetWheel sets how many rows a notch of the mouse wheel scrolls.
func (c *Chat) SetWheel(rows int) { c.transcript.SetWheel(rows) }

// SetMode sets how messages are shown.
func (c *Chat) SetMode(mode transcript.Mode) { c.transcript.SetMode(mode) }

// Warn shows a warning above the input until the person dismisses it.
func (c *Chat) Warn(n notice.Notice) { c.warning, c.ending = n, false }

// Fail shows an error that is not from an answer. The retry key calls again, unless
// it is nil.
func (c *Chat) Fail(err error, again func() tea.Cmd) {
	if c.sess == nil && !c.outbox.empty() { // no conversation will be opened for the questions
		c.takeBack()
	}
	c.failure = failure{err, again}
	c.refresh()
}

// refresh passes the state and the problem to the transcript.
func (c *Chat) refresh() {
	c.copier.NoFile = c.badge != "" || c.Temporary()
	c.transcript.Set(c.state, c.problem())
}
