package codex

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// An Answer is a whole answer, collected from a stream.
type Answer struct {
	ResponseID string
	RequestID  string
	Model      string       // the model that served, if the server said so, else the one asked for
	Parts      []AnswerPart // in output order
	Items      []Item       // what a later request replays, in output order
	Finish     Finish
	Usage      *Usage      // nil when the server gave none
	Limits     *Limits     // nil when the server gave none
	Header     http.Header // of the HTTP answer
	Warnings   []string    // what was not as asked for, in plain sentences
}

// A Finish says why an answer ended.
type Finish string

const (
	FinishStop          Finish = "stop"           // it was complete
	FinishToolCalls     Finish = "tool_calls"     // it waits for the output of tools
	FinishLength        Finish = "length"         // it reached the longest length
	FinishContentFilter Finish = "content_filter" // the server cut it off
	FinishOther         Finish = "other"
)

// A PartKind says what an [AnswerPart] is.
type PartKind string

const (
	PartText      PartKind = "text"
	PartRefusal   PartKind = "refusal"
	PartReasoning PartKind = "reasoning" // a part of the reasoning summary
	PartItem      PartKind = "item"      // a search, a tool call, an image: see Item
)

// An AnswerPart is a stretch of an answer.
type AnswerPart struct {
	Kind      PartKind
	ItemID    string // of the output item that it belongs to; may be empty
	Text      string
	Citations []Citation
	Item      Item // with PartItem
}

// Text returns the text of the answer, refusals included.
func (a *Answer) Text() string { return a.join(PartText, PartRefusal) }

// Reasoning returns the reasoning summary, its parts as paragraphs.
func (a *Answer) Reasoning() string {
	var parts []string
	for _, p := range a.Parts {
		if p.Kind == PartReasoning {
			parts = append(parts, p.Text)
		}
	}
	return strings.Join(parts, "\n\n")
}

// Citations returns the sources of the text, each URL once, in order.
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

// Generate asks for a whole answer. Nothing is shown before it is there, so it
// is asked for again, within the same four attempts, even when a part of it
// has arrived. On an error, which is a [*Error], the answer is what had
// arrived of it, or nil.
func (c *Client) Generate(ctx context.Context, req Request) (*Answer, error) {
	req.RetryContent = true
	g := newGathering()
	var failure error
	s := &stream{call: call{client: c, ctx: ctx}, req: req}
	s.yield = func(e Event, err error) bool {
		if err != nil {
			failure = err
		} else {
			g.take(e)
		}
		return true
	}
	s.run()
	if failure != nil && len(g.parts) == 0 {
		return nil, failure
	}
	a := g.answer()
	a.Header = s.header
	a.Model = first(a.Model, req.Model)
	a.Warnings = append(s.warnings(), a.Warnings...)
	return a, failure
}

// warnings says what of the request could not be kept.
func (s *stream) warnings() []string {
	if s.shape == nil {
		return nil
	}
	var w []string
	m, effort := s.shape.model, s.req.Effort
	switch {
	case !s.shape.known:
		w = append(w, fmt.Sprintf("%s is not in the catalog; effort and verbosity were left to the server.", clip(s.req.Model, maxName)))
	case effort != "" && m.Effort(effort) != effort:
		w = append(w, fmt.Sprintf("%s has no effort %s; %s was used.", m.Name, clip(effort, maxName), m.DefaultEffort))
	}
	if s.shape.known && s.req.Verbosity != "" && !m.Verbosity {
		w = append(w, m.Name+" has no verbosity; it was left out.")
	}
	return w
}

// A gathering puts an answer together. Parts may interleave, so each is found
// by its place: output item, then part.
type gathering struct {
	head  Answer
	parts map[place]*gathered
	items map[int]Item
}

// A gathered part is one whose text is still growing.
type gathered struct {
	AnswerPart
	text strings.Builder
}

func (p *gathered) set(text string) {
	p.text.Reset()
	p.text.WriteString(text)
}

// A place is where a part stands in the answer.
type place struct {
	output int
	kind   PartKind
	part   int
}

func newGathering() *gathering {
	return &gathering{parts: make(map[place]*gathered), items: make(map[int]Item)}
}

func (g *gathering) part(output int, kind PartKind, part int, itemID string) *gathered {
	at := place{output, kind, part}
	p := g.parts[at]
	if p == nil {
		p = &gathered{AnswerPart: AnswerPart{Kind: kind}}
		g.parts[at] = p
	}
	p.ItemID = first(itemID, p.ItemID)
	return p
}

func (g *gathering) answer() *Answer {
	a := g.head
	places := make([]place, 0, len(g.parts))
	for at := range g.parts {
		places = append(places, at)
	}
	slices.SortFunc(places, func(x, y place) int {
		return cmp.Or(cmp.Compare(x.output, y.output), cmp.Compare(x.part, y.part), cmp.Compare(x.kind, y.kind))
	})
	for _, at := range places {
		p := g.parts[at]
		p.Text = p.text.String()
		a.Parts = append(a.Parts, p.AnswerPart)
	}
	outputs := make([]int, 0, len(g.items))
	for output := range g.items {
		outputs = append(outputs, output)
	}
	slices.Sort(outputs)
	for _, output := range outputs {
		a.Items = append(a.Items, g.items[output])
	}
	if a.Finish == FinishStop && slices.ContainsFunc(a.Items, Item.wantsOutput) {
		a.Finish = FinishToolCalls
	}
	return &a
}

// wantsOutput reports whether i is a call of a tool of the caller's.
func (i Item) wantsOutput() bool {
	t := i.Type()
	return t == "function_call" || t == "custom_tool_call"
}
