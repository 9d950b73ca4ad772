package history_test

import (
	"encoding/json"
	"testing"

	"banter/history"
)

// A summary is known by its only item. What cannot be read is an answer.
func TestSummaryHasAMark(t *testing.T) {
	for items, want := range map[string]bool{
		`["summary",2]`: true, `[ "summary", 0]`: true, `["summary"]`: false, `["summary","2"]`: false, `["other",2]`: false,
		`{"type":"message"}`: false, `"summary"`: false, `[`: false, ``: false,
	} {
		m := history.Message{Role: history.Assistant, Items: []json.RawMessage{json.RawMessage(items)}}
		if m.IsSummary() != want {
			t.Errorf("%s is a summary: %t", items, !want)
		}
	}
	made := history.Message{Role: history.Assistant, Items: history.SummaryItems(4)}
	if kept, ok := made.Kept(); kept != 4 || !ok {
		t.Errorf("kept %d, %t", kept, ok)
	}
	if made.Role = history.User; made.IsSummary() {
		t.Error("a question is a summary")
	}
}
