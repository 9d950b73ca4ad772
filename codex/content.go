package codex

import "encoding/json"

// The events of this file carry content: once one of them has been yielded,
// the request is never sent again on the client's own account.
type (
	// TextDelta is more text of a message part.
	TextDelta struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Delta                     string
	}
	// TextDone is the whole text of a message part; it corrects the deltas.
	TextDone struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Text                      string
	}
	// CitationAdded names a source of a message part.
	CitationAdded struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Index                     int // among the citations of the part
		Citation                  Citation
	}
	// RefusalDelta is more text of a refusal.
	RefusalDelta struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Delta                     string
	}
	// RefusalDone is the whole text of a refusal; it corrects the deltas.
	RefusalDone struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Text                      string
	}
	// ReasoningPartAdded opens a part of a reasoning summary.
	ReasoningPartAdded struct {
		OutputIndex, SummaryIndex int
		ItemID                    string
		Part                      Part
	}
	// ReasoningPartDone closes a part of a reasoning summary.
	ReasoningPartDone struct {
		OutputIndex, SummaryIndex int
		ItemID                    string
		Part                      Part
	}
	// ReasoningDelta is more text of a reasoning summary part.
	ReasoningDelta struct {
		OutputIndex, SummaryIndex int
		ItemID                    string
		Delta                     string
	}
	// ReasoningDone is the whole text of a reasoning summary part; it corrects
	// the deltas.
	ReasoningDone struct {
		OutputIndex, SummaryIndex int
		ItemID                    string
		Text                      string
	}
	// ReasoningTextDelta is more of the reasoning itself, which this backend
	// rarely shows.
	ReasoningTextDelta struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Delta                     string
	}
	// ReasoningTextDone is the whole of a reasoning text part.
	ReasoningTextDone struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Text                      string
	}
	// ToolInputDelta is more of the input of a function or custom tool call.
	ToolInputDelta struct {
		OutputIndex int
		ItemID      string
		Custom      bool // free text for a custom tool, not JSON arguments
		Delta       string
	}
	// ToolInputDone is the whole input of a function or custom tool call.
	ToolInputDone struct {
		OutputIndex int
		ItemID      string
		Custom      bool
		Name        string // of the function, if the server repeats it
		Input       string
	}
	// WebSearch is the progress of a web search. What was searched for is in
	// the item when it is done; see [Item.Search].
	WebSearch struct {
		OutputIndex int
		ItemID      string
		Status      string // in_progress, searching, completed
	}
	// ImageProgress is the progress of an image generation. The image is in
	// the item when it is done; see [Item.Image].
	ImageProgress struct {
		OutputIndex int
		ItemID      string
		Status      string // in_progress, generating, completed
	}
	// PartialImage is a coarse state of an image that is being generated.
	PartialImage struct {
		OutputIndex int
		ItemID      string
		Index       int
		Data        []byte // an image file
	}
)

// A Citation is a source of a text. Start and End count within the text of
// the part; whether in code points or UTF-16 units is not documented, so they
// are hints that a reader must clamp.
type Citation struct {
	Type       string // url_citation, file_citation, ...
	URL, Title string
	Start, End int
}

// UnmarshalJSON reads an annotation of the API.
func (c *Citation) UnmarshalJSON(data []byte) error {
	var wire struct {
		Type       string `json:"type"`
		URL        string `json:"url"`
		Title      string `json:"title"`
		StartIndex int    `json:"start_index"`
		EndIndex   int    `json:"end_index"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*c = Citation{wire.Type, wire.URL, wire.Title, wire.StartIndex, wire.EndIndex}
	return nil
}

// content marks the events that a person or program has seen part of the
// answer by.
type content interface{ content() }

func (TextDelta) event()          {}
func (TextDone) event()           {}
func (CitationAdded) event()      {}
func (RefusalDelta) event()       {}
func (RefusalDone) event()        {}
func (ReasoningPartAdded) event() {}
func (ReasoningPartDone) event()  {}
func (ReasoningDelta) event()     {}
func (ReasoningDone) event()      {}
func (ReasoningTextDelta) event() {}
func (ReasoningTextDone) event()  {}
func (ToolInputDelta) event()     {}
func (ToolInputDone) event()      {}
func (WebSearch) event()          {}
func (ImageProgress) event()      {}
func (PartialImage) event()       {}

func (TextDelta) content()          {}
func (TextDone) content()           {}
func (CitationAdded) content()      {}
func (RefusalDelta) content()       {}
func (RefusalDone) content()        {}
func (ReasoningDelta) content()     {}
func (ReasoningDone) content()      {}
func (ReasoningTextDelta) content() {}
func (ReasoningTextDone) content()  {}
func (ToolInputDelta) content()     {}
func (ToolInputDone) content()      {}
func (PartialImage) content()       {}
func (ItemDone) content()           {}
