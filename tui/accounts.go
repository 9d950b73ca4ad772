package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/internal/accounts"
	"banter/internal/notice"
	"banter/internal/termsafe"
)

// accountPicker is the list of the named sign-ins of this machine.
//
// The row after the account in use is chosen at first, so that two keys switch
// between two accounts. Typing filters. Ctrl+N makes the filter line the name
// of an account to add; Ctrl+X, pressed twice, signs one out here.
type accountPicker struct {
	overlay
	accounts Accounts
	asking   *job
	current  string
	adding   bool   // a name is typed
	leaving  string // name that Ctrl+X was pressed on
	word     string // about the last key, under the rows
}

type (
	// accountsLoaded is the answer to one load.
	accountsLoaded struct {
		job     *job
		list    []accounts.Account
		current string
		err     error
	}
	// accountSignedOut follows a sign-out.
	accountSignedOut struct {
		job  *job
		name string
		err  error
	}
)

// What the picker asks of its parent, and the chat for the picker.
type (
	accountsAsked struct{}
	accountChosen struct{ name string }
	accountAdded  struct{ name string }
)

func (accountsAsked) outcome() {}
func (accountChosen) outcome() {}
func (accountAdded) outcome()  {}

func newAccountPicker(accounts Accounts) (dialog, tea.Cmd) {
	p := &accountPicker{
		overlay:  newOverlay("Accounts", "Looking who is signed in", "Nobody is signed in under a name."),
		accounts: accounts,
	}
	return p, p.ask()
}

// ask starts a load.
func (p *accountPicker) ask() tea.Cmd {
	j, accounts := newJob(), p.accounts
	p.asking = j
	return func() tea.Msg {
		list, err := accounts.List(j.ctx)
		return accountsLoaded{j, list, accounts.Current(), err}
	}
}

func (p *accountPicker) update(msg tea.Msg) (dialog, tea.Cmd, outcome) {
	switch msg := msg.(type) {
	case accountsLoaded:
		p.loaded(msg)
		return p, nil, nil
	case accountSignedOut:
		return p, p.signedOut(msg), nil
	}
	var cmd tea.Cmd
	var out outcome
	if p.adding {
		out = p.name(msg)
	} else {
		cmd, out = p.act(msg)
	}
	if out != nil {
		p.asking.stop()
	}
	return p, cmd, out
}

func (p *accountPicker) loaded(msg accountsLoaded) {
	if msg.job != p.asking {
		return
	}
	msg.job.stop()
	if msg.err != nil {
		p.fail(msg.err)
		return
	}
	p.current = msg.current
	rows := make([]row, len(msg.list))
	next := ""
	for i, a := range msg.list {
		rows[i] = p.row(a)
		if a.Name == p.current {
			next = msg.list[(i+1)%len(msg.list)].Name
		}
	}
	p.setRows(rows)
	p.list.choose(next)
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

// act handles what the person does while the filter is the filter.
func (p *accountPicker) act(msg tea.Msg) (tea.Cmd, outcome) {
	if leaves(msg) {
		return nil, dismissed{}
	}
	key, _ := msg.(tea.KeyPressMsg)
	chosen, leaving := p.list.chosenRow().key, p.leaving
	if key.Code != 0 {
		p.leaving, p.word = "", ""
	}
	switch stroke := key.Keystroke(); {
	case stroke == "enter" && chosen == p.current:
		return nil, dismissed{}
	case stroke == "enter" && chosen != "":
		return nil, accountChosen{chosen}
	case stroke == "ctrl+n":
		p.adding, p.label, p.field = true, "name:", field{}
	case stroke == "ctrl+x" && chosen != "":
		return p.signOut(chosen, leaving), nil
	default:
		p.overlay.update(msg)
	}
	return nil, nil
}

// signOut asks first: a sign-in takes longer to get back than a key press.
func (p *accountPicker) signOut(name, asked string) tea.Cmd {
	switch {
	case name == p.current:
		p.word = "This account is in use. Switch to another one first, or run banter logout."
		return nil
	case asked != name:
		p.leaving = name
		p.word = "Ctrl+X again signs " + termsafe.Line(name) + " out on this computer."
		return nil
	}
	j, end := newJob(), p.accounts.SignOut
	p.asking = j
	return func() tea.Msg { return accountSignedOut{j, name, end(j.ctx, name)} }
}

func (p *accountPicker) signedOut(msg accountSignedOut) tea.Cmd {
	if msg.job != p.asking {
		return nil
	}
	msg.job.stop()
	p.word = termsafe.Line(msg.name) + " is signed out on this computer."
	if msg.err != nil {
		p.word = notice.Of(msg.err).Sentence
	}
	return p.ask()
}

// name handles what the person does while the name of an account is typed.
func (p *accountPicker) name(msg tea.Msg) outcome {
	key, _ := msg.(tea.KeyPressMsg)
	switch {
	case leaves(msg):
		p.adding, p.label, p.field, p.word = false, "filter:", field{}, ""
	case key.Keystroke() == "enter":
		name := strings.TrimSpace(p.field.text())
		if err := p.checkName(name); err != nil {
			n := notice.Of(err)
			p.word = strings.TrimSpace(n.Sentence + " " + n.Hint)
			return nil
		}
		return accountAdded{name}
	default:
		p.field, _ = p.field.update(msg)
	}
	return nil
}

func (p *accountPicker) checkName(name string) error {
	for _, r := range p.list.rows {
		if r.key == name {
			return accounts.ErrNameTaken
		}
	}
	return accounts.CheckName(name)
}

func (p *accountPicker) view(st *styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail, o.keys = p.word, p.keys()
	if p.adding {
		o.title = ""
	}
	return o.view(st, width, height)
}

func (p *accountPicker) keys() []string {
	switch {
	case p.adding:
		return []string{"enter", "sign in under this name", "esc", "back"}
	case len(p.list.hits) == 0:
		return []string{"ctrl+n", "add an account", "esc", "back"}
	}
	return []string{"enter", "switch", "ctrl+n", "add", "ctrl+x", "sign out here", "esc", "back"}
}
