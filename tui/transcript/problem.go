package transcript

import (
	"banter/history"
	"banter/internal/notice"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// A Problem is an error in words for the person. The zero value is no problem. Its
// texts must be safe to show.
type Problem struct {
	Sentence, Hint string
	Action         string // what the retry key does; empty: the key does nothing
}

// problemRows returns the rows of the problem: its sentence, its hint and the retry
// key.
func (t *Transcript) problemRows() []markdown.Line {
	said := notice.Notice{Sentence: t.problem.Sentence, Hint: t.problem.Hint}
	var lines []markdown.Line
	for _, row := range style.Notice(t.styles, said, t.textWidth(), t.height) {
		lines = append(lines, markdown.Line{Text: row})
	}
	if t.problem.Action != "" {
		lines = append(lines, markdown.Line{Text: t.styles.Hints(t.textWidth(), keymap.Retry.KeyTo(t.problem.Action))})
	}
	return lines
}

// failedJustNow reports whether the problem is the error of the last answer.
func (t *Transcript) failedJustNow() bool {
	return len(t.messages) > 0 && t.partial == nil && t.problem != (Problem{}) &&
		t.messages[len(t.messages)-1].Status == history.Failed
}
