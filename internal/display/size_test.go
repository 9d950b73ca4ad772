//go:build linux

package display

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/internal/pty"
)

// sizes is a program that shows its size and ends with a key.
type sizes struct{ size tea.WindowSizeMsg }

func (sizes) Init() tea.Cmd { return nil }

func (s sizes) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.size = msg
	case tea.KeyPressMsg:
		return s, tea.Quit
	}
	return s, nil
}

func (s sizes) View() tea.View {
	return view(strings.Repeat("\n", max(s.size.Height-1, 0)) + fmt.Sprintf("<%dx%d>", s.size.Width, s.size.Height))
}

// TestATerminalWithoutASize checks the environment and the usual 80 by 24.
func TestATerminalWithoutASize(t *testing.T) {
	for _, test := range []struct {
		width, height int
		environ       []string
		want          string
	}{
		{0, 0, nil, "<80x24>"},
		{0, 0, []string{"COLUMNS=100", "LINES=30"}, "<100x30>"},
		{0, 0, []string{"COLUMNS=wide", "LINES=-3"}, "<80x24>"},
		{0, 30, []string{"COLUMNS=100", "LINES=40"}, "<100x30>"},
		{120, 40, []string{"COLUMNS=100", "LINES=30"}, "<120x40>"},
	} {
		control, terminal, err := pty.Open(test.width, test.height)
		if errors.Is(err, pty.ErrUnsupported) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		p := New(sizes{}, Options{In: terminal, Out: terminal, Environ: append(test.environ, "TERM=vt100")})
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		waitFor(t, control, test.want)
		if _, err := control.WriteString("q"); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		control.Close()
		terminal.Close()
	}
}
