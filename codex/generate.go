package codex

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// An Answer is a whole answer, collected from a stream.
type Answer struct {
	ResponseID string
	RequestID  string       // for support
	Model      string       // model that served, if the server named it, else the requested one
	Parts      []AnswerPart // text, reasoning and items, in order
	Items      []Item       // output items, in order; append them to [Request].Input to continue
	Finish     Finish
	Usage      *Usage      // tokens; nil if the server did not count them
	Limits     *Limits     // newest limits of the plan; nil if the server did not name them
	Header     http.Header // headers of the HTTP answer
	Warnings   []string    // deviations from the request, one sentence each, for the person
}

// A Finish is the reason why an answer ended.
type Finish string

const (
	FinishStop          Finish = "stop"           // the answer is complete
	FinishToolCalls     Finish = "tool_calls"     // the model waits for the output of tools
	FinishLength        Finish = "length"         // the answer reached the longest length
	FinishContentFilter Finish = "content_filter" // the server cut the answer off
	FinishOther         Finish = "other"
)

// A PartKind is the kind of an [AnswerPart].
type PartKind string

const (
	PartText      PartKind = "text"
	PartRefusal   PartKind = "refusal"
	PartReasoning PartKind = "reasoning" // a part of the reasoning summary
	PartItem      PartKind = "item"      // a search, a tool call or an image, in AnswerPart.Item
)

// An AnswerPart is a part of an answer.
type AnswerPart struct {
	Kind      PartKind
	ItemID    string // output item that the part belongs to; may be empty
	Text      string
	Citations []Citation
	Item      Item // for PartItem
}

// Text returns the text of the answer, refusals included.
func (a *Answer) Text() string { return a.join(PartText, PartRefusal) }

// Reasoning returns the reasoning summary, its parts separated by blank lines.
func (a *Answer) Reasoning() string {
	var parts []string
	for _, p := range a.Parts {
		if p.Kind == PartReasoning {
			parts = append(parts, p.Text)
		}
	}
	return strings.Join(parts, "\n\n")
}

// Citations returns the sources of the text in order, each URL once.
func (a *Answer) Citations() []Citation {
	var all []Citation
	for _, p := range a.Parts {
		for _, c := range p.Citations {
			if !slices.ContainsFunc(all, func(had Citation) bool { return had.URL == c.URL }) {
				all = append(all, c)
			}
		}
	}
	return all
}

func (a *Answer) join(kinds ...PartKind) string {
	var b strings.Builder
	for _, p := range a.Parts {
		if slices.Contains(kinds, p.Kind) {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Generate sends req and returns the whole answer. The backend only streams, so
// Generate collects the answer as [Client.Stream] delivers it. It may send the
// request again even after part of the answer has arrived, within the same four
// attempts. An error is a [*Error]; the answer is then the part that had
// arrived, or nil.
func (c *Client) Generate(ctx context.Context, req Request) (*Answer, error) {
	req.RetryContent = true
	acc := newAccumulator()
	var failure error
	s := &stream{exchange: exchange{client: c, ctx: ctx}, req: req}
	s.yield = func(e Event, err error) bool {
		if err != nil {
			failure = err
		} else {
			acc.take(e)
		}
		return true
	}
	s.run()
	if failure != nil && len(acc.parts) == 0 {
		return nil, failure
	}
	a := acc.answer()
	a.Header = s.header
	a.Model = first(a.Model, req.Model)
	a.Warnings = append(s.warnings(), a.Warnings...)
	return a, failure
}

// warnings returns the deviations from the request that the client chose.
func (s *stream) warnings() []string {
	if s.shape == nil {
		return nil
	}
	var w []string
	m, effort := s.shape.model, s.req.Effort
	switch {
	case !s.shape.known:
		w = append(w, fmt.Sprintf("%s is not in the catalog; effort and verbosity were left to the server.", clip(s.req.Model, maxName)))
	case effort != "" && len(m.Efforts) == 0:
		w = append(w, m.Name+" lists no efforts; the effort was left to the server.")
	case effort != "" && m.Effort(effort) != effort:
		w = append(w, fmt.Sprintf("%s has no effort %s; %s was used.", m.Name, clip(effort, maxName), m.DefaultEffort))
	}
	if s.shape.known && s.req.Verbosity != "" && !m.Verbosity {
		w = append(w, m.Name+" has no verbosity; it was left out.")
	}
	if tier := s.req.ServiceTier; !s.shape.sendsTier(tier) {
		w = append(w, "The tier "+clip(tier, maxName)+" is not in the catalog; it was left out.")
	}
	return w
}

// wantsOutput reports whether i calls one of the caller's tools.
func (i Item) wantsOutput() bool {
	t := i.Type()
	return t == "function_call" || t == "custom_tool_call"
}
