package transcript

import (
	"charm.land/bubbles/v2/key"

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
	Continues      bool   // the key that continues the answer works too
	Manages        bool   // the key that opens the usage of the plan helps
	Compacts       bool   // the keys that compact the conversation and begin another one help
}

// problemRows returns the rows of the problem: its sentence, its hint and the keys
// that help.
func (t *Transcript) problemRows() []markdown.Line {
	said := notice.Notice{Sentence: t.problem.Sentence, Hint: t.problem.Hint}
	var lines []markdown.Line
	for _, row := range style.Notice(t.styles, said, t.textWidth(), t.height) {
		lines = append(lines, markdown.Line{Text: row})
	}
	var keys []key.Binding
	if t.problem.Manages {
		keys = append(keys, keymap.OpenLimits.KeyTo("Manage usage"))
	}
	if t.problem.Continues {
		keys = append(keys, keymap.Continue.Key())
	}
	if t.problem.Compacts {
		keys = append(keys, keymap.Compact.Key(), keymap.NewConversation.KeyTo("start anew"))
	}
	if t.problem.Action != "" {
		keys = append(keys, keymap.Retry.KeyTo(t.problem.Action))
	}
	if len(keys) > 0 {
		lines = append(lines, markdown.Line{Text: t.styles.Hints(t.textWidth(), keys...)})
	}
	return lines
}

// failedJustNow reports whether the problem is the error of the last answer.
func (t *Transcript) failedJustNow() bool {
	return len(t.messages) > 0 && t.partial == nil && t.problem != (Problem{}) &&
		t.messages[len(t.messages)-1].Status == history.Failed
}
