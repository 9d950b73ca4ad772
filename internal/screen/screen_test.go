package screen_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/screen"
)

// echo shows the keys it was sent, and a tick.
type echo struct {
	keys  []string
	dark  string
	ticks int
}

type tick struct{}

func (e echo) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, tea.Tick(time.Second, func(time.Time) tea.Msg { return tick{} }))
}

func (e echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		e.keys = append(e.keys, msg.String())
		if msg.String() == "ctrl+y" {
			return e, tea.SetClipboard("copied text")
		}
	case tea.PasteMsg:
		e.keys = append(e.keys, "paste:"+msg.Content)
	case tea.MouseWheelMsg:
		e.keys = append(e.keys, msg.String())
	case tea.BackgroundColorMsg:
		e.dark = map[bool]string{true: "dark", false: "light"}[msg.IsDark()]
	case tick:
		e.ticks++
	}
	return e, nil
}

// HasChord implements display.Chorder.
func (e echo) HasChord(keystroke string) bool { return keystroke == "alt+enter" }

func (e echo) View() tea.View {
	v := tea.NewView(e.dark + "\n" + strings.Join(e.keys, " ") + strings.Repeat("\ntick", e.ticks))
	v.AltScreen, v.WindowTitle, v.MouseMode = true, "echo", tea.MouseModeCellMotion
	return v
}

func TestKeysReachTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := screen.Start(echo{}, screen.Options{Width: 240, Height: 10, Light: true})
		keys := []string{"a", "é", "enter", "shift+enter", "alt+enter", "ctrl+j", "esc", "ctrl+o", "alt+f", "ctrl+up", "shift+end",
			"ctrl+home", "f1", "pgup", "shift+tab", "backspace", "ctrl+y"}
		term.Press(keys...)
		term.Paste("x")
		term.Wheel(1, 1, 1)
		got := term.Rows()[1]
		want := strings.Join(keys, " ") + " paste:x wheelup"
		if got != want {
			t.Errorf("keys:\n got %q\nwant %q", got, want)
		}
		if row := term.Rows()[0]; row != "light" {
			t.Errorf("background: got %q, want light", row)
		}
		if c := term.Copied(); len(c) != 1 || c[0] != "copied text" {
			t.Errorf("clipboard: %q", c)
		}
		if term.Title() != "echo" || !term.AltScreen() {
			t.Errorf("title %q, alternate screen %v", term.Title(), term.AltScreen())
		}
		if !term.WaitFor("tick", 2*time.Second) {
			t.Errorf("no tick after two seconds:\n%s", term.Text())
		}
		if _, err := term.Close(); err != nil {
			t.Error(err)
		}
	})
}
