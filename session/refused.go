package session

import (
	"bytes"
	"encoding/json"
	"slices"

	"banter/codex"
	"banter/history"
)

// refusedMark replaces reasoning that the server refused to read. It is saved
// with the answer and never sent. The server would refuse later reasoning too,
// at the cost of a request each time, so a conversation with the mark keeps no
// further reasoning of that model and account.
var refusedMark = json.RawMessage(`{"type":"reasoning"}`)

func isRefusedMark(item json.RawMessage) bool { return bytes.Equal(item, refusedMark) }

// strip removes the items that the server refused from the answers so far, so
// that the next question does not send them again. The caller holds mu; end
// saves the answers.
func (s *Session) strip(t *turn, items bool) {
	messages := slices.Clone(s.messages)
	for i, m := range t.sent { // as many as there are messages
		if m.IsSummary() || !items && !s.sentReasoning(m, t) {
			continue // not sent, so not refused
		}
		if kept, changed := readable(m.Items, items); changed {
			t.sent[i].Items = kept
			t.stripped = append(t.stripped, t.sent[i])
			messages[i] = t.sent[i]
		}
	}
	s.messages = messages
}

// sentReasoning reports whether the reasoning of m goes into the request of t.
func (s *Session) sentReasoning(m history.Message, t *turn) bool {
	return m.Model == t.answer.Model && (m.Account == "" || m.Account == s.opts.Account)
}

// replayable returns the items of the answer of t, without reasoning if the
// server has refused the reasoning of an earlier answer. The caller holds mu.
func (s *Session) replayable(t *turn) []json.RawMessage {
	items := t.acc.replayable()
	refused := slices.ContainsFunc(t.sent, func(m history.Message) bool {
		return s.sentReasoning(m, t) && slices.ContainsFunc(m.Items, isRefusedMark)
	})
	if refused {
		items, _ = readable(items, false)
	}
	return items
}

// readable returns the items of an answer without encrypted reasoning, or no
// items if none is true: the text of the answer is sent in their place. It
// reports whether it removed any.
func readable(items []json.RawMessage, none bool) (kept []json.RawMessage, changed bool) {
	for _, raw := range items {
		var item codex.Item
		reasoning := item.UnmarshalJSON(raw) == nil && item.Type() == "reasoning"
		if reasoning || none {
			changed = changed || !isRefusedMark(raw)
		} else {
			kept = append(kept, raw)
		}
	}
	if !changed {
		return items, false
	}
	return append(kept, refusedMark), true
}
