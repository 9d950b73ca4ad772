package screen_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/internal/screen"
)

// mirror shows mouse events, its size and the texts it was sent.
type mirror struct {
	size tea.WindowSizeMsg
	told []string
}

func (m mirror) Init() tea.Cmd { return nil }

func (m mirror) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = msg
	case tea.MouseMsg:
		mouse := msg.Mouse()
		m.told = append(m.told, fmt.Sprintf("%s@%d,%d", msg, mouse.X, mouse.Y))
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return m, tea.Quit
		}
	case string:
		m.told = append(m.told, msg)
	}
	return m, nil
}

func (m mirror) View() tea.View {
	v := tea.NewView(fmt.Sprintf("%dx%d\n%s", m.size.Width, m.size.Height, "\x1b[1;31m"+strings.Join(m.told, " ")+"\x1b[m"))
	v.AltScreen, v.MouseMode, v.Cursor = true, tea.MouseModeCellMotion, tea.NewCursor(3, 1)
	return v
}

// TestAPersonAtTheTerminal checks the mouse, the window and the cells.
func TestAPersonAtTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := screen.Start(mirror{}, screen.Options{Profile: colorprofile.ANSI256})
		if width, height := term.Size(); width != 80 || height != 24 || term.Rows()[0] != "80x24" {
			t.Errorf("it is %dx%d, and shows %s", width, height, term.Text())
		}
		if x, y, visible := term.Cursor(); x != 3 || y != 1 || !visible {
			t.Errorf("the cursor is at %d,%d, shown: %v", x, y, visible)
		}
		term.Resize(100, 10)
		if term.Rows()[0] != "100x10" || len(term.Rows()) != 10 {
			t.Errorf("after a new size it shows %s", term.Text())
		}
		term.Click(4, 5)
		term.Drag(1, 2, 3, 4)
		term.Wheel(6, 7, -2)
		term.Send("hello")
		want := "left@4,5 left@4,5 left@1,2 left+motion@3,4 left@3,4 wheeldown@6,7 wheeldown@6,7 hello"
		if got := strings.ReplaceAll(strings.Join(term.Rows()[1:], " "), "  ", " "); strings.TrimSpace(got) != want {
			t.Errorf("told\n%q, want\n%q", got, want)
		}
		if cell := term.Cell(0, 1); cell.Content != "l" || cell.Style.Fg == nil {
			t.Errorf("the cell is %+v", cell)
		}
		if strings.Contains(term.Text(), "\x1b") {
			t.Errorf("the text has styles: %q", term.Text())
		}
		if cell := term.Cell(500, 500); cell.Content != "" {
			t.Errorf("a cell outside is %+v", cell)
		}
		if term.WaitFor("never", time.Second) {
			t.Error("it saw what is not there")
		}
		if term.Raw("q"); !term.Done() {
			t.Error("the program has not ended")
		}
		term.Press("q") // the program has ended
		if !strings.Contains(string(term.Output()), "100") {
			t.Error("its output is not kept")
		}
		if _, err := term.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestUnknownKeysAreMistakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := screen.Start(mirror{}, screen.Options{})
		defer term.Close()
		defer func() {
			if recover() == nil {
				t.Error("a key that is none was pressed")
			}
		}()
		term.Press("hyper+f")
	})
}
