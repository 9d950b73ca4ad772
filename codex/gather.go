package codex

import (
	"fmt"
	"slices"
)

// take adds an event to the answer. Done events correct what the deltas said,
// and a closed item corrects both: it is what the server keeps.
func (g *gathering) take(event Event) {
	switch e := event.(type) {
	case Retrying:
		*g = *newGathering()
	case Created:
		g.head.ResponseID, g.head.Model = e.ResponseID, e.Model
	case TextDelta:
		g.part(e.OutputIndex, PartText, e.ContentIndex, e.ItemID).text.WriteString(e.Delta)
	case TextDone:
		g.part(e.OutputIndex, PartText, e.ContentIndex, e.ItemID).set(e.Text)
	case RefusalDelta:
		g.part(e.OutputIndex, PartRefusal, e.ContentIndex, e.ItemID).text.WriteString(e.Delta)
	case RefusalDone:
		g.part(e.OutputIndex, PartRefusal, e.ContentIndex, e.ItemID).set(e.Text)
	case ReasoningDelta:
		g.part(e.OutputIndex, PartReasoning, e.SummaryIndex, e.ItemID).text.WriteString(e.Delta)
	case ReasoningDone:
		g.part(e.OutputIndex, PartReasoning, e.SummaryIndex, e.ItemID).set(e.Text)
	case CitationAdded:
		p := g.part(e.OutputIndex, PartText, e.ContentIndex, e.ItemID)
		p.Citations = append(p.Citations, e.Citation)
	case ItemDone:
		g.close(e.OutputIndex, e.Item)
	case LimitsChanged:
		g.head.Limits = &e.Limits
	case Rerouted:
		g.head.Warnings = append(g.head.Warnings, fmt.Sprintf("%s answered in place of %s.",
			clip(e.To, maxName), clip(e.From, maxName)))
	case ReasoningRefused:
		g.head.Warnings = append(g.head.Warnings, "The server could not read the reasoning of earlier answers; it was left out.")
	case Completed:
		g.end(e.ResponseID, e.Model, e.RequestID, e.Usage, e.Skipped)
		g.head.Finish = FinishStop
	case Incomplete:
		g.end(e.ResponseID, e.Model, e.RequestID, e.Usage, e.Skipped)
		g.head.Finish = finishOf(e.Reason)
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

// close keeps a closed item and takes its parts from it.
func (g *gathering) close(output int, item Item) {
	g.items[output] = item
	f := item.parsed()
	switch f.Type {
	case "message":
		for i, part := range f.Content {
			kind, text := PartText, part.Text
			if part.Type == "refusal" {
				kind, text = PartRefusal, part.Refusal
			}
			p := g.part(output, kind, i, f.ID)
			p.set(text)
			if len(part.Annotations) > 0 {
				p.Citations = slices.Clone(part.Annotations)
			}
		}
	case "reasoning":
		for i, part := range f.Summary {
			g.part(output, PartReasoning, i, f.ID).set(part.Text)
		}
	default:
		g.part(output, PartItem, 0, f.ID).Item = item
	}
}

func (g *gathering) end(responseID, model, requestID string, usage *Usage, skipped int) {
	g.head.ResponseID = first(responseID, g.head.ResponseID)
	g.head.Model = first(model, g.head.Model)
	g.head.RequestID, g.head.Usage = requestID, usage
	if skipped > 0 {
		g.head.Warnings = append(g.head.Warnings, fmt.Sprintf("%d damaged events of the stream were passed over.", skipped))
	}
}
