package display

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// caretShape is the parameter of the sequence that shapes the cursor (DECSCUSR).
type caretShape int

// ownShape is the shape that the person has chosen for the terminal.
const ownShape caretShape = 0

// shapeOf returns the shape of the cursor of a view. A blinking block, which is that of
// [tea.NewCursor], is the terminal's own.
func shapeOf(c *tea.Cursor) caretShape {
	if c == nil || c.Shape == tea.CursorBlock && c.Blink {
		return ownShape
	}
	shape := map[tea.CursorShape]caretShape{tea.CursorBlock: 1, tea.CursorUnderline: 3, tea.CursorBar: 5}[c.Shape]
	if !c.Blink {
		shape++
	}
	return shape
}

// reshapes reports whether the terminal has several shapes. The console of older Linux
// kernels prints the sequence.
func reshapes(environ []string) bool {
	return !strings.HasPrefix(uv.Environ(environ).Getenv("TERM"), "linux")
}

func (s *screen) reshape(out *strings.Builder, shape caretShape) {
	if s.shape != shape {
		s.shape = shape
		out.WriteString(ansi.SetCursorStyle(int(shape)))
	}
}
