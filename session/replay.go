package session

import (
	"banter/codex"
	"banter/history"
)

// replay returns the input of a request that continues messages.
//
// A question is sent as its text and its files, an answer as its items, byte for byte and in
// order, or as its text if it has none. A question whose answer is empty is
// joined with the next question, so that the model sees all questions and the
// request has no two user messages in a row. Each item names its model and
// account: the client leaves out the encrypted reasoning of others.
//
// The last summary replaces everything before it, except the messages that it
// keeps. It is joined with the question that follows.
func replay(messages []history.Message, load loader) []codex.Item {
	var input []codex.Item
	var asked []history.Message
	for _, m := range sent(messages) {
		if m.IsSummary() || m.Role == history.User {
			asked = append(asked, m)
			continue
		}
		items := answerItems(m)
		if len(items) == 0 {
			continue
		}
		input = append(appendQuestion(input, asked, load), items...)
		asked = nil
	}
	return appendQuestion(input, asked, load)
}

// answerItems returns the items that represent an answer in a request.
func answerItems(m history.Message) []codex.Item {
	var items []codex.Item
	for _, raw := range m.Items {
		if isRefusedMark(raw) {
			continue
		}
		var item codex.Item
		if item.UnmarshalJSON(raw) != nil {
			items = nil // the text is sent instead
			break
		}
		items = append(items, item.MadeBy(m.Model, m.Account))
	}
	if len(items) == 0 && m.Text != "" {
		return []codex.Item{codex.AssistantText(m.Text)}
	}
	return items
}
