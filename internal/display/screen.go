package display

import (
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// screen is what this program knows to be on the terminal.
type screen struct {
	entered   bool // the program has the terminal
	byCluster bool // the terminal counts cells by grapheme cluster
	focused   bool // the terminal reports its focus
	busy      bool // progress is shown
	mouseMode tea.MouseMode
	title     string
	shape     caretShape
	pointer   string

	rows    []row
	redraws int           // frame.redraws of the frame that rows show
	cursor  *tea.Position // nil: hidden
	styles  styleWriter
	gallery gallery

	inline bool // the program has live, and not the alternate screen
	live   region
}

// draw writes the difference between the screen and f. All styles are off before
// and after.
func (s *screen) draw(out *strings.Builder, f frame) {
	s.switchModes(out, f)
	var body strings.Builder
	s.styles.profile = f.profile
	if s.inline {
		s.live.paint(&body, &s.styles, f)
	} else {
		s.paint(&body, f)
	}
	s.gallery.tidy(out, f.pictures.Shelf)
	out.WriteString(s.gallery.uploads.String())
	s.gallery.uploads.Reset()
	at := cursorOf(f)
	if body.Len() == 0 && samePosition(s.cursor, at) {
		return
	}
	switch {
	case s.inline:
		body.WriteString(s.live.cursor(at))
	case at != nil:
		body.WriteString(position(at.X, at.Y))
	}
	s.bracket(out, body.String(), f.sync, at)
	s.cursor = at
}

// position returns what moves the cursor to a cell of the alternate screen.
func position(x, y int) string { return ansi.CursorPosition(x+1, y+1) }

// cursorOf returns the position of the cursor in f, or nil if f hides it.
func cursorOf(f frame) *tea.Position {
	c := f.view.Cursor
	if c == nil || c.X < 0 || c.Y < 0 || c.X >= f.width || c.Y >= f.height {
		return nil
	}
	return &tea.Position{X: c.X, Y: c.Y}
}

func samePosition(a, b *tea.Position) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// bracket writes body so that its changes are not seen one by one: as a frame if
// the terminal can show frames as a whole, otherwise with the cursor hidden while
// it moves about. The cursor ends up at the given position.
func (s *screen) bracket(out *strings.Builder, body string, marked bool, at *tea.Position) {
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

// paint writes the rows of f that differ from those on the screen.
func (s *screen) paint(out *strings.Builder, f frame) {
	if len(s.rows) != f.height || s.redraws != f.redraws {
		s.rows, s.redraws = make([]row, f.height), f.redraws
	}
	s.styles.to = position
	next := strings.Split(f.view.Content, "\n")
	next = append(next, make([]string, max(f.height-len(next), 0))...)[:f.height]
	// Windows' terminal misplaces the cursor with a scrolling region
	// (microsoft/terminal#19016).
	if runtime.GOOS != "windows" && s.scrollable(next, f) {
		s.scroll(out, next)
	}
	var changed []int
	for y, text := range next {
		if old := s.rows[y]; !old.known || old.text != text {
			s.rows[y] = s.newRow(text, f)
			s.styles.row(out, y, f.width, old, s.rows[y])
			changed = append(changed, y)
		}
	}
	s.styles.plain(out)
	s.drawStrips(out, changed)
}
