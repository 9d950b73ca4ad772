package dialog

import (
	"banter/internal/accounts"
	"banter/internal/golden"
	"banter/internal/screen"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// fakeAccounts is Accounts without a store.
type fakeAccounts struct {
	list    []accounts.Account
	current string
	err     error
}

func someAccounts(current string, names ...string) *fakeAccounts {
	a := &fakeAccounts{current: current}
	for _, name := range names {
		a.list = append(a.list, accounts.Account{Name: name, Store: "keychain", Email: name + "@example.org", Plan: "plus"})
	}
	return a
}

func (a *fakeAccounts) List(context.Context) ([]accounts.Account, error) { return a.list, a.err }
func (a *fakeAccounts) Current() string                                  { return a.current }
func (a *fakeAccounts) SignOut(context.Context, string) error            { return a.err }

func TestAccountPickerScreens(t *testing.T) {
	show := func(p *fakeAccounts, keys ...string) Dialog {
		d, cmd := NewAccounts(p)
		d.Update(cmd())
		for _, key := range keys {
			if cmd, _ = d.Update(screen.Key(key)); cmd != nil {
				d.Update(cmd())
			}
		}
		return d
	}
	two := someAccounts("home", "home", "work")
	broken := someAccounts("home")
	broken.err = errors.New("no list")
	for name, d := range map[string]Dialog{
		"two":     show(two),
		"asks":    show(two, "ctrl+x"),
		"adding":  show(two, "ctrl+n", "w", "o", "r", "k", "enter"),
		"nobody":  show(someAccounts("")),
		"failed":  show(broken),
		"current": show(two, "up", "ctrl+x"),
	} {
		t.Run(name, func(t *testing.T) {
			drawn, _ := d.View(darkStyles(), 78, 22)
			golden.Check(t, "accounts/"+name, ansi.Strip(drawn))
			narrow, _ := d.View(darkStyles(), 38, 10)
			for _, line := range strings.Split(narrow, "\n") {
				if ansi.StringWidth(line) > 38 {
					t.Errorf("too wide: %q", ansi.Strip(line))
				}
			}
		})
	}
}
