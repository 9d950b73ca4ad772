package codex

import (
	"encoding/json"
	"time"
)

// An Event is one thing that happens while an answer arrives. The concrete
// types are the structs of this package; a failed answer is not an event but
// the error that ends the stream.
//
// A part of the answer is named by the indices of its output item and its
// content (or summary) within it: items and parts may interleave, and an
// answer may hold several messages. The field names follow the OpenAI API
// reference for streamed responses.
type Event interface{ event() }

type (
	// Created says that the server has taken the request.
	Created struct{ ResponseID, Model string }
	// StatusChanged says that the answer is queued or in_progress.
	StatusChanged struct{ ResponseID, Status string }
	// Retrying says that the request failed before any content arrived and is
	// sent again after a pause. What came before it is void; the next attempt
	// starts over with its own Created.
	Retrying struct {
		Attempt int           // number of the coming attempt, from 2
		After   time.Duration // pause before it
		Err     *Error        // what went wrong
	}
	// ItemAdded opens an output item.
	ItemAdded struct {
		OutputIndex int
		Item        Item
	}
	// ItemDone closes an output item. Item is what a later request replays.
	ItemDone struct {
		OutputIndex int
		Item        Item
	}
	// PartAdded opens a content part of a message.
	PartAdded struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Part                      Part
	}
	// PartDone closes a content part of a message.
	PartDone struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Part                      Part
	}
	// LimitsChanged carries plan limits read from headers or from the stream.
	LimitsChanged struct{ Limits Limits }
	// Rerouted says that another model answers than the one asked.
	Rerouted struct{ From, To, Reason string }
	// Metadata carries what the server says about the answer as a whole. The
	// fields are empty when it does not say.
	Metadata struct {
		Model      string // the model that really serves
		ModelsETag string // version of the catalog; see [Client.Models]
		JSON       json.RawMessage
	}
	// Completed ends a whole answer. The answer is what the events before it
	// carried: the server leaves the output of this event empty.
	Completed struct {
		ResponseID string
		Model      string // the model that really served, if the server said so
		Usage      *Usage // nil when the server gave none
		RequestID  string
		Skipped    int // frames that held no JSON and were passed over
	}
	// Incomplete ends an answer that the server cut short, or the client at
	// [Options].MaxAnswer.
	Incomplete struct {
		ResponseID string
		Reason     string // max_output_tokens, content_filter, [ReasonTooLong], ...
		Model      string
		Usage      *Usage
		RequestID  string
		Skipped    int
	}
	// ReasoningRefused says that the backend could not read the encrypted
	// reasoning of the request's input and answers without it. It comes before
	// the content. A caller that sends the conversation again leaves the
	// reasoning out of it, or it pays for the refusal each time.
	ReasoningRefused struct {
		Items bool // the items of earlier answers were refused too; their text passes
	}
	// Unknown is any other event, with its JSON.
	Unknown struct {
		Type string
		JSON json.RawMessage
	}
)

// A Part is a content part of a message or of a reasoning item.
type Part struct {
	Type string // output_text, refusal, reasoning_text, summary_text
	Text string
}

// Usage counts tokens. Cached and CacheWrite, which were read from and written
// to the prompt cache, are part of Input, Reasoning is part of Output.
type Usage struct {
	Input, Cached, Output, Reasoning, Total, CacheWrite int
}

// ReasonTooLong is the reason of an [Incomplete] answer that is longer than
// [Options].MaxAnswer.
const ReasonTooLong = "too_long"

func (Created) event()       {}
func (StatusChanged) event() {}
func (Retrying) event()      {}
func (ItemAdded) event()     {}
func (ItemDone) event()      {}
func (PartAdded) event()     {}
func (PartDone) event()      {}
func (LimitsChanged) event() {}
func (Rerouted) event()      {}
func (Metadata) event()      {}
func (Completed) event()     {}
func (Incomplete) event()    {}
func (Unknown) event()       {}

func (ReasoningRefused) event() {}
