package login

import (
	"context"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/auth"
	"banter/internal/golden"
)

// continuing is an account that can continue with ChatGPT.
type continuing struct {
	fakeAccount
	documented bool // it has before
	asked      bool // for the use of the plan, the last time
}

func (a *continuing) Documented() bool                { return a.documented }
func (a *continuing) FirstPlanUse(auth.Tokens) bool   { return true }
func (a *continuing) UsagePage() string               { return "https://chatgpt.com/settings/usage" }
func (a *continuing) OpenUsage(context.Context) error { return a.err }
func (a *continuing) Continue(_ context.Context, askPlanUse bool) (*auth.BrowserFlow, error) {
	a.calls, a.asked = append(a.calls, "continue"), askPlanUse
	return a.page, a.err
}

// TestContinueScreens draws the choice of both ways, and what follows the documented
// one. An account of that way is asked for no code.
func TestContinueScreens(t *testing.T) {
	both := shownCode(t, &continuing{})
	again, _ := New(Options{Account: &continuing{documented: true}, Reason: "Your sign-in has ended.", Copier: noCopier(), Now: at(midday)})
	withheld := shownCode(t, &continuing{})
	withheld, _, _ = withheld.Update(signInEnded{task: withheld.task, tokens: auth.Tokens{Email: "ada@example.org", Provider: "documented"}})
	first := shownCode(t, &continuing{})
	first, _, _ = first.Update(signInEnded{task: first.task, tokens: auth.Tokens{Email: "ada@example.org"}, first: true})
	for _, test := range []struct {
		name          string
		screen        Screen
		width, height int
	}{
		{"both-80x24", both, 80, 24}, {"both-30x10", both, 30, 10},
		{"choosing-80x24", again, 80, 24}, {"choosing-40x12", again, 40, 12},
		{"withheld-80x24", withheld, 80, 24}, {"withheld-40x12", withheld, 40, 12},
		{"noticed-80x24", first, 80, 24}, {"noticed-40x12", first, 40, 12},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.screen.View(darkStyles(), test.width, test.height)
			golden.Check(t, test.name, ansi.Strip(got))
		})
	}
}

// TestContinueAtOnce goes to the page for a person who has asked for it, and asks for
// the use of the plan only if they want that.
func TestContinueAtOnce(t *testing.T) {
	account := &continuing{documented: true}
	l, cmd := New(Options{Account: account, Continue: true, Copier: noCopier(), Now: at(midday)})
	if l.phase != busy || cmd == nil {
		t.Fatalf("phase %v, want the page on its way", l.phase)
	}
	l, _, _ = l.Update(signInEnded{task: l.task, tokens: auth.Tokens{Provider: "documented"}})
	l, cmd, _ = after(l, "p")
	if cmd == nil {
		t.Fatal("the key asks for nothing")
	}
	cmd()
	if !account.asked || l.phase != busy {
		t.Errorf("asked %t, phase %v: want to be asked for the plan", account.asked, l.phase)
	}
	other := &continuing{}
	if l, _ := New(Options{Account: other, Continue: true, Copier: noCopier(), Now: at(midday)}); l.doing != askingForCode || len(other.calls) > 0 {
		t.Errorf("an account of the other way is %q", l.doing)
	}
}
