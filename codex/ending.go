package codex

import (
	"bytes"
	"strings"
)

// A state is the state of an answer according to an event. A greater value is
// worse.
type state int

const (
	stateUnknown    state = iota
	stateCompleted        // the answer is whole
	stateIncomplete       // the server cut it short
	stateCanceled         // the server canceled it
	stateFailed           // it failed
)

// terminal maps the types of the events that end an answer to its state
// (openai/codex codex-api/src/sse/responses.rs). Other servers and clients use
// response.done for every end.
var terminal = map[string]state{
	"response.completed":  stateCompleted,
	"response.done":       stateCompleted,
	"response.incomplete": stateIncomplete,
	"response.cancelled":  stateCanceled,
	"response.canceled":   stateCanceled,
	"response.failed":     stateFailed,
}

// terminal returns the state for the type of an event that ends an answer. On
// RouteDocumented only response.completed is a success ("Models and inference").
func (r Route) terminal(kind string) (state, bool) {
	if r == RouteDocumented && kind == "response.done" {
		return stateUnknown, false
	}
	s, ok := terminal[kind]
	return s, ok
}

// stateOf returns the state for the status of a response. A status that is not
// final, such as in_progress, means that the answer is not whole.
func stateOf(status string) state {
	switch strings.ToLower(status) {
	case "":
		return stateUnknown
	case "completed":
		return stateCompleted
	case "cancelled", "canceled":
		return stateCanceled
	case "failed":
		return stateFailed
	}
	return stateIncomplete
}

// end returns the event or the failure for the end of an answer. The event's
// name, the response's status, its error and its reason may contradict each
// other. The worst of them counts, so that half an answer never passes for a
// whole one.
func (d *decoder) end(named state, w *wireEvent, frame []byte) (Event, error) {
	r := w.Response
	ended := max(named, stateOf(r.Status))
	fault, _ := d.reader().value(r.Error)
	switch {
	case !fault.isZero():
		ended = stateFailed
	case r.Incomplete.Reason != "" && ended != stateCanceled:
		ended = stateIncomplete
	}
	switch ended {
	case stateFailed:
		if fault.isZero() {
			fault = d.reader().event(frame)
		}
		return nil, failedEvent{fault: fault, header: w.header()}
	case stateCanceled:
		return nil, failedEvent{cancel: true}
	case stateIncomplete:
		reason := r.Incomplete.Reason
		if s := stateOf(r.Status); reason == "" && s == stateIncomplete && r.Status != "incomplete" {
			reason = clip(r.Status, maxName)
		}
		return Incomplete{ResponseID: r.ID, Reason: reason, Model: r.Model, Usage: r.Usage.usage()}, nil
	}
	return Completed{ResponseID: r.ID, Model: r.Model, Usage: r.Usage.usage()}, nil
}

// isError reports whether a frame holds an error: its name says so, or it is no
// event but has the form of the body of a refused request.
func (d *decoder) isError(w *wireEvent, frame []byte, broken bool) bool {
	if w.Type == "error" || w.Type == "response.error" {
		return true
	}
	if broken {
		return terminal[w.Type] == stateFailed
	}
	if _, known := failures[w.Type]; known || strings.HasSuffix(w.Type, "_error") && !strings.Contains(w.Type, ".") {
		return true // an error object alone
	}
	if _, known := terminal[w.Type]; known || strings.Contains(w.Type, ".") {
		return false
	}
	return said(w.Error) || said(w.Detail) || w.StatusCode.status() != 0 || w.Status.status() != 0
}

// said reports whether a member exists and holds something.
func said(raw []byte) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && string(raw) != "null" && string(raw) != "false"
}

// event reads the failure that an event in any form reports.
func (r faultReader) event(data []byte) serverFault {
	if f, ok := r.json(data); ok {
		return f
	}
	if f, ok := r.value(data); ok {
		return f
	}
	return serverFault{message: r.text(string(data))}
}
