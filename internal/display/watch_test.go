//go:build linux

package display

import (
	"os"
	"strings"
	"syscall"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"banter/internal/pty"
)

// greeter is a program that says hello until a key ends it.
type greeter struct{}

func (greeter) Init() tea.Cmd { return nil }

func (g greeter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		return g, tea.Quit
	}
	return g, nil
}

func (greeter) View() tea.View { return view("hello") }

// A process that was stopped from outside (kill -STOP) finds, when it continues, a
// terminal that the shell has set up for itself and written on.
func TestGoingOnTakesTheTerminalOver(t *testing.T) {
	control, terminal, err := pty.Open(40, 5)
	if err != nil {
		t.Skip(err)
	}
	defer control.Close()
	defer terminal.Close()
	before, _ := pty.Settings(terminal)
	shells, err := term.GetState(terminal.Fd())
	if err != nil {
		t.Fatal(err)
	}

	ended := make(chan error, 1)
	p := New(greeter{}, Options{In: terminal, Out: terminal, Environ: []string{"TERM=xterm-256color"}})
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	waitFor(t, control, "hello")
	raw, _ := pty.Settings(terminal)

	if err := term.Restore(terminal.Fd(), shells); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	waitFor(t, control, "\x1b[?1049l", "\x1b[?1049h", "hello")
	if now, _ := pty.Settings(terminal); now != raw || raw == before {
		t.Errorf("the terminal is set to\n%s\nwant\n%s", now, raw)
	}
	if _, err := control.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if after, _ := pty.Settings(terminal); after != before {
		t.Errorf("given back as\n%s\nwant\n%s", after, before)
	}
}

// waitFor reads until it has seen texts, one after the other.
func waitFor(t *testing.T, from *os.File, texts ...string) {
	t.Helper()
	seen, buf := "", make([]byte, 4096)
	for _, text := range texts {
		for !strings.Contains(seen, text) {
			n, err := from.Read(buf)
			if err != nil {
				t.Fatalf("%v after %q, before %q", err, seen, text)
			}
			seen += string(buf[:n])
		}
		_, seen, _ = strings.Cut(seen, text)
	}
}
