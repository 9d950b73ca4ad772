package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/accounts"
	"banter/tui/login"
)

// fakeAccounts is Accounts without servers. Each name is also the e-mail address.
type fakeAccounts struct {
	mu      sync.Mutex
	list    []accounts.Account
	current string
	calls   []string
	err     error            // of List and SignOut
	switchE map[string]error // of Switch, by name
}

func newFakeAccounts(current string, names ...string) *fakeAccounts {
	p := &fakeAccounts{current: current, switchE: map[string]error{}}
	for _, name := range names {
		p.list = append(p.list, accounts.Account{Name: name, Store: "keychain", AccountID: "id-" + name, Email: name + "@example.org", Plan: "plus"})
	}
	return p
}

func (p *fakeAccounts) List(context.Context) ([]accounts.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list), p.err
}

func (p *fakeAccounts) Current() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current
}

func (p *fakeAccounts) Switch(_ context.Context, name string, chosen bool) (auth.Tokens, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.switchE[name]; err != nil {
		return auth.Tokens{}, err
	}
	p.current = name
	p.calls = append(p.calls, map[bool]string{true: "choose ", false: "use "}[chosen]+name)
	return auth.Tokens{AccountID: "id-" + name, Email: name + "@example.org"}, nil
}

func (p *fakeAccounts) Account(name string) (login.Account, error) {
	return &namedAccount{of: p, name: name}, nil
}

func (p *fakeAccounts) SignOut(_ context.Context, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, "sign out "+name)
	p.list = slices.DeleteFunc(p.list, func(a accounts.Account) bool { return a.Name == name })
	return p.err
}

func (p *fakeAccounts) called() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.calls, ", ")
}

// namedAccount is an account of fakeAccounts; the key x signs it in.
type namedAccount struct {
	fakeAccount
	of   *fakeAccounts
	name string
}

func (a *namedAccount) Tokens(context.Context) (auth.Tokens, error) {
	return auth.Tokens{AccountID: "id-" + a.name, Email: a.name + "@example.org"}, nil
}

func (a *namedAccount) Offers() login.Offers { return login.Offers{CodexFile: true} }

func (a *namedAccount) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	return nil, errors.New("no server")
}

func (a *namedAccount) UseCodexFile(context.Context) error {
	a.of.mu.Lock()
	defer a.of.mu.Unlock()
	a.of.current = a.name
	a.of.list = append(a.of.list, accounts.Account{Name: a.name, AccountID: "id-" + a.name})
	return nil
}

// appWith starts the program with accounts.
func appWith(t *testing.T, p *fakeAccounts) *app {
	return newApp(t, setup{options: func(o *Options) {
		o.Accounts = p
		o.Account = &namedAccount{of: p, name: p.current}
	}})
}

// TestTwoKeysSwitchAccounts checks that questions go to the account whose name is on
// the screen, and that conversations belong to it.
func TestTwoKeysSwitchAccounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFakeAccounts("home", "home", "work")
		d := appWith(t, p)
		defer d.leave()
		d.sees("home   gpt")
		d.ask("a question from home")
		d.back.answer(t, "an answer for home")
		d.Press("f2", "enter")
		d.sees("work   gpt", "1  a question from home")
		d.seesNot("an answer for home")
		if got := p.called(); got != "choose work" {
			t.Errorf("called %q", got)
		}
		d.ask("a question from work")
		d.back.answer(t, "an answer for work")
		d.Press("f2")
		d.sees("Accounts", "in use")
		d.Press("esc")
		d.seesNot("in use")
	})
}

// TestConversationBringsItsAccount resumes a conversation of another account, which
// is then used, but not for later starts.
func TestConversationBringsItsAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFakeAccounts("home", "home", "work")
		d := appWith(t, p)
		defer d.leave()
		d.ask("a question from home")
		d.back.answer(t, "an answer for home")
		d.Press("f2", "enter")
		d.sees("work   gpt", "1  a question from home")
		d.Press("1", "enter")
		d.sees("an answer for home", "home   gpt")
		if got := p.called(); got != "choose work, use home" {
			t.Errorf("called %q", got)
		}
	})
}

func TestConversationOfAStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFakeAccounts("home", "home", "work")
		d := appWith(t, p)
		defer d.leave()
		d.ask("a question from home")
		d.back.answer(t, "an answer for home")
		d.Press("f2", "enter")
		d.sees("1  a question from home")
		p.mu.Lock()
		p.list = p.list[1:] // home is signed out elsewhere
		p.mu.Unlock()
		d.Press("1", "enter")
		d.sees("an answer for home", "another account's")
		if got := p.Current(); got != "work" {
			t.Errorf("%s is in use", got)
		}
	})
}

// TestSwitchToWhoHasToSignIn switches to an account without a sign-in, and goes back
// from the sign-in screen.
func TestSwitchToWhoHasToSignIn(t *testing.T) {
	for name, why := range map[string]error{"nobody": auth.ErrNoTokens, "over": auth.ErrSignInAgain} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newFakeAccounts("home", "home", "work")
				p.switchE["work"] = why
				d := appWith(t, p)
				defer d.leave()
				d.sees("home   gpt")
				d.Type("half a question")
				d.Press("f2", "enter")
				d.sees("account work", "Esc back")
				d.Press("esc")
				d.sees("half a question", "home   gpt")
				d.Press("f2", "enter")
				d.sees("Codex CLI's sign-in")
				d.Press("x")
				d.sees("work   gpt")
			})
		})
	}
}

func TestSwitchThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFakeAccounts("home", "home", "work")
		p.switchE["work"] = &auth.Error{Code: auth.CodeKeychainTimeout, Sentence: "The keychain does not answer."}
		d := appWith(t, p)
		defer d.leave()
		d.sees("home   gpt")
		d.Press("f2", "enter")
		d.sees("The keychain does not answer.")
	})
}

func TestAddAnAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFakeAccounts("home", "home")
		d := appWith(t, p)
		defer d.leave()
		d.sees("Ask something")
		d.seesNot("home   gpt") // one account needs no name
		d.Press("f2", "ctrl+n")
		d.Type("no/name")
		d.Press("enter")
		d.sees("cannot be the name")
		d.Press("ctrl+u")
		d.Type("work")
		d.Press("enter")
		d.sees("account work", "Codex CLI's sign-in")
		d.Press("x")
		d.sees("work   gpt")
	})
}

func TestSignOutInThePicker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFakeAccounts("home", "home", "work")
		d := appWith(t, p)
		defer d.leave()
		d.sees("home   gpt")
		d.Press("f2", "ctrl+x")
		d.sees("Ctrl+X again")
		d.Press("up", "ctrl+x") // on another row it is no second time
		d.sees("in use. Switch")
		d.Press("down", "ctrl+x", "ctrl+x")
		d.sees("work is signed out")
		if got := p.called(); got != "sign out work" {
			t.Errorf("called %q", got)
		}
	})
}

// TestWarningsStayUntilTheyAreRead checks that warnings are shown above the input, one
// after the other, and that the chat works meanwhile.
func TestWarningsStayUntilTheyAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		warnings := make(chan error, 2)
		d := newApp(t, setup{options: func(o *Options) {
			o.NextWarning = func(ctx context.Context) error {
				select {
				case err := <-warnings:
					return err
				case <-ctx.Done():
					return nil
				}
			}
		}})
		defer d.leave()
		warnings <- &auth.Error{Code: auth.CodeNotSaved, Sentence: "The new sign-in could not be saved.", Hint: "Keep Banter open.\x1b]52;c;A\a"}
		d.sees("could not be saved. Keep Banter open.", "Esc")
		d.Wait(time.Minute)
		d.ask("hello")
		d.back.answer(t, "all the same")
		d.sees("could not be saved", "all the same")
		d.Press("esc")
		d.seesNot("could not be saved")
		warnings <- &auth.Error{Code: auth.CodeClock, Sentence: "The clock of this computer is wrong."}
		d.sees("The clock of this computer is wrong.")
		d.Send(tea.WindowSizeMsg{Width: 40, Height: 10})
	})
}
