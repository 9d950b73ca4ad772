//go:build linux

package display

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"banter/internal/pty"
)

// lender is a program that lends its terminal at the first key, and ends at the next.
type lender struct {
	run  func(context.Context) tea.Msg
	said string
}

func (l lender) Init() tea.Cmd { return nil }

func (l lender) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case string:
		l.said = msg
	case tea.KeyPressMsg:
		if l.said != "" {
			return l, tea.Quit
		}
		return l, func() tea.Msg { return Lend{Run: l.run} }
	}
	return l, nil
}

func (l lender) View() tea.View { return view("hello " + l.said) }

// Another program finds the terminal as the shell had it. Even if it crashes, the
// program goes on, and the shell finds its terminal unchanged. If the program is ended
// meanwhile, the other one is told, and the shell's terminal is unchanged too.
func TestLending(t *testing.T) {
	for _, ends := range []bool{false, true} {
		control, terminal, err := pty.Open(40, 5)
		if err != nil {
			t.Skip(err)
		}
		defer control.Close()
		defer terminal.Close()
		before, _ := pty.Settings(terminal)
		running, told := make(chan string), make(chan bool, 1)
		p := New(lender{run: func(ctx context.Context) tea.Msg {
			found, _ := pty.Settings(terminal)
			running <- found
			if ends {
				<-ctx.Done()
				told <- Lent()
			}
			_, _ = term.MakeRaw(terminal.Fd()) // and crashes
			return "again"
		}}, Options{In: terminal, Out: terminal, Environ: []string{"TERM=xterm-256color"}})
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		waitFor(t, control, "hello")
		press := func() {
			if _, err := control.WriteString("x"); err != nil {
				t.Fatal(err)
			}
		}
		press()
		if found := <-running; found != before {
			t.Errorf("lent as\n%s\nwant\n%s", found, before)
		}
		if ends {
			p.Quit()
			if !<-told {
				t.Error("the terminal does not count as lent")
			}
		} else {
			waitFor(t, control, "\x1b[?1049l", "\x1b[?1003l", "\x1b[?1049h", "hello again")
			press()
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if after, _ := pty.Settings(terminal); after != before || Lent() {
			t.Errorf("given back as\n%s\nwant\n%s", after, before)
		}
	}
}
