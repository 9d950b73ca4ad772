package style

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/keymap"
)

// A TextField is a short line that the person types: a filter, a title. Its zero
// value is empty. The caret is always between two grapheme clusters.
type TextField struct{ before, after string }

// fieldCells bounds the text of a field, in cells: a pasted book is no filter.
const fieldCells = 200

// NewTextField returns a field with text and the caret at its end.
func NewTextField(text string) TextField { return TextField{}.insert(text) }

func (f TextField) insert(text string) TextField {
	f.before += ansi.Truncate(text, max(0, fieldCells-ansi.StringWidth(f.Text())), "")
	return f
}

// Text returns the whole text.
func (f TextField) Text() string { return f.before + f.after }

// Update returns the field after a key or a paste, and reports whether a field
// handles such a message.
func (f TextField) Update(msg tea.Msg) (TextField, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.insert(termsafe.Line(msg.Content)), true
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return f, false
}

func (f TextField) press(key tea.KeyPressMsg) (TextField, bool) {
	switch stroke := key.Keystroke(); {
	case keymap.DeleteBack.Is(stroke):
		f.before, _ = CutLastCluster(f.before)
	case keymap.DeleteForward.Is(stroke):
		_, f.after = CutFirstCluster(f.after)
	case keymap.DeleteWordBack.Is(stroke):
		f.before = CutLastWord(f.before)
	case keymap.DeleteToStart.Is(stroke):
		f.before = ""
	case keymap.DeleteToEnd.Is(stroke):
		f.after = ""
	case keymap.CharLeft.Is(stroke):
		rest, last := CutLastCluster(f.before)
		f = TextField{rest, last + f.after}
	case keymap.CharRight.Is(stroke):
		first, rest := CutFirstCluster(f.after)
		f = TextField{f.before + first, rest}
	case keymap.LineStart.Is(stroke):
		f = TextField{"", f.Text()}
	case keymap.LineEnd.Is(stroke):
		f = TextField{f.Text(), ""}
	default:
		if key.Text == "" {
			return f, false
		}
		f = f.insert(key.Text)
	}
	return f, true
}

// View draws the field in width cells and returns the column of the caret. If
// the text is too long, its beginning is left out first.
func (f TextField) View(st *Styles, width int) (drawn string, caret int) {
	if width <= 0 {
		return "", 0
	}
	room := max(0, width-1) // the caret needs a cell of its own at the end
	before := f.before
	if over := ansi.StringWidth(before) - room; over > 0 {
		before = ansi.TruncateLeft(before, over, "")
		if ansi.StringWidth(before) > room { // half of a wide character
			_, before = CutFirstCluster(before)
		}
	}
	caret = ansi.StringWidth(before)
	return st.Text.Render(before + ansi.Truncate(f.after, width-caret, "")), caret
}

// CutFirstCluster returns the first grapheme cluster of s and what follows it.
func CutFirstCluster(s string) (first, rest string) {
	if s == "" {
		return "", ""
	}
	first, _ = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return first, s[len(first):]
}

// CutLastCluster returns the last grapheme cluster of s and what precedes it.
func CutLastCluster(s string) (rest, last string) {
	for tail := s; tail != ""; {
		last, tail = CutFirstCluster(tail)
	}
	return s[:len(s)-len(last)], last
}

// CutLastWord returns s without its last word and the blanks after it.
func CutLastWord(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	return strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
}
