package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/tui/chat"
	"banter/tui/clip"
	"banter/tui/dialog"
	"banter/tui/login"
	"banter/tui/style"
	"banter/tui/task"
)

// Model is the root of the program. It owns what the screens share (size,
// colours, the history, who is signed in) and acts on what they report; each
// screen owns the rest. Only the program's own goroutine touches it, but for
// [Model.Close], which is for after the program.
type Model struct {
	opts  Options
	tasks *task.Group

	width, height int
	dark          bool
	profile       colorprofile.Profile
	mouse         bool
	shiftEnter    bool // the terminal tells it from Enter
	styles        *style.Styles
	replies       replies

	signingIn bool
	login     login.Screen
	chat      *chat.Chat
	dialogs   []dialog.Dialog // the last one has the keyboard
	clipboard *clip.Clipboard

	tokens  auth.Tokens
	db      *history.DB // nil until it is open
	catalog codex.Catalog
	sought  string // conversation whose account was looked for
	model   string // slug for new conversations; empty: the catalog's default
	effort  string
	picked  bool // the model of the conversation on the screen was chosen there

	left history.Conversation // what Close found on the screen
}

// New returns the program's model. It does no I/O: the first frame waits for
// nothing.
func New(opts Options) *Model {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	m := &Model{
		opts: opts, tasks: task.NewGroup(), dark: !opts.Light, mouse: !opts.NoMouse,
		catalog: codex.BundledCatalog(), model: opts.Model, effort: opts.Effort,
	}
	m.restyle()
	m.clipboard = &clip.Clipboard{Native: opts.Clipboard, Buffer: opts.Buffer, Save: opts.SaveCopy}
	m.chat = chat.New(m.tasks, m.clipboard, opts.Now)
	m.chat.SetBadge(badge(opts))
	m.chat.SetMouse(m.mouse)
	m.chat.SetModel(m.catalog.Pick(m.model), m.effort)
	return m
}

// badge names what is special about this run, for as long as it lasts.
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
	return tea.Batch(tea.RequestBackgroundColor, m.findTokens(), m.nextWarning())
}

func (m *Model) restyle() {
	look := m.opts.Theme.Light
	if m.dark {
		look = m.opts.Theme.Dark
	}
	m.styles = style.New(look, m.opts.ASCII).On(m.profile, m.dark)
	m.styles.PlainLinks, m.styles.LogicalOrder, m.styles.Basic = m.opts.PlainLinks, m.opts.LogicalOrder, m.opts.BasicStyles
}
