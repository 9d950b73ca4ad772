package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/themes"
	"banter/tui/alert"
	"banter/tui/chat"
	"banter/tui/clip"
	"banter/tui/dialog"
	"banter/tui/login"
	"banter/tui/style"
	"banter/tui/task"
)

// Model is the root of the program. It owns what the screens share (size, colors,
// history, sign-in) and handles their events; each screen owns the rest. Only the
// goroutine of Bubble Tea may use it, except Close, which is called after the
// program has ended.
type Model struct {
	opts  Options
	tasks *task.Group

	width, height int
	dark          bool
	profile       colorprofile.Profile
	mouse         bool
	prints        bool   // an inline program may print
	pointerShapes bool   // the terminal changes the shape of the pointer
	pointer       string // its shape
	shiftEnter    bool   // the terminal distinguishes it from Enter
	styles        *style.Styles

	terminal  alert.Terminal
	attention attention

	signingIn bool
	login     login.Screen
	chat      *chat.Chat
	dialogs   []dialog.Dialog // the last one gets keys, pastes and the mouse
	clipboard *clip.Clipboard

	group     *session.Group
	answering map[string]bool // by ID: conversations that are answered in the background
	fresh     map[string]bool // by ID: conversations that were answered there and not shown since
	named     map[string]bool // by ID: conversations for which a title was asked
	quit      quitting

	tokens      auth.Tokens
	db          *history.DB   // nil until it is open
	leftDBs     []*history.DB // of other accounts; conversations in the background may use them
	memory      *history.DB   // of temporary conversations; nil until the first one
	catalog     codex.Catalog
	ownerSought string // ID of the conversation whose account was looked for
	model       string // slug for new conversations; empty: the catalog's default
	effort      string
	picked      bool   // the model of the current conversation was chosen there
	answerAgain string // ID of the answer for which the list of models is open; empty: for the conversation

	lastConversation history.Conversation // on the screen when Close was called
}

// New returns the program's model. It does no I/O, so that the first frame does not
// wait.
func New(opts Options) *Model {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	m := &Model{
		opts: opts, tasks: task.NewGroup(), group: session.NewGroup(), fresh: make(map[string]bool), named: make(map[string]bool), dark: !opts.Light, mouse: !opts.NoMouse && !opts.Inline,
		catalog: codex.BundledCatalog(), model: opts.Model, effort: opts.Effort,
	}
	m.restyle()
	m.clipboard = &clip.Clipboard{Native: opts.Clipboard, Buffer: opts.Buffer, Save: opts.SaveCopy, Image: opts.ClipboardImage, Text: opts.ClipboardText}
	m.chat = chat.New(m.tasks, m.clipboard, opts.Now)
	m.chat.SetBadge(badge(opts))
	m.chat.SetMouse(m.mouse)
	if opts.Inline {
		m.chat.SetInline()
	}
	if opts.Wheel > 0 {
		m.chat.SetWheel(opts.Wheel)
	}
	m.chat.SetModel(m.catalog.Pick(m.model), m.effort)
	if opts.Compact != "" {
		m.chat.SetCompacting(chat.Compacting(opts.Compact))
	}
	return m
}

// badge returns the word about a special run, or "".
func badge(opts Options) string {
	switch {
	case opts.Demo, login.IsDemo(opts.Account):
		return "demo"
	case opts.Temporary:
		return "temporary"
	}
	return ""
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.findTokens(), m.nextWarning(), m.nextSettings(), m.awaitBackground(), m.waitToPrint())
}

// restyle makes the styles again for the current theme, background and colors.
func (m *Model) restyle() {
	m.styles = m.stylesOf(m.opts.Theme)
}

// stylesOf makes the styles of a theme for the current background and colors.
func (m *Model) stylesOf(theme themes.Theme) *style.Styles {
	look := theme.Light
	if m.dark {
		look = theme.Dark
	}
	st := style.New(look, m.opts.ASCII).On(m.profile, m.dark)
	st.PlainLinks, st.LogicalOrder, st.Basic = m.opts.PlainLinks, m.opts.LogicalOrder, m.opts.BasicStyles
	return st
}
