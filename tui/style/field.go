package style

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/keymap"
)

// A TextField is one short line that is typed: a filter, a title. The caret
// stands between grapheme clusters.
type TextField struct{ Before, After string }

// fieldCells is how long the text of a field may become; a pasted book is no
// filter.
const fieldCells = 200

func NewTextField(text string) TextField { return TextField{}.insert(text) }

func (f TextField) insert(text string) TextField {
	f.Before += ansi.Truncate(text, max(0, fieldCells-ansi.StringWidth(f.Text())), "")
	return f
}

func (f TextField) Text() string { return f.Before + f.After }

// Update handles a key or a paste and reports whether it was one for a field.
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
		f.Before, _ = CutLastCluster(f.Before)
	case keymap.DeleteForward.Is(stroke):
		_, f.After = CutFirstCluster(f.After)
	case keymap.DeleteWordBack.Is(stroke):
		f.Before = cutLastWord(f.Before)
	case keymap.DeleteToStart.Is(stroke):
		f.Before = ""
	case keymap.DeleteToEnd.Is(stroke):
		f.After = ""
	case keymap.CharLeft.Is(stroke):
		rest, last := CutLastCluster(f.Before)
		f = TextField{rest, last + f.After}
	case keymap.CharRight.Is(stroke):
		first, rest := CutFirstCluster(f.After)
		f = TextField{f.Before + first, rest}
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

// View draws the field in width cells and returns the column of the caret.
// What is left of the caret gives way first.
func (f TextField) View(st *Styles, width int) (drawn string, caret int) {
	if width <= 0 {
		return "", 0
	}
	room := max(0, width-1) // the caret needs a cell of its own at the end
	before := f.Before
	if over := ansi.StringWidth(before) - room; over > 0 {
		before = ansi.TruncateLeft(before, over, "")
		if ansi.StringWidth(before) > room { // half of a wide character
			_, before = CutFirstCluster(before)
		}
	}
	caret = ansi.StringWidth(before)
	return st.Text.Render(before + ansi.Truncate(f.After, width-caret, "")), caret
}

func CutFirstCluster(s string) (first, rest string) {
	if s == "" {
		return "", ""
	}
	first, _ = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return first, s[len(first):]
}

func CutLastCluster(s string) (rest, last string) {
	for tail := s; tail != ""; {
		last, tail = CutFirstCluster(tail)
	}
	return s[:len(s)-len(last)], last
}

func cutLastWord(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	return strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
}
