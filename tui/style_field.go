package tui

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/keymap"
)

// A field is one short line that is typed: a filter, a title. The caret
// stands between grapheme clusters.
type field struct{ before, after string }

// fieldCells is how long the text of a field may become; a pasted book is no
// filter.
const fieldCells = 200

func newField(text string) field { return field{}.insert(text) }

func (f field) insert(text string) field {
	f.before += ansi.Truncate(text, max(0, fieldCells-ansi.StringWidth(f.text())), "")
	return f
}

func (f field) text() string { return f.before + f.after }

// update handles a key or a paste and reports whether it was one for a field.
func (f field) update(msg tea.Msg) (field, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.insert(termsafe.Line(msg.Content)), true
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return f, false
}

func (f field) press(key tea.KeyPressMsg) (field, bool) {
	switch stroke := key.Keystroke(); {
	case keymap.DeleteBack.Is(stroke):
		f.before, _ = cutLastCluster(f.before)
	case keymap.DeleteForward.Is(stroke):
		_, f.after = cutFirstCluster(f.after)
	case keymap.DeleteWordBack.Is(stroke):
		f.before = cutLastWord(f.before)
	case keymap.DeleteToStart.Is(stroke):
		f.before = ""
	case keymap.DeleteToEnd.Is(stroke):
		f.after = ""
	case keymap.CharLeft.Is(stroke):
		rest, last := cutLastCluster(f.before)
		f = field{rest, last + f.after}
	case keymap.CharRight.Is(stroke):
		first, rest := cutFirstCluster(f.after)
		f = field{f.before + first, rest}
	case keymap.LineStart.Is(stroke):
		f = field{"", f.text()}
	case keymap.LineEnd.Is(stroke):
		f = field{f.text(), ""}
	default:
		if key.Text == "" {
			return f, false
		}
		f = f.insert(key.Text)
	}
	return f, true
}

// view draws the field in width cells and returns the column of the caret.
// What is left of the caret gives way first.
func (f field) view(st *styles, width int) (drawn string, caret int) {
	if width <= 0 {
		return "", 0
	}
	room := max(0, width-1) // the caret needs a cell of its own at the end
	before := f.before
	if over := ansi.StringWidth(before) - room; over > 0 {
		before = ansi.TruncateLeft(before, over, "")
		if ansi.StringWidth(before) > room { // half of a wide character
			_, before = cutFirstCluster(before)
		}
	}
	caret = ansi.StringWidth(before)
	return st.text.Render(before + ansi.Truncate(f.after, width-caret, "")), caret
}

func cutFirstCluster(s string) (first, rest string) {
	if s == "" {
		return "", ""
	}
	first, _ = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return first, s[len(first):]
}

func cutLastCluster(s string) (rest, last string) {
	for tail := s; tail != ""; {
		last, tail = cutFirstCluster(tail)
	}
	return s[:len(s)-len(last)], last
}

func cutLastWord(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	return strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
}
