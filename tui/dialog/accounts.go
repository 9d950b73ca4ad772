package dialog

import (
	"context"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/internal/accounts"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// Accounts are the named sign-ins of this machine, as the list needs them. Its
// methods except Current are called outside the UI's goroutine.
type Accounts interface {
	// List returns the accounts by name.
	List(ctx context.Context) ([]accounts.Account, error)
	// Current returns the name of the account in use; empty in a demo.
	Current() string
	// SignOut removes a sign-in from this machine.
	SignOut(ctx context.Context, name string) error
}

// accountPicker is the list of the named sign-ins of this machine.
//
// The row after the account in use is chosen at first, so that two keys switch
// between two accounts. While an account is added, the field is its name.
type accountPicker struct {
	overlay
	accounts Accounts
	asking   *task.Task
	current  string
	adding   bool   // the name of a new account is being typed
	leaving  string // name of the account that the next press signs out
	remark   string // about the last key, under the rows
}

type (
	// accountsLoaded is the result of a load.
	accountsLoaded struct {
		task    *task.Task
		list    []accounts.Account
		current string
		err     error
	}
	// accountSignedOut is the result of a sign-out.
	accountSignedOut struct {
		task *task.Task
		name string
		err  error
	}
)

// NewAccounts returns the list of accounts and the command that loads it.
func NewAccounts(accounts Accounts) (Dialog, tea.Cmd) {
	p := &accountPicker{
		overlay:  newOverlay("Accounts", "Looking who is signed in", "No account is signed in under a name."),
		accounts: accounts,
	}
	return p, p.ask()
}

// ask starts a load.
func (p *accountPicker) ask() tea.Cmd {
	asking, accounts := task.New(), p.accounts
	p.asking = asking
	return func() tea.Msg {
		list, err := accounts.List(asking.Ctx)
		return accountsLoaded{asking, list, accounts.Current(), err}
	}
}

func (p *accountPicker) Update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case accountsLoaded:
		p.loaded(msg)
		return nil, nil
	case accountSignedOut:
		return p.signedOut(msg), nil
	}
	var cmd tea.Cmd
	var event Event
	if p.adding {
		event = p.name(msg)
	} else {
		cmd, event = p.input(msg)
	}
	if event != nil {
		p.asking.Stop()
	}
	return cmd, event
}

func (p *accountPicker) loaded(msg accountsLoaded) {
	if msg.task != p.asking {
		return
	}
	msg.task.Stop()
	if msg.err != nil {
		p.fail(msg.err)
		return
	}
	p.current = msg.current
	rows := make([]row, len(msg.list))
	next := ""
	mixed := slices.ContainsFunc(msg.list, onDocumented)
	for i, a := range msg.list {
		if rows[i] = p.row(a); mixed {
			rows[i].about += routeWords(a)
		}
		if a.Name == p.current {
			next = msg.list[(i+1)%len(msg.list)].Name
		}
	}
	p.setRows(rows)
	p.list.choose(next)
}

// onDocumented reports whether an account continues with ChatGPT.
func onDocumented(a accounts.Account) bool { return codex.Route(a.Provider) == codex.RouteDocumented }

// routeWords names the way of an account, for lists that have accounts of both.
func routeWords(a accounts.Account) string {
	if onDocumented(a) {
		return ", Sign in with ChatGPT"
	}
	return ", Codex"
}

func (p *accountPicker) row(a accounts.Account) row {
	about := termsafe.Line(a.Email)
	if a.Plan != "" {
		about = strings.TrimSpace(about + " (" + termsafe.Line(a.Plan) + ")")
	}
	facts := termsafe.Line(a.Store)
	if a.Name == p.current {
		facts = "in use"
	}
	return row{key: a.Name, name: termsafe.Line(a.Name), about: about, facts: facts}
}

// input handles keys, pastes and the mouse, except while a name is typed.
func (p *accountPicker) input(msg tea.Msg) (tea.Cmd, Event) {
	if leaves(msg) {
		return nil, Dismissed{}
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	chosen, leaving := p.list.chosenRow().key, p.leaving
	if pressed.Code != 0 {
		p.leaving, p.remark = "", ""
	}
	switch stroke := pressed.Keystroke(); {
	case keymap.SwitchAccount.Is(stroke) && chosen == p.current:
		return nil, Dismissed{}
	case keymap.SwitchAccount.Is(stroke) && chosen != "":
		return nil, AccountChosen{chosen}
	case keymap.AddAccount.Is(stroke):
		p.adding, p.label, p.field = true, "name:", style.TextField{}
	case keymap.SignOut.Is(stroke) && chosen != "":
		return p.signOut(chosen, leaving), nil
	default:
		p.overlay.update(msg)
	}
	return nil, nil
}

// signOut signs an account out if the key was pressed on it before, and otherwise
// asks to press again.
func (p *accountPicker) signOut(name, asked string) tea.Cmd {
	switch {
	case name == p.current:
		p.remark = "This account is in use. Switch to another one first, or run banter logout."
		return nil
	case asked != name:
		p.leaving = name
		p.remark = keymap.SignOut.Label() + " again signs " + termsafe.Line(name) + " out on this computer."
		return nil
	}
	asking, end := task.New(), p.accounts.SignOut
	p.asking = asking
	return func() tea.Msg { return accountSignedOut{asking, name, end(asking.Ctx, name)} }
}

func (p *accountPicker) signedOut(msg accountSignedOut) tea.Cmd {
	if msg.task != p.asking {
		return nil
	}
	msg.task.Stop()
	p.remark = termsafe.Line(msg.name) + " is signed out on this computer."
	if msg.err != nil {
		p.remark = notice.Of(msg.err).Sentence
	}
	return p.ask()
}

// name handles keys and pastes while the name of an account is typed.
func (p *accountPicker) name(msg tea.Msg) Event {
	pressed, _ := msg.(tea.KeyPressMsg)
	switch {
	case leaves(msg):
		p.adding, p.label, p.field, p.remark = false, "filter:", style.TextField{}, ""
	case keymap.NameAccount.Is(pressed.Keystroke()):
		name := strings.TrimSpace(p.field.Text())
		if err := p.checkName(name); err != nil {
			n := notice.Of(err)
			p.remark = strings.TrimSpace(n.Sentence + " " + n.Hint)
			return nil
		}
		return AccountAdded{name}
	default:
		p.field, _ = p.field.Update(msg)
	}
	return nil
}

// checkName reports why a name cannot be used for a new account.
func (p *accountPicker) checkName(name string) error {
	for _, r := range p.list.rows {
		if r.key == name {
			return accounts.ErrNameTaken
		}
	}
	return accounts.CheckName(name)
}

func (p *accountPicker) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail, o.keys = p.remark, p.keys()
	if p.adding {
		o.title = ""
	}
	return o.view(st, width, height)
}

func (p *accountPicker) keys() []key.Binding {
	switch {
	case p.adding:
		return []key.Binding{keymap.NameAccount.Key(), keymap.CloseDialog.Key()}
	case len(p.list.hits) == 0:
		return []key.Binding{keymap.AddAccount.KeyTo("add an account"), keymap.CloseDialog.Key()}
	}
	return []key.Binding{keymap.SwitchAccount.Key(), keymap.AddAccount.Key(), keymap.SignOut.Key(), keymap.CloseDialog.Key()}
}
