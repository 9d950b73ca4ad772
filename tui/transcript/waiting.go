package transcript

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"

	"charm.land/bubbles/v2/spinner"
)

// Dots is shown until the first word arrives: three dots, one of which differs in
// color and, for terminals without color, in shape.
var Dots = spinner.Spinner{Frames: []string{"•··", "·•·", "··•"}, FPS: 300 * time.Millisecond}

// dots draws the present frame of Dots.
func (t *Transcript) dots() string {
	faint := "·"
	if t.styles.ASCII {
		faint = "."
	}
	var dots []string
	for _, dot := range cmp.Or(t.frame, Dots.Frames[0]) {
		if dot == '·' {
			dots = append(dots, t.styles.Dim.Render(faint))
		} else {
			dots = append(dots, t.styles.Accent.Render(t.styles.Dot))
		}
	}
	return strings.Join(dots, " ")
}

// withDots returns the rows of the half of an answer with the dots below, until the
// rest begins to arrive.
func (t *Transcript) withDots(half []markdown.Line) []markdown.Line {
	if !t.waiting && t.search == nil {
		return half
	}
	end := len(t.partial.message.Text)
	return append(half[:len(half):len(half)], t.extraRow("", end), t.extraRow(t.styles.Cut(t.dots()+t.waitNote(), t.textWidth()), end))
}

// patience is how long only the dots are shown.
const patience = 10 * time.Second

// waitNote returns the text after the dots: that the question is being asked again,
// what the model is doing on the web, or how long it has been thinking or the question
// waiting.
func (t *Transcript) waitNote() string {
	waited, search := t.waited(), t.searchNote()
	switch {
	case t.compacts:
		return style.Gap + t.styles.Dim.Render("summarizing the earlier messages")
	case search != "" && t.retrying == nil:
		return style.Gap + t.styles.Dim.Render(search)
	case t.retrying != nil:
		return style.Gap + t.styles.Dim.Render(fmt.Sprintf("no answer yet, trying again (%d)", t.retrying.Attempt))
	case t.partial.message.Reasoning != "":
		does := "shows it"
		if t.mode.Thinking {
			does = "hides it"
		}
		return style.Gap + t.styles.Dim.Render("thinking for "+seconds(waited)) + style.Gap + t.styles.Hints(t.textWidth(), keymap.ToggleThinking.KeyTo(does))
	case waited >= patience:
		return style.Gap + t.styles.Dim.Render(fmt.Sprintf("waiting for %v", waited.Truncate(time.Second)))
	}
	return ""
}

// Spin shows another frame of Dots. It is called every Dots.FPS.
func (t *Transcript) Spin(frame string) {
	t.frame = frame
	t.spins++
	t.changes++
}
