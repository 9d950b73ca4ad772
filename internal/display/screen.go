package display

import (
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// screen is what is on the terminal, as far as this program knows, and writes
// what makes it something else.
type screen struct {
	entered   bool
	byCluster bool
	focused   bool
	mice      tea.MouseMode
	title     string

	rows    []row
	redraws int           // of the frame that rows are from
	cursor  *tea.Position // where it is shown; nil: hidden
	pen     pen
}

// draw writes what makes the terminal show f. The pen is at rest before and
// after.
func (s *screen) draw(out *strings.Builder, f frame) {
	s.switchModes(out, f)
	var body strings.Builder
	s.pen.profile = f.profile
	s.paint(&body, f)
	at := position(f)
	if body.Len() == 0 && samePosition(s.cursor, at) {
		return
	}
	if at != nil {
		body.WriteString(ansi.CursorPosition(at.X+1, at.Y+1))
	}
	s.wrap(out, body.String(), f.sync, at)
	s.cursor = at
}

// position is where f has the cursor, or nil.
func position(f frame) *tea.Position {
	c := f.view.Cursor
	if c == nil || c.X < 0 || c.Y < 0 || c.X >= f.width || c.Y >= f.height {
		return nil
	}
	return &tea.Position{X: c.X, Y: c.Y}
}

func samePosition(a, b *tea.Position) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// wrap keeps the changes from being seen one by one: as a frame where the
// terminal knows those, otherwise by hiding the cursor that runs about.
func (s *screen) wrap(out *strings.Builder, body string, marked bool, at *tea.Position) {
	switch {
	case marked:
		out.WriteString(ansi.SetModeSynchronizedOutput)
		defer out.WriteString(ansi.ResetModeSynchronizedOutput)
	case s.cursor != nil:
		out.WriteString(ansi.ResetModeTextCursorEnable)
	}
	out.WriteString(body)
	switch shown := s.cursor != nil && marked; {
	case at != nil && !shown:
		out.WriteString(ansi.SetModeTextCursorEnable)
	case at == nil && shown:
		out.WriteString(ansi.ResetModeTextCursorEnable)
	}
}

// paint writes the rows that differ.
func (s *screen) paint(out *strings.Builder, f frame) {
	if len(s.rows) != f.height || s.redraws != f.redraws {
		s.rows, s.redraws = make([]row, f.height), f.redraws
	}
	next := strings.Split(f.view.Content, "\n")
	next = append(next, make([]string, max(f.height-len(next), 0))...)[:f.height]
	// Windows' terminal misplaces the cursor with a scrolling region
	// (microsoft/terminal#19016).
	if runtime.GOOS != "windows" {
		s.scroll(out, next)
	}
	for y, text := range next {
		if old := s.rows[y]; !old.known || old.text != text {
			s.rows[y] = row{known: true, text: text, cells: parse(text, f.width)}
			s.pen.paintRow(out, y, f.width, old, s.rows[y])
		}
	}
	s.pen.rest(out)
}
