package codex

import "encoding/json"

// An Event is one thing that happens while an answer arrives. The concrete
// types are the structs of this file; a failed answer is not an event but the
// error that ends the stream.
//
// A part of the answer is named by the indices of its output item and its
// content (or summary) within it: parts may interleave.
type Event interface{ event() }

type (
	// Created says that the server has taken the request.
	Created struct{ ResponseID, Model string }
	// ItemAdded opens an output item.
	ItemAdded struct {
		OutputIndex int
		Item        Item
	}
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
	// RefusalDelta is more text of a refusal.
	RefusalDelta struct {
		OutputIndex, ContentIndex int
		ItemID                    string
		Delta                     string
	}
	// ReasoningDelta is more text of a reasoning summary part.
	ReasoningDelta struct {
		OutputIndex, SummaryIndex int
		ItemID                    string
		Delta                     string
	}
	// ItemDone closes an output item. Item is what a later request replays.
	ItemDone struct {
		OutputIndex int
		Item        Item
	}
	// LimitsChanged carries plan limits read from headers or from the stream.
	LimitsChanged struct{ Limits Limits }
	// Completed ends a whole answer.
	Completed struct {
		ResponseID string
		Model      string // the model that really served, if the server said so
		Usage      *Usage // nil when the server gave none
		RequestID  string
	}
	// Incomplete ends an answer that the server cut short.
	Incomplete struct {
		ResponseID string
		Reason     string // max_output_tokens, content_filter, ...
		Usage      *Usage
	}
	// Unknown is any other event, with its JSON.
	Unknown struct {
		Type string
		JSON json.RawMessage
	}
)

// Usage counts tokens. Cached is part of Input, Reasoning part of Output.
type Usage struct {
	Input, Cached, Output, Reasoning, Total int
}

func (Created) event()        {}
func (ItemAdded) event()      {}
func (TextDelta) event()      {}
func (TextDone) event()       {}
func (RefusalDelta) event()   {}
func (ReasoningDelta) event() {}
func (ItemDone) event()       {}
func (LimitsChanged) event()  {}
func (Completed) event()      {}
func (Incomplete) event()     {}
func (Unknown) event()        {}
