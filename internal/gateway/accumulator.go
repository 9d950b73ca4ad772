package gateway

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"banter/codex"
)

// An accumulator builds a whole answer from its events. The server closes an
// item with all its content. If the answer is cut short and an item stays open,
// the content is that of its deltas.
type accumulator struct {
	id, model string
	usage     *codex.Usage
	reason    string // why the answer is incomplete; "" if it is not
	items     map[int]*growingItem
	newest    *growingItem // item of the last delta
}

// A growingItem is an item that may still be arriving.
type growingItem struct {
	output int
	item   codex.Item // item from ItemDone or else ItemAdded; may be empty
	closed bool
	kind   string // type of an item without ItemAdded
	id     string
	parts  map[int]*growingPart
	input  strings.Builder // input of a call
}

// A growingPart is a part of a message or of a reasoning summary.
type growingPart struct {
	kind      string // type of the part
	text      strings.Builder
	citations []codex.Citation
}

func newAccumulator() *accumulator { return &accumulator{items: make(map[int]*growingItem)} }

// take adds an event to the answer.
func (a *accumulator) take(e codex.Event) {
	switch e := e.(type) {
	case codex.Created:
		a.id, a.model = e.ResponseID, e.Model
	case codex.ItemAdded:
		a.at(e.Position, "").item = e.Item
	case codex.ItemDone:
		i := a.at(e.Position, "")
		i.item, i.closed, i.parts = e.Item, true, nil
	case codex.Completed:
		a.end(e.ResponseID, e.Model, e.Usage)
	case codex.Incomplete:
		a.end(e.ResponseID, e.Model, e.Usage)
		a.reason = cmp.Or(e.Reason, "other")
	default:
		a.takeText(e)
	}
}

// takeText adds text to an item.
func (a *accumulator) takeText(e codex.Event) {
	switch e := e.(type) {
	case codex.TextDelta:
		a.part(e.Position, "message", "output_text").text.WriteString(e.Delta)
	case codex.TextDone:
		a.part(e.Position, "message", "output_text").set(e.Text)
	case codex.CitationAdded:
		p := a.part(e.Position, "message", "output_text")
		p.citations = append(p.citations, e.Citation)
	case codex.RefusalDelta:
		a.part(e.Position, "message", "refusal").text.WriteString(e.Delta)
	case codex.RefusalDone:
		a.part(e.Position, "message", "refusal").set(e.Text)
	case codex.ReasoningDelta:
		a.part(e.Position, "reasoning", "summary_text").text.WriteString(e.Delta)
	case codex.ReasoningDone:
		a.part(e.Position, "reasoning", "summary_text").set(e.Text)
	case codex.ToolInputDelta:
		a.at(e.Position, "").input.WriteString(e.Delta)
	case codex.ToolInputDone:
		i := a.at(e.Position, "")
		i.input.Reset()
		i.input.WriteString(e.Input)
	}
}

func (a *accumulator) end(id, model string, usage *codex.Usage) {
	a.id, a.model, a.usage = cmp.Or(id, a.id), cmp.Or(model, a.model), usage
}

// at returns the item at a position, which it adds with the given type if need
// be.
func (a *accumulator) at(pos codex.Position, kind string) *growingItem {
	if a.newest != nil && a.newest.output == pos.OutputIndex {
		return a.newest
	}
	i := a.items[pos.OutputIndex]
	if i == nil {
		i = &growingItem{output: pos.OutputIndex, kind: kind, id: pos.ItemID}
		a.items[pos.OutputIndex] = i
	}
	a.newest = i
	return i
}

// part returns the part at a position, which it adds with the given types of
// item and part if need be.
func (a *accumulator) part(pos codex.Position, itemKind, kind string) *growingPart {
	i, n := a.at(pos, itemKind), pos.PartIndex
	p := i.parts[n]
	if p == nil {
		if i.parts == nil {
			i.parts = make(map[int]*growingPart)
		}
		p = &growingPart{kind: kind}
		i.parts[n] = p
	}
	return p
}

func (p *growingPart) set(text string) {
	p.text.Reset()
	p.text.WriteString(text)
}

// output returns the items of the answer, in order. It is never nil.
func (a *accumulator) output() []codex.Item { return a.list(true) }

// replay returns the items that a later request may continue with. It leaves
// out a call that was cut short: the call cannot be answered, and the backend
// refuses a conversation with an unanswered call.
func (a *accumulator) replay() []codex.Item { return a.list(a.reason == "") }

func (a *accumulator) list(openCalls bool) []codex.Item {
	items := []codex.Item{}
	for _, output := range slices.Sorted(maps.Keys(a.items)) {
		i := a.items[output]
		if i.closed {
			items = append(items, i.item)
		} else if o, ok := i.unclosed(a.reason == ""); ok && (openCalls || !readOutput(o).call()) {
			items = append(items, o)
		}
	}
	return items
}

// unclosed returns an open item with the content that has arrived. It reports
// false if that is of no use.
func (i *growingItem) unclosed(complete bool) (codex.Item, bool) {
	f := fieldsOf(i.item)
	if len(f) == 0 {
		f.set("type", i.kind)
		f.set("id", i.id)
	}
	f.set("status", "incomplete")
	if complete {
		f.set("status", "completed")
	}
	switch kind := f.string("type"); {
	case kind == "message" && i.spoken():
		f.set("role", "assistant")
		f.set("content", i.partObjects())
	case kind == "reasoning" && i.spoken():
		f.set("summary", i.partObjects())
	case kind == "function_call":
		f.set("arguments", cmp.Or(i.input.String(), f.string("arguments")))
	case kind == "custom_tool_call":
		f.set("input", cmp.Or(i.input.String(), f.string("input")))
	default:
		return codex.Item{}, false
	}
	return item(f), true
}

// spoken reports whether any text has arrived.
func (i *growingItem) spoken() bool {
	for _, p := range i.parts {
		if p.text.Len() > 0 {
			return true
		}
	}
	return false
}

func (i *growingItem) partObjects() []object {
	list := []object{}
	for _, n := range slices.Sorted(maps.Keys(i.parts)) {
		p := i.parts[n]
		list = append(list, partObject(codex.Part{Type: p.kind, Text: p.text.String()}, p.citations))
	}
	return list
}
