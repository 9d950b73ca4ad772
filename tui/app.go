package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/auth"
	"banter/codex"
	"banter/history"
)

// Model is the root of the program. It owns what the screens share (size,
// colours, the history, who is signed in) and acts on what they report; each
// screen owns the rest. Only the program's own goroutine touches it, but for
// [Model.Close], which is for after the program.
type Model struct {
	opts Options
	work *work

	width, height int
	dark          bool
	profile       colorprofile.Profile
	mouse         bool
	styles        *styles
	replies       replies

	signingIn bool
	login     login
	chat      *chat
	dialogs   []dialog // the last one has the keyboard

	tokens  auth.Tokens
	db      *history.DB // nil until it is open
	catalog codex.Catalog
	sought  string // conversation whose account was looked for
	model   string // slug for new conversations; empty: the catalog's default
	effort  string

	left history.Conversation // what Close found on the screen
}

// New returns the program's model. It does no I/O: the first frame waits for
// nothing.
func New(opts Options) *Model {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	m := &Model{
		opts: opts, work: newWork(), dark: !opts.Light, mouse: !opts.NoMouse,
		catalog: codex.BundledCatalog(), model: opts.Model, effort: opts.Effort,
	}
	m.restyle()
	m.chat = newChat(m.work, opts.Now)
	m.chat.badge = badge(opts)
	m.chat.transcript.mouse = m.mouse
	m.chat.copier = copier{native: opts.Clipboard, buffer: opts.Buffer, save: opts.SaveCopy}
	m.chat.setModel(m.chosenModel(), m.effort)
	return m
}

// badge names what is special about this run, for as long as it lasts.
func badge(opts Options) string {
	account, ok := opts.Account.(demoAccount)
	switch {
	case opts.Demo, ok && account.Demo():
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

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		keys, cmd := m.replies.filter(msg, m.opts.Now())
		return m, tea.Batch(cmd, m.typed(keys))
	case heldMsg:
		return m, m.typed(m.replies.timeout(msg))
	}
	m.replies.notice(msg, m.opts.Now())
	return m, m.route(msg)
}

func (m *Model) typed(keys []tea.KeyPressMsg) tea.Cmd {
	var cmds []tea.Cmd
	for _, key := range keys {
		cmds = append(cmds, m.route(key))
	}
	return tea.Batch(cmds...)
}

// route gives a message to whoever it is for: what the person does to what is
// on top, an answer to who waits for it.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	if cmd, ok := m.terminal(msg); ok {
		return cmd
	}
	if cmd, ok := m.started(msg); ok {
		return cmd
	}
	if cmd, ok := m.accountsChanged(msg); ok {
		return cmd
	}
	person, chats := interactive(msg), m.chat.owns(msg)
	kept := m.chat.shelved(msg)
	switch {
	case m.signingIn && !chats:
		return m.updateLogin(msg)
	case len(m.dialogs) > 0 && !chats:
		return tea.Batch(kept, m.updateDialog(msg))
	case !person && !chats:
		return kept // from a dialog that has closed
	}
	cmd, out := m.chat.update(msg)
	return tea.Batch(cmd, m.act(out))
}

// interactive reports whether msg comes from the person and not from the
// program.
func interactive(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyMsg, tea.MouseMsg, tea.PasteMsg:
		return true
	}
	return false
}

// terminal handles what the terminal says about itself.
func (m *Model) terminal(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		if m.dark != msg.IsDark() {
			m.dark = msg.IsDark()
			m.restyle()
		}
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
		m.restyle()
	case tea.EnvMsg:
		m.chat.copier.wrap = passthrough(msg.Getenv)
	case tea.KeyboardEnhancementsMsg:
		m.chat.shiftEnter = msg.SupportsKeyDisambiguation()
	case tea.FocusMsg:
		// The theme of the desktop may have changed meanwhile.
		return tea.RequestBackgroundColor, true
	case tea.BlurMsg, tea.ResumeMsg, tea.ModeReportMsg:
	default:
		return nil, false
	}
	return nil, true
}

func (m *Model) restyle() {
	look := m.opts.Theme.Light
	if m.dark {
		look = m.opts.Theme.Dark
	}
	m.styles = newStyles(look, m.opts.ASCII).on(m.profile, m.dark)
	m.styles.plainLinks, m.styles.logicalOrder, m.styles.basic = m.opts.PlainLinks, m.opts.LogicalOrder, m.opts.BasicStyles
}

func (m *Model) updateLogin(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	var out outcome
	m.login.copier = m.chat.copier // as it is now: what surrounds the terminal is told late
	m.login, cmd, out = m.login.update(msg)
	switch out := out.(type) {
	case signedIn:
		if out.opened && m.login.name != "" { // the switch that wanted the passphrase goes on
			return tea.Batch(cmd, m.switchAccount(m.login.name, m.opts.Resume))
		}
		m.opts.Account = m.login.account
	case dismissed:
		m.signingIn, m.opts.Resume = false, ""
	}
	return tea.Batch(cmd, m.act(out))
}

func (m *Model) updateDialog(msg tea.Msg) tea.Cmd {
	last := len(m.dialogs) - 1
	top, cmd, out := m.dialogs[last].update(msg)
	m.dialogs[last] = top
	if out == nil {
		return cmd
	}
	m.dialogs = m.dialogs[:last]
	return tea.Batch(cmd, m.act(out))
}
