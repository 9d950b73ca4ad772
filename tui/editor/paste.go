package editor

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"banter/internal/termsafe"
	"banter/tui/style"
)

// A fold is what the screen shows of a large paste. The text is in the cell.
type fold struct{ label string }

// Sizes above which text is folded, in lines and in characters or bytes. A paste
// is folded early, since its size says enough, a draft late, since a person may
// have typed it.
const (
	foldLines, foldColumns    = 10, 1000
	longDraftLines, longDraft = 200, 16 << 10
)

// unfoldLimit is the size of the largest paste that Unfold opens, in bytes. A
// larger one is not edited by hand.
const unfoldLimit = 1 << 20

// A Clipping is a text to paste; [Clip] returns one.
type Clipping struct {
	text  string
	label string // shown in place of a large text; empty: the text is shown
}

// Clip prepares text for [Editor.Paste]: line ends become line feeds, tabs stay,
// controls are removed. For a text of megabytes this takes most of the time of a
// paste, and it is safe for concurrent use.
func Clip(text string) Clipping {
	text = termsafe.Text(text)
	if !large(text) {
		return Clipping{text: text}
	}
	return Clipping{text, label(text)}
}

// Paste inserts a clipping at the caret (behind it in the normal mode of vi), or in the place of the selection, as one
// step of undo. A large one is shown as a label and counts as one character; Text
// returns it in full.
func (e *Editor) Paste(c Clipping) {
	if e.Commands() && !e.selects && !e.Empty() {
		e.caret = e.right(e.caret)
	}
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

// Unfold replaces the folded paste before the caret by its text, and reports
// whether it did. It leaves a very large one folded.
func (e *Editor) Unfold() bool {
	c, ok := e.before()
	if !ok || c.fold == nil || len(c.text) > unfoldLimit {
		return false
	}
	e.begin(other)
	e.replace(e.left(e.caret), e.caret, cut(c.text))
	return true
}

// large reports whether a paste of text is folded.
func large(text string) bool {
	if strings.Count(strings.TrimSuffix(text, "\n"), "\n") >= foldLines {
		return true
	}
	return len(text) > foldColumns && utf8.RuneCountInString(text) > foldColumns
}

// label returns what is shown in place of text.
func label(text string) string {
	if lines := 1 + strings.Count(strings.TrimSuffix(text, "\n"), "\n"); lines > 1 {
		return fmt.Sprintf("[pasted %s lines]", style.Count(lines))
	}
	return fmt.Sprintf("[pasted %s characters]", style.Count(utf8.RuneCountInString(text)))
}

// folded returns text as a single cell that shows label.
func folded(text, label string) fragment {
	return fragment{{{text: text, width: len(label), fold: &fold{label}}}}
}
