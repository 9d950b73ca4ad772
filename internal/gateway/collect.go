package gateway

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"banter/codex"
)

// A collector puts a whole answer together from its events. The server closes
// each item with all that is in it; of one that it never closes, because the
// answer was cut short, the deltas are what is known.
type collector struct {
	id, model string
	usage     *codex.Usage
	reason    string // why the answer is incomplete; empty: it is not
	items     map[int]*collected
	newest    *collected // that deltas belong to, most likely
}

// A collected item.
type collected struct {
	output int
	item   codex.Item // as it was opened or closed; empty: neither
	closed bool
	kind   string // of an item that was not opened: what its deltas say
	id     string
	parts  map[int]*collectedPart
	input  strings.Builder // of a call
}

// A collectedPart is a part of a message or of a reasoning summary.
type collectedPart struct {
	kind      string // its type
	text      strings.Builder
	citations []codex.Citation
}

func newCollector() *collector { return &collector{items: make(map[int]*collected)} }

// take adds an event to the answer.
func (c *collector) take(e codex.Event) {
	switch e := e.(type) {
	case codex.Created:
		c.id, c.model = e.ResponseID, e.Model
	case codex.ItemAdded:
		c.at(e.Position, "").item = e.Item
	case codex.ItemDone:
		i := c.at(e.Position, "")
		i.item, i.closed, i.parts = e.Item, true, nil
	case codex.Completed:
		c.end(e.ResponseID, e.Model, e.Usage)
	case codex.Incomplete:
		c.end(e.ResponseID, e.Model, e.Usage)
		c.reason = cmp.Or(e.Reason, "other")
	default:
		c.takeText(e)
	}
}

// takeText adds text to an item.
func (c *collector) takeText(e codex.Event) {
	switch e := e.(type) {
	case codex.TextDelta:
		c.part(e.Position, "message", "output_text").text.WriteString(e.Delta)
	case codex.TextDone:
		c.part(e.Position, "message", "output_text").set(e.Text)
	case codex.CitationAdded:
		p := c.part(e.Position, "message", "output_text")
		p.citations = append(p.citations, e.Citation)
	case codex.RefusalDelta:
		c.part(e.Position, "message", "refusal").text.WriteString(e.Delta)
	case codex.RefusalDone:
		c.part(e.Position, "message", "refusal").set(e.Text)
	case codex.ReasoningDelta:
		c.part(e.Position, "reasoning", "summary_text").text.WriteString(e.Delta)
	case codex.ReasoningDone:
		c.part(e.Position, "reasoning", "summary_text").set(e.Text)
	case codex.ToolInputDelta:
		c.at(e.Position, "").input.WriteString(e.Delta)
	case codex.ToolInputDone:
		i := c.at(e.Position, "")
		i.input.Reset()
		i.input.WriteString(e.Input)
	}
}

func (c *collector) end(id, model string, usage *codex.Usage) {
	c.id, c.model, c.usage = cmp.Or(id, c.id), cmp.Or(model, c.model), usage
}

// at returns the item at a position, which it adds with the given type if need
// be.
func (c *collector) at(pos codex.Position, kind string) *collected {
	if c.newest != nil && c.newest.output == pos.OutputIndex {
		return c.newest
	}
	i := c.items[pos.OutputIndex]
	if i == nil {
		i = &collected{output: pos.OutputIndex, kind: kind, id: pos.ItemID}
		c.items[pos.OutputIndex] = i
	}
	c.newest = i
	return i
}

// part returns the part at a position, which it adds with the given types of
// item and part if need be.
func (c *collector) part(pos codex.Position, itemKind, kind string) *collectedPart {
	i, n := c.at(pos, itemKind), pos.PartIndex
	p := i.parts[n]
	if p == nil {
		if i.parts == nil {
			i.parts = make(map[int]*collectedPart)
		}
		p = &collectedPart{kind: kind}
		i.parts[n] = p
	}
	return p
}

func (p *collectedPart) set(text string) {
	p.text.Reset()
	p.text.WriteString(text)
}

// output returns the items of the answer, in order. It is never nil.
func (c *collector) output() []codex.Item { return c.list(true) }

// replay returns the items that a later request may go on with. A call that
// was cut short is none of them: it cannot be answered, and the backend
// refuses a conversation in which a call has no answer.
func (c *collector) replay() []codex.Item { return c.list(c.reason == "") }

func (c *collector) list(openCalls bool) []codex.Item {
	items := []codex.Item{}
	for _, output := range slices.Sorted(maps.Keys(c.items)) {
		i := c.items[output]
		if i.closed {
			items = append(items, i.item)
		} else if o, ok := i.unclosed(c.reason == ""); ok && (openCalls || !readOutput(o).call()) {
			items = append(items, o)
		}
	}
	return items
}

// unclosed makes an item of what has arrived of one, and reports false when
// that is nothing of use.
func (i *collected) unclosed(complete bool) (codex.Item, bool) {
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
func (i *collected) spoken() bool {
	for _, p := range i.parts {
		if p.text.Len() > 0 {
			return true
		}
	}
	return false
}

func (i *collected) partObjects() []object {
	list := []object{}
	for _, n := range slices.Sorted(maps.Keys(i.parts)) {
		p := i.parts[n]
		list = append(list, partObject(codex.Part{Type: p.kind, Text: p.text.String()}, p.citations))
	}
	return list
}
