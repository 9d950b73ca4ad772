package history

import (
	"encoding/json"
	"fmt"
)

// A compacted conversation has a summary among its messages: an answer that
// follows the last message that it is about, or that was there when it was made.
// What a model is sent of the branch begins with the summary. All messages are
// kept; a branch that parts before the summary does not have it.
//
// The first item of a summary is the mark. It is no object, and so no item of the
// API: an older Banter sends the text of the summary in its place.

// markName is the first element of the mark. The second one is the number of
// messages before the summary that are sent as they are.
const markName = "summary"

// SummaryItems returns the items of a summary. The model is sent the kept
// messages before it as they are.
func SummaryItems(kept int) []json.RawMessage {
	return []json.RawMessage{json.RawMessage(fmt.Sprintf("[%q,%d]", markName, kept))}
}

// IsSummary reports whether a model is sent m in place of earlier messages.
func (m Message) IsSummary() bool {
	_, ok := m.Kept()
	return ok
}

// Kept returns the number of messages before a summary that are sent as they are.
// ok is false if m is no summary.
func (m Message) Kept() (kept int, ok bool) {
	if m.Role != Assistant || len(m.Items) != 1 || len(m.Items[0]) == 0 || m.Items[0][0] != '[' {
		return 0, false
	}
	var mark []json.RawMessage
	var name string
	if json.Unmarshal(m.Items[0], &mark) != nil || len(mark) != 2 ||
		json.Unmarshal(mark[0], &name) != nil || name != markName || json.Unmarshal(mark[1], &kept) != nil {
		return 0, false
	}
	return max(kept, 0), true
}
