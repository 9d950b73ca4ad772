package session

import (
	"encoding/json"
	"time"

	"banter/codex"
	"banter/history"
)

// thought is how long a model thought. It is saved beside the usage, as its only
// part if the answer did not end well.
type thought struct {
	Milliseconds int64 `json:"Thought,omitempty"`
}

// usageText returns the saved form of a usage, which may be nil, and of the time
// before the text.
func usageText(usage *codex.Usage, before time.Duration) json.RawMessage {
	if usage == nil && before == 0 {
		return nil
	}
	text, _ := json.Marshal(struct { // numbers cannot fail
		*codex.Usage
		thought
	}{usage, thought{before.Milliseconds()}})
	return text
}

// Thought returns how long the model thought before the text of an answer, or 0
// if that is unknown.
func Thought(m history.Message) time.Duration {
	var t thought
	if len(m.Usage) == 0 || json.Unmarshal(m.Usage, &t) != nil || t.Milliseconds < 0 {
		return 0
	}
	return time.Duration(t.Milliseconds) * time.Millisecond
}

// UsageOf returns the usage of an answer, or nil if it is unknown.
func UsageOf(m history.Message) *codex.Usage {
	usage := new(codex.Usage)
	if json.Unmarshal(m.Usage, usage) != nil || *usage == (codex.Usage{}) {
		return nil
	}
	return usage
}

// lastUsage returns the usage of the last answer, or nil if it is unknown.
func lastUsage(messages []history.Message) *codex.Usage {
	for i := len(messages) - 1; i >= 0; i-- {
		switch {
		case messages[i].IsSummary(): // what the next question will use is unknown
			return nil
		case messages[i].Role == history.Assistant:
			return UsageOf(messages[i])
		}
	}
	return nil
}
