package session

import (
	"cmp"
	"encoding/json"
	"slices"

	"banter/codex"
)

// A fold puts an answer together from its events. Parts are known by the
// indices of their output item and content, since several messages and
// reasoning steps may arrive in one answer, and interleave.
type fold struct {
	text, reasoning parts
	items           []outputItem // closed ones, in output order
	account         string       // that the answer was got with, if an item says so
	usage           *codex.Usage
	completed       bool
	incomplete      string // why the server ended the answer early, if it did
}

// An outputItem is an item as it came, byte for byte.
type outputItem struct {
	output int
	raw    json.RawMessage
	kind   string
}

// restart forgets all: the request is sent once more.
func (f *fold) restart() {
	f.text.clear()
	f.reasoning.clear()
	f.items, f.account, f.usage, f.completed, f.incomplete = nil, "", nil, false, ""
}

// take folds an event in and reports whether the answer reads differently.
func (f *fold) take(event codex.Event) bool {
	switch e := event.(type) {
	case codex.TextDelta:
		f.text.add(e.OutputIndex, e.PartIndex, e.Delta)
	case codex.TextDone:
		f.text.set(e.OutputIndex, e.PartIndex, e.Text)
	case codex.RefusalDelta:
		f.text.add(e.OutputIndex, e.PartIndex, e.Delta)
	case codex.RefusalDone:
		f.text.set(e.OutputIndex, e.PartIndex, e.Text)
	case codex.ReasoningDelta:
		f.reasoning.add(e.OutputIndex, e.PartIndex, e.Delta)
	case codex.ReasoningDone:
		f.reasoning.set(e.OutputIndex, e.PartIndex, e.Text)
	case codex.ItemDone:
		return f.close(e.OutputIndex, e.Item)
	case codex.Completed:
		f.completed, f.usage = true, e.Usage
		return false
	case codex.Incomplete:
		f.incomplete, f.usage = cmp.Or(e.Reason, "unknown"), e.Usage
		return false
	default:
		return false
	}
	return true
}

// ended reports whether the last event of the answer has come.
func (f *fold) ended() bool { return f.completed || f.incomplete != "" }

// close keeps a closed item and corrects the text by it.
func (f *fold) close(output int, item codex.Item) bool {
	raw, err := item.MarshalJSON()
	if err != nil {
		return false
	}
	i, known := slices.BinarySearchFunc(f.items, output, func(it outputItem, n int) int { return it.output - n })
	if !known {
		f.items = slices.Insert(f.items, i, outputItem{})
	}
	if _, account := item.Maker(); account != "" {
		f.account = account
	}
	var wire struct {
		Type    string
		Content []struct{ Text, Refusal string }
		Summary []struct{ Text string }
	}
	_ = json.Unmarshal(raw, &wire) // what has a shape that we do not know stays empty
	f.items[i] = outputItem{output, raw, wire.Type}
	var texts []string
	switch wire.Type {
	case "message":
		for _, c := range wire.Content {
			texts = append(texts, c.Text+c.Refusal)
		}
		f.text.replace(output, texts)
	case "reasoning":
		for _, c := range wire.Summary {
			texts = append(texts, c.Text)
		}
		f.reasoning.replace(output, texts)
	}
	return true
}

// replayable returns the items that a later request repeats; none when a
// message made of the text alone says the same.
//
// Of a half answer these are the items that were closed, then what is left
// of the text as a message. Reasoning at the end goes: the API wants the item
// that it led to right after it, and that one never came.
func (f *fold) replayable() []json.RawMessage {
	end := len(f.items)
	for end > 0 && f.items[end-1].kind == "reasoning" {
		end--
	}
	if end == 0 {
		return nil
	}
	var all []json.RawMessage
	closed := map[int]bool{}
	for _, item := range f.items[:end] {
		all = append(all, item.raw)
		closed[item.output] = true
	}
	if rest := f.text.without(closed); rest != "" {
		if raw, err := codex.AssistantText(rest).MarshalJSON(); err == nil {
			all = append(all, raw)
		}
	}
	return all
}
