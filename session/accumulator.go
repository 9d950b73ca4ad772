package session

import (
	"cmp"
	"encoding/json"
	"slices"

	"banter/codex"
	"banter/history"
)

// An accumulator makes an answer of its events. The indices of output item and
// content identify a part: several messages and reasoning steps may arrive in
// one answer and interleave.
type accumulator struct {
	half            *history.Message // that the answer goes on after; nil: it is a new one
	text, reasoning parts
	items           []outputItem  // closed ones, in output order
	search          *codex.Search // a web search that goes on; or nil
	account         string        // that made the answer, if an item names it
	usage           *codex.Usage
	completed       bool
	incomplete      string // reason for which the server ended the answer early, or empty
}

// An outputItem is an item of the answer.
type outputItem struct {
	output int
	raw    json.RawMessage // as received, byte for byte
	kind   string
}

// restart drops everything except the half: the client sends the request again.
func (a *accumulator) restart() {
	a.text.clear()
	a.reasoning.clear()
	a.search = nil
	a.items, a.account, a.usage, a.completed, a.incomplete = nil, "", nil, false, ""
	if a.half != nil {
		a.text.add(halfOutput, 0, a.half.Text)
		a.reasoning.add(halfOutput, 0, a.half.Reasoning)
	}
}

// take adds an event. It reports whether the text or the reasoning may have
// changed.
func (a *accumulator) take(event codex.Event) bool {
	switch e := event.(type) {
	case codex.TextDelta:
		a.text.add(e.OutputIndex, e.PartIndex, e.Delta)
	case codex.TextDone:
		a.text.set(e.OutputIndex, e.PartIndex, e.Text)
	case codex.RefusalDelta:
		a.text.add(e.OutputIndex, e.PartIndex, e.Delta)
	case codex.RefusalDone:
		a.text.set(e.OutputIndex, e.PartIndex, e.Text)
	case codex.ReasoningDelta:
		a.reasoning.add(e.OutputIndex, e.PartIndex, e.Delta)
	case codex.ReasoningDone:
		a.reasoning.set(e.OutputIndex, e.PartIndex, e.Text)
	case codex.ItemAdded:
		return a.begins(e.Item)
	case codex.WebSearch:
		return a.searching(e.Status)
	case codex.ItemDone:
		return a.close(e.OutputIndex, e.Item)
	case codex.Completed:
		a.completed, a.usage = true, e.Usage
		return false
	case codex.Incomplete:
		a.incomplete, a.usage = cmp.Or(e.Reason, "unknown"), e.Usage
		return false
	default:
		return false
	}
	return true
}

// begins notes the begin of a web search. The server may name its words only at
// the end.
func (a *accumulator) begins(item codex.Item) bool {
	if item.Type() != "web_search_call" {
		return false
	}
	step, _ := item.Search()
	a.search = &step
	return true
}

// searching notes the progress of a web search. It ends with its item.
func (a *accumulator) searching(status string) bool {
	if status == "completed" || a.search != nil {
		return false
	}
	a.search = new(codex.Search)
	return true
}

// raw returns the items that have arrived.
func (a *accumulator) raw() []json.RawMessage {
	var all []json.RawMessage
	for _, item := range a.items {
		all = append(all, item.raw)
	}
	return all
}

// ended reports whether the last event of the answer has arrived.
func (a *accumulator) ended() bool { return a.completed || a.incomplete != "" }

// close keeps an item that the server has finished, and takes over its text.
func (a *accumulator) close(output int, item codex.Item) bool {
	raw, err := item.MarshalJSON()
	if err != nil {
		return false
	}
	i, known := slices.BinarySearchFunc(a.items, output, func(it outputItem, n int) int { return it.output - n })
	if !known {
		a.items = slices.Insert(a.items, i, outputItem{})
	}
	if _, account := item.Maker(); account != "" {
		a.account = account
	}
	var wire struct {
		Type    string
		Content []struct{ Text, Refusal string }
		Summary []struct{ Text string }
	}
	_ = json.Unmarshal(raw, &wire) // an unknown shape leaves the fields empty
	a.items[i] = outputItem{output, raw, wire.Type}
	a.search = nil
	var texts []string
	switch wire.Type {
	case "message":
		for _, c := range wire.Content {
			texts = append(texts, c.Text+c.Refusal)
		}
		a.text.replace(output, texts)
	case "reasoning":
		for _, c := range wire.Summary {
			texts = append(texts, c.Text)
		}
		a.reasoning.replace(output, texts)
	}
	return true
}

// replayable returns the items that a later request repeats: those of the half,
// and those of the rest. It returns none if a message with the text alone is
// equivalent.
func (a *accumulator) replayable() []json.RawMessage {
	rest := a.rest()
	if a.half == nil {
		return rest
	}
	if text := a.text.without(nil); len(rest) == 0 && text != "" {
		if raw, err := codex.AssistantText(text).MarshalJSON(); err == nil {
			rest = []json.RawMessage{raw}
		}
	}
	return append(slices.Clip(a.half.Items), rest...)
}

// rest returns the items of what has arrived, or none if a message with the text
// alone is equivalent.
//
// An answer that was cut short gives its finished items and a message with the
// rest of the text. Reasoning at the end is left out: the API refuses reasoning
// that is not followed by the item it led to.
func (a *accumulator) rest() []json.RawMessage {
	end := len(a.items)
	for end > 0 && a.items[end-1].kind == "reasoning" {
		end--
	}
	if end == 0 {
		return nil
	}
	var all []json.RawMessage
	closed := map[int]bool{}
	for _, item := range a.items[:end] {
		all = append(all, item.raw)
		closed[item.output] = true
	}
	if rest := a.text.without(closed); rest != "" {
		if raw, err := codex.AssistantText(rest).MarshalJSON(); err == nil {
			all = append(all, raw)
		}
	}
	return all
}
