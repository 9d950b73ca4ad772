package codex

import (
	"encoding/json"
	"time"
)

// An Event is one step of an answer as it arrives. Its concrete type is one of
// the structs of this package. Most programs need [TextDelta], [ItemDone],
// [Completed] and [Incomplete], and [Retrying] if they show text early; a type
// switch ignores the others, and types that later versions add.
//
// A failed answer is not an event but the error that ends the stream.
//
// Types and fields follow the OpenAI API reference, "Streaming events".
// LimitsChanged, Rerouted and Metadata come from events that only the backend
// of ChatGPT plans sends; Retrying and ReasoningRefused come from the client.
type Event interface{ event() }

// A Position names the part of an answer that an event is about. One answer
// may hold several messages and reasoning items, and their parts may arrive
// interleaved.
type Position struct {
	OutputIndex int // of the item in the answer, from 0
	// PartIndex is the index of the part in the item, from 0: the API's
	// content_index, or its summary_index in a reasoning summary. It is 0 in
	// an event about a whole item.
	PartIndex int
	ItemID    string // server's name for the item; empty in ItemAdded and ItemDone
}

type (
	// Created reports that the server has accepted the request.
	Created struct{ ResponseID, Model string }
	// StatusChanged reports the status of the answer: queued or in_progress.
	StatusChanged struct{ ResponseID, Status string }
	// Retrying reports that the request failed and that the client is about to
	// send it again. Everything that came before it is void: the next attempt
	// starts with its own Created. It comes after content only if
	// [Request].RetryContent is set.
	Retrying struct {
		Attempt int           // number of the coming attempt, from 2
		After   time.Duration // pause before that attempt
		Err     *Error        // failure of the last attempt
	}
	// ItemAdded opens an output item.
	ItemAdded struct {
		Position
		Item Item // without its content
	}
	// ItemDone closes an output item.
	ItemDone struct {
		Position
		Item Item // complete; belongs into [Request].Input of later requests
	}
	// PartAdded opens a content part of a message.
	PartAdded struct {
		Position
		Part Part
	}
	// PartDone closes a content part of a message.
	PartDone struct {
		Position
		Part Part
	}
	// LimitsChanged carries the plan's limits, from the headers of the answer
	// or from the stream.
	LimitsChanged struct{ Limits Limits }
	// Rerouted reports that the server answers with another model than the one
	// requested.
	Rerouted struct{ From, To, Reason string }
	// Metadata carries facts about the answer as a whole. A field is empty if
	// the server did not give it.
	Metadata struct {
		Model      string          // model that really serves
		ModelsETag string          // version of the catalog; see [Client.Models]
		JSON       json.RawMessage // event as received
	}
	// Completed ends a whole answer. It repeats none of it: the backend leaves
	// the output of its last event empty.
	Completed struct {
		ResponseID string
		Model      string // model that really served, if the server named it
		Usage      *Usage // nil if the server gave none
		RequestID  string // for support
		Skipped    int    // events that were dropped because they held no JSON
	}
	// Incomplete ends an answer that the server cut short, or the client at
	// [Options].MaxAnswer. Its fields are those of Completed.
	Incomplete struct {
		ResponseID string
		Reason     string // max_output_tokens, content_filter, [ReasonTooLong], ...
		Model      string
		Usage      *Usage
		RequestID  string
		Skipped    int
	}
	// ReasoningRefused reports that the backend could not read the encrypted
	// reasoning in [Request].Input, so that the client sent the request again
	// without it. It comes before any content. A caller should leave that
	// reasoning out of later requests: each refusal costs a round trip.
	ReasoningRefused struct {
		Items bool // the client also removed the ids of earlier answers
	}
	// Unknown is any other event of the stream.
	Unknown struct {
		Type string
		JSON json.RawMessage
	}
)

// A Part is a content part of a message or of a reasoning item.
type Part struct {
	Type string // output_text, refusal, reasoning_text or summary_text
	Text string
}

// Usage counts tokens. Input includes Cached, the tokens read from the prompt
// cache, and CacheWrite, those written to it. Output includes Reasoning.
type Usage struct {
	Input, Cached, Output, Reasoning, Total, CacheWrite int
}

// ReasonTooLong is the reason of an [Incomplete] answer that is longer than
// [Options].MaxAnswer.
const ReasonTooLong = "too_long"

func (Created) event()          {}
func (StatusChanged) event()    {}
func (Retrying) event()         {}
func (ItemAdded) event()        {}
func (ItemDone) event()         {}
func (PartAdded) event()        {}
func (PartDone) event()         {}
func (LimitsChanged) event()    {}
func (Rerouted) event()         {}
func (Metadata) event()         {}
func (Completed) event()        {}
func (Incomplete) event()       {}
func (ReasoningRefused) event() {}
func (Unknown) event()          {}
