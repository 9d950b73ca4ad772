package codex

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An accumulator builds an [Answer] from the events of a stream.
type accumulator struct {
	head  Answer // without parts and items
	parts map[partKey]*growingPart
	items map[int]Item // closed items, by output index
}

// A partKey identifies a part of the answer. Parts may arrive interleaved.
type partKey struct {
	output int
	part   int
	kind   PartKind
}

// A growingPart is a part whose text is still arriving.
type growingPart struct {
	AnswerPart
	text strings.Builder
}

func (p *growingPart) set(text string) {
	p.text.Reset()
	p.text.WriteString(text)
}

func newAccumulator() *accumulator {
	return &accumulator{parts: make(map[partKey]*growingPart), items: make(map[int]Item)}
}

// part returns the part at a position, which it adds if need be.
func (a *accumulator) part(kind PartKind, at Position) *growingPart {
	key := partKey{at.OutputIndex, at.PartIndex, kind}
	p := a.parts[key]
	if p == nil {
		p = &growingPart{AnswerPart: AnswerPart{Kind: kind}}
		a.parts[key] = p
	}
	p.ItemID = first(at.ItemID, p.ItemID)
	return p
}

// answer returns what the events so far make up.
func (a *accumulator) answer() *Answer {
	answer := a.head
	keys := slices.SortedFunc(maps.Keys(a.parts), func(x, y partKey) int {
		return cmp.Or(cmp.Compare(x.output, y.output), cmp.Compare(x.part, y.part), cmp.Compare(x.kind, y.kind))
	})
	for _, key := range keys {
		p := a.parts[key]
		p.Text = p.text.String()
		answer.Parts = append(answer.Parts, p.AnswerPart)
	}
	for _, output := range slices.Sorted(maps.Keys(a.items)) {
		answer.Items = append(answer.Items, a.items[output])
	}
	if answer.Finish == FinishStop && slices.ContainsFunc(answer.Items, Item.wantsOutput) {
		answer.Finish = FinishToolCalls
	}
	return &answer
}

// take adds an event to the answer. Done events replace what the deltas said,
// and a closed item replaces both: later requests carry the item.
func (a *accumulator) take(event Event) {
	switch e := event.(type) {
	case Retrying:
		*a = *newAccumulator()
	case Created:
		a.head.ResponseID, a.head.Model = e.ResponseID, e.Model
	case TextDelta:
		a.part(PartText, e.Position).text.WriteString(e.Delta)
	case TextDone:
		a.part(PartText, e.Position).set(e.Text)
	case RefusalDelta:
		a.part(PartRefusal, e.Position).text.WriteString(e.Delta)
	case RefusalDone:
		a.part(PartRefusal, e.Position).set(e.Text)
	case ReasoningDelta:
		a.part(PartReasoning, e.Position).text.WriteString(e.Delta)
	case ReasoningDone:
		a.part(PartReasoning, e.Position).set(e.Text)
	case CitationAdded:
		p := a.part(PartText, e.Position)
		p.Citations = append(p.Citations, e.Citation)
	case ItemDone:
		a.close(e.Position, e.Item)
	case LimitsChanged:
		a.head.Limits = &e.Limits
	case Rerouted:
		a.head.Warnings = append(a.head.Warnings, fmt.Sprintf("%s answered in place of %s.",
			clip(e.To, maxName), clip(e.From, maxName)))
	case ReasoningRefused:
		a.head.Warnings = append(a.head.Warnings, "The server could not read the reasoning of earlier answers; it was left out.")
	case Completed:
		a.end(e.ResponseID, e.Model, e.RequestID, e.Usage, e.Skipped)
		a.head.Finish = FinishStop
	case Incomplete:
		a.end(e.ResponseID, e.Model, e.RequestID, e.Usage, e.Skipped)
		a.head.Finish = finishOf(e.Reason)
	}
}

func finishOf(reason string) Finish {
	switch reason {
	case "max_output_tokens", ReasonTooLong:
		return FinishLength
	case "content_filter":
		return FinishContentFilter
	}
	return FinishOther
}

// close keeps a closed item and replaces the parts that came before it.
func (a *accumulator) close(at Position, item Item) {
	a.items[at.OutputIndex] = item
	f := item.parsed()
	switch f.Type {
	case "message":
		for i, part := range f.Content {
			kind, text := PartText, part.Text
			if part.Type == "refusal" {
				kind, text = PartRefusal, part.Refusal
			}
			p := a.part(kind, Position{at.OutputIndex, i, f.ID})
			p.set(text)
			if len(part.Annotations) > 0 {
				p.Citations = slices.Clone(part.Annotations)
			}
		}
	case "reasoning":
		for i, part := range f.Summary {
			a.part(PartReasoning, Position{at.OutputIndex, i, f.ID}).set(part.Text)
		}
	default:
		a.part(PartItem, Position{OutputIndex: at.OutputIndex, ItemID: f.ID}).Item = item
	}
}

func (a *accumulator) end(responseID, model, requestID string, usage *Usage, skipped int) {
	a.head.ResponseID = first(responseID, a.head.ResponseID)
	a.head.Model = first(model, a.head.Model)
	a.head.RequestID, a.head.Usage = requestID, usage
	if skipped > 0 {
		a.head.Warnings = append(a.head.Warnings, fmt.Sprintf("%d damaged events of the stream were passed over.", skipped))
	}
}
