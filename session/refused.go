package session

import (
	"bytes"
	"encoding/json"
	"slices"

	"banter/codex"
	"banter/history"
)

// refusedMark replaces reasoning that the server refused to read. It is saved
// with the answer and never sent. After one refusal the next reasoning would be
// refused too, at the price of a request each time, so a conversation that holds
// the mark keeps no reasoning of that model and account any more.
var refusedMark = json.RawMessage(`{"type":"reasoning"}`)

func isRefusedMark(item json.RawMessage) bool { return bytes.Equal(item, refusedMark) }

// strip takes out of the answers so far what the server refused to read, so that
// the next question does not send it again. mu is held; end saves the answers.
func (s *Session) strip(t *turn, items bool) {
	messages := slices.Clone(s.messages)
	for i, m := range messages {
		if !items && !s.sentReasoning(m, t) {
			continue // was not sent, so it was not refused
		}
		if kept, changed := readable(m.Items, items); changed {
			messages[i].Items = kept
			t.stripped = append(t.stripped, messages[i])
		}
	}
	s.messages = messages
}

// sentReasoning reports whether the reasoning of m goes into the request of t.
func (s *Session) sentReasoning(m history.Message, t *turn) bool {
	return m.Model == t.answer.Model && (m.Account == "" || m.Account == s.opts.Account)
}

// replayable returns the items of the answer of t, without reasoning if the
// server has refused that of an earlier answer. mu is held.
func (s *Session) replayable(t *turn) []json.RawMessage {
	items := t.fold.replayable()
	refused := slices.ContainsFunc(s.messages, func(m history.Message) bool {
		return s.sentReasoning(m, t) && slices.ContainsFunc(m.Items, isRefusedMark)
	})
	if refused {
		items, _ = readable(items, false)
	}
	return items
}

// readable returns the items of an answer without its encrypted reasoning or, if
// the server refuses all items, without any: the text says the same. It reports
// whether that is something else.
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
