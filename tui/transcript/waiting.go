package transcript

import (
	"fmt"
	"strings"
	"time"

	"banter/tui/markdown"
	"banter/tui/style"
)

// dots draws what is shown until the first word arrives: three dots, one of which
// differs in color and, for terminals without color, in shape. Pulse moves it.
func (t *Transcript) dots() string {
	faint := "·"
	if t.styles.ASCII {
		faint = "."
	}
	dots := make([]string, 3)
	for i := range dots {
		dots[i] = t.styles.Dim.Render(faint)
	}
	dots[t.pulses%3] = t.styles.Accent.Render(t.styles.Dot)
	return strings.Join(dots, " ")
}

// withDots returns the rows of the half of an answer with the dots below, until the
// rest begins to arrive.
func (t *Transcript) withDots(half []markdown.Line) []markdown.Line {
	if !t.waiting {
		return half
	}
	end := len(t.partial.message.Text)
	return append(half[:len(half):len(half)], t.extraRow("", end), t.extraRow(t.dots()+t.waitNote(), end))
}

// PulseTime is the time between two calls of [Transcript.Pulse].
const PulseTime = 300 * time.Millisecond

// patience is how long only the dots are shown.
const patience = 10 * time.Second

// waitNote returns the text after the dots: that the question is being asked again,
// or how long it has been waiting.
func (t *Transcript) waitNote() string {
	waited := time.Duration(t.pulses) * PulseTime
	switch {
	case t.retrying != nil:
		return style.Gap + t.styles.Dim.Render(fmt.Sprintf("no answer yet, trying again (%d)", t.retrying.Attempt))
	case waited >= patience:
		return style.Gap + t.styles.Dim.Render(fmt.Sprintf("waiting for %v", waited.Truncate(time.Second)))
	}
	return ""
}

// Pulse moves the dots one step on.
func (t *Transcript) Pulse() {
	t.pulses++
	t.changes++
}
