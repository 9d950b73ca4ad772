package codex

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"
)

var errNotJSON = errors.New("event is no JSON object")

// A failedEvent is the error that a decoder returns for an event that reports a
// failure.
type failedEvent struct {
	fault  serverFault
	header http.Header // headers inside the event; may be nil
	cancel bool        // the server canceled the answer without an error
}

func (e failedEvent) Error() string { return "answer failed: " + e.fault.code }

// A decoder parses the events of one answer.
type decoder struct {
	deltas  deltaCutter
	model   string // model and account of the request, which make the items
	account string
	route   Route
	now     func() time.Time
	bearer  string // bearer token of the request, which no error may show
}

// decode returns the event in frame. It returns errNotJSON if frame is not a
// JSON object, and a failedEvent if the event reports a failure. The name is
// that of the event in the stream, for a frame without a type. The event shares
// no memory with frame.
func (d *decoder) decode(name, frame []byte) (Event, error) {
	if e, ok := d.deltas.cut(frame); ok {
		return e, nil
	}
	var w wireEvent
	err := json.Unmarshal(frame, &w)
	broken := err != nil && !lenient(err) || !isObject(frame)
	if w.Type == "" {
		w.Type = string(name)
	}
	switch {
	case d.isError(&w, frame, broken):
		return nil, failedEvent{fault: d.reader().event(frame), header: w.header()}
	case broken:
		return nil, errNotJSON
	}
	return d.event(&w, frame)
}

// event returns the event of w.
func (d *decoder) event(w *wireEvent, frame []byte) (Event, error) {
	switch w.Type {
	case "codex.rate_limits":
		if limits, ok := limitsFromEvent(frame, d.now()); ok {
			return LimitsChanged{limits}, nil
		}
	case "response.output_item.added":
		if item, ok := d.item(w.Item); ok {
			return ItemAdded{w.whole(), item}, nil
		}
	case "response.output_item.done":
		if item, ok := d.item(w.Item); ok {
			return ItemDone{w.whole(), item}, nil
		}
	default:
		if state, ok := d.route.terminal(w.Type); ok {
			return d.end(state, w, frame)
		}
		if decode, ok := decoders[w.Type]; ok {
			return decode(w, frame), nil
		}
	}
	return Unknown{w.Type, bytes.Clone(frame)}, nil
}

func (d *decoder) reader() faultReader { return faultReader{now: d.now(), bearer: d.bearer} }

// lenient reports whether err concerns one field of an unexpected type. The
// other fields have been read then.
func lenient(err error) bool {
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

func (d *decoder) item(raw json.RawMessage) (Item, bool) {
	var i Item
	if i.UnmarshalJSON(raw) != nil {
		return Item{}, false
	}
	return i.MadeBy(d.model, d.account), true
}

// A wireEvent has the fields of all events (OpenAI API reference, "Streaming
// events").
type wireEvent struct {
	Type            string          `json:"type"`
	OutputIndex     int             `json:"output_index"`
	ContentIndex    int             `json:"content_index"`
	SummaryIndex    int             `json:"summary_index"`
	AnnotationIndex int             `json:"annotation_index"`
	PartialIndex    int             `json:"partial_image_index"`
	ItemID          string          `json:"item_id"`
	Delta           string          `json:"delta"`
	Text            string          `json:"text"`
	Refusal         string          `json:"refusal"`
	Arguments       string          `json:"arguments"`
	Input           string          `json:"input"`
	Name            string          `json:"name"`
	PartialImage    []byte          `json:"partial_image_b64"`
	Item            json.RawMessage `json:"item"`
	Part            wirePart        `json:"part"`
	Annotation      Citation        `json:"annotation"`
	Response        wireResponse    `json:"response"`
	Headers         map[string]any  `json:"headers"`
	Error           json.RawMessage `json:"error"`
	Detail          json.RawMessage `json:"detail"`
	StatusCode      flexible        `json:"status_code"`
	Status          flexible        `json:"status"`
	Metadata        struct {
		Reroute *struct {
			From   string `json:"from_model"`
			To     string `json:"to_model"`
			Reason string `json:"reason"`
		} `json:"model_reroute"`
	} `json:"metadata"`
}

// contentPart returns the position of a content part.
func (w *wireEvent) contentPart() Position { return Position{w.OutputIndex, w.ContentIndex, w.ItemID} }

// summaryPart returns the position of a part of a reasoning summary.
func (w *wireEvent) summaryPart() Position { return Position{w.OutputIndex, w.SummaryIndex, w.ItemID} }

// whole returns the position of an item.
func (w *wireEvent) whole() Position { return Position{OutputIndex: w.OutputIndex, ItemID: w.ItemID} }

type wirePart struct {
	Type    string `json:"type"`
	Text    string `json:"text"`
	Refusal string `json:"refusal"`
}

func (p wirePart) part() Part { return Part{p.Type, p.Text + p.Refusal} }

type wireResponse struct {
	ID         string          `json:"id"`
	Model      string          `json:"model"`
	Status     string          `json:"status"`
	Error      json.RawMessage `json:"error"`
	Usage      *wireUsage      `json:"usage"`
	Incomplete struct {
		Reason string `json:"reason"`
	} `json:"incomplete_details"`
}

type wireUsage struct {
	Input   int `json:"input_tokens"`
	Output  int `json:"output_tokens"`
	Total   int `json:"total_tokens"`
	InputOf struct {
		Cached     int `json:"cached_tokens"`
		CacheWrite int `json:"cache_write_tokens"`
	} `json:"input_tokens_details"`
	OutputOf struct {
		Reasoning int `json:"reasoning_tokens"`
	} `json:"output_tokens_details"`
}

func (u *wireUsage) usage() *Usage {
	if u == nil {
		return nil
	}
	return &Usage{u.Input, u.InputOf.Cached, u.Output, u.OutputOf.Reasoning, u.Total, u.InputOf.CacheWrite}
}

// header returns the headers inside an event, or nil. A value may be a string,
// a number or a list.
func (w *wireEvent) header() http.Header {
	if len(w.Headers) == 0 {
		return nil
	}
	h := make(http.Header, len(w.Headers))
	for key, value := range w.Headers {
		if list, ok := value.([]any); ok && len(list) > 0 {
			value = list[0]
		}
		switch value := value.(type) {
		case string:
			h.Set(key, value)
		case float64:
			h.Set(key, strconv.FormatFloat(value, 'f', -1, 64))
		}
	}
	return h
}
