package codex

import "encoding/json"

// The events of this file carry content: once the client has yielded one of
// them, it sends the request again only if [Request].RetryContent is set.
type (
	// TextDelta is more text of a message part.
	TextDelta struct {
		Position
		Delta string
	}
	// TextDone is the whole text of a message part. It replaces the deltas.
	TextDone struct {
		Position
		Text string
	}
	// CitationAdded names a source of a message part.
	CitationAdded struct {
		Position
		Index    int // among the citations of the part, from 0
		Citation Citation
	}
	// RefusalDelta is more text of a refusal.
	RefusalDelta struct {
		Position
		Delta string
	}
	// RefusalDone is the whole text of a refusal. It replaces the deltas.
	RefusalDone struct {
		Position
		Text string
	}
	// ReasoningPartAdded opens a part of a reasoning summary.
	ReasoningPartAdded struct {
		Position
		Part Part
	}
	// ReasoningPartDone closes a part of a reasoning summary.
	ReasoningPartDone struct {
		Position
		Part Part
	}
	// ReasoningDelta is more text of a part of a reasoning summary.
	ReasoningDelta struct {
		Position
		Delta string
	}
	// ReasoningDone is the whole text of a part of a reasoning summary. It
	// replaces the deltas.
	ReasoningDone struct {
		Position
		Text string
	}
	// ReasoningTextDelta is more text of the reasoning itself, which the
	// backend of ChatGPT plans rarely sends.
	ReasoningTextDelta struct {
		Position
		Delta string
	}
	// ReasoningTextDone is the whole text of a part of the reasoning itself. It
	// replaces the deltas.
	ReasoningTextDone struct {
		Position
		Text string
	}
	// ToolInputDelta is more of the input of a function or custom tool call.
	ToolInputDelta struct {
		Position
		Custom bool // Delta is free text for a custom tool, not JSON arguments
		Delta  string
	}
	// ToolInputDone is the whole input of a function or custom tool call. It
	// replaces the deltas.
	ToolInputDone struct {
		Position
		Custom bool   // Input is free text for a custom tool, not JSON arguments
		Name   string // of the function, if the server repeats it
		Input  string
	}
	// WebSearch is the progress of a web search. The item of [ItemDone] holds
	// the queries; see [Item.Search].
	WebSearch struct {
		Position
		Status string // in_progress, searching or completed
	}
	// ImageProgress is the progress of an image generation. The item of
	// [ItemDone] holds the image; see [Item.Image].
	ImageProgress struct {
		Position
		Status string // in_progress, generating or completed
	}
	// PartialImage is a preview of an image that is being generated.
	PartialImage struct {
		Position
		Index int    // number of the preview, from 0
		Data  []byte // image file
	}
)

// A Citation is a source of a text. Start and End are offsets in the text of
// the part; OpenAI does not document whether they count code points or UTF-16
// units, so a reader must clamp them.
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

// content marks the events that show a caller part of the answer.
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
