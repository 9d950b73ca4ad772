package editor

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"banter/internal/termsafe"
)

// A fold stands for a large paste on the screen. The text itself is in the
// cell that has it.
type fold struct{ label string }

// What is larger than this is folded: a paste early, because one glance at its
// size is enough; a draft late, because a person may have typed it.
const (
	foldLines, foldColumns    = 10, 1000
	longDraftLines, longDraft = 200, 16 << 10
)

// unfoldLimit is the largest paste that Unfold opens, in bytes. Beyond it the
// text is no longer something to edit by hand.
const unfoldLimit = 1 << 20

// A Clipping is a text ready to be pasted.
type Clipping struct {
	text  string
	label string // of a large one; empty: it is shown as it is
}

// Clip makes text ready to be pasted: line ends become line feeds, tabs stay,
// controls go. It may run on any goroutine: for a text of megabytes this is
// the part that takes time.
func Clip(text string) Clipping {
	text = termsafe.Text(text)
	if !large(text) {
		return Clipping{text: text}
	}
	return Clipping{text, label(text)}
}

// Paste puts a clipping in at the caret as one edit. A large one shows as a
// label and counts as one character; Text has it in full.
func (e *Editor) Paste(c Clipping) {
	switch {
	case c.text == "":
		return
	case c.label != "":
		e.begin(other)
		e.put(folded(c.text, c.label))
	default:
		e.begin(other)
		e.put(cut(c.text))
	}
}

// Unfold opens the folded paste before the caret, and reports whether there
// was one that is small enough to edit.
func (e *Editor) Unfold() bool {
	c, ok := e.before()
	if !ok || c.fold == nil || len(c.text) > unfoldLimit {
		return false
	}
	e.begin(other)
	e.replace(e.left(e.caret), e.caret, cut(c.text))
	return true
}

func large(text string) bool {
	if strings.Count(strings.TrimSuffix(text, "\n"), "\n") >= foldLines {
		return true
	}
	return len(text) > foldColumns && utf8.RuneCountInString(text) > foldColumns
}

// label says what a text is that is not shown.
func label(text string) string {
	if lines := 1 + strings.Count(strings.TrimSuffix(text, "\n"), "\n"); lines > 1 {
		return fmt.Sprintf("[pasted %s lines]", Count(lines))
	}
	return fmt.Sprintf("[pasted %s characters]", Count(utf8.RuneCountInString(text)))
}

// folded returns text as a single cell that shows label.
func folded(text, label string) fragment {
	return fragment{{{text: text, width: len(label), fold: &fold{label}}}}
}

// Count writes a number with a comma between thousands, as the labels do.
func Count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
