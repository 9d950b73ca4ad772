package session

import (
	"strings"

	"banter/codex"
	"banter/history"
)

// replay makes the input of a request of what was said so far.
//
// Questions are made of their text, answers repeat their items byte for byte
// and in order. An answer without items is made of its text. A question that
// got no text at all as an answer becomes one with the question after it:
// nothing that was typed is kept from the model, and no two messages of the
// user's stand in a row. Items say who made them: the client leaves out the
// encrypted reasoning of another model or account.
func replay(messages []history.Message) []codex.Item {
	var input []codex.Item
	var asked []string
	for _, m := range messages {
		if m.Role == history.User {
			asked = append(asked, m.Text)
			continue
		}
		items := answerItems(m)
		if len(items) == 0 {
			continue
		}
		input = append(appendQuestion(input, asked), items...)
		asked = nil
	}
	return appendQuestion(input, asked)
}

func appendQuestion(input []codex.Item, asked []string) []codex.Item {
	if len(asked) == 0 {
		return input
	}
	return append(input, codex.UserText(strings.Join(asked, blankLine)))
}

// answerItems returns what stands for an answer in a request.
func answerItems(m history.Message) []codex.Item {
	var items []codex.Item
	for _, raw := range m.Items {
		if isRefusedMark(raw) {
			continue
		}
		var item codex.Item
		if item.UnmarshalJSON(raw) != nil {
			items = nil // the text says the same
			break
		}
		items = append(items, item.MadeBy(m.Model, m.Account))
	}
	if len(items) == 0 && m.Text != "" {
		return []codex.Item{codex.AssistantText(m.Text)}
	}
	return items
}
