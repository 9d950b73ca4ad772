package codex

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

var errNotJSON = errors.New("event is no JSON object")

// A failedEvent is the error of a decoder: the server says that the answer
// failed.
type failedEvent struct{ fault serverFault }

func (e failedEvent) Error() string { return "answer failed: " + e.fault.code }

// A decoder turns the data of stream events into events.
type decoder struct {
	deltas  deltaCutter
	model   string // asked, and the account it is asked for: the makers of items
	account string
	now     func() time.Time
}

// decode returns the event that frame holds. It returns errNotJSON for
// garbage and a failedEvent when the answer failed. The event keeps nothing
// of frame.
func (d *decoder) decode(frame []byte) (Event, error) {
	if e, ok := d.deltas.cut(frame); ok {
		return e, nil
	}
	var w wireEvent
	err := json.Unmarshal(frame, &w)
	if err != nil && !lenient(err) || len(frame) == 0 || bytes.TrimLeft(frame, " \t\n")[0] != '{' {
		return nil, errNotJSON
	}
	switch w.Type {
	case "response.failed", "error":
		return nil, failedEvent{w.fault(frame)}
	case "codex.rate_limits":
		if limits, ok := limitsFromEvent(frame, d.now()); ok {
			return LimitsChanged{limits}, nil
		}
	case "response.output_item.added":
		if item, ok := d.item(w.Item); ok {
			return ItemAdded{w.OutputIndex, item}, nil
		}
	case "response.output_item.done":
		if item, ok := d.item(w.Item); ok {
			return ItemDone{w.OutputIndex, item}, nil
		}
	default:
		if decode, ok := decoders[w.Type]; ok {
			return decode(&w, frame), nil
		}
	}
	return Unknown{w.Type, bytes.Clone(frame)}, nil
}

// lenient reports whether err is about one field of an unexpected type: the
// other fields have been read, and an event is more than one field.
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

// A wireEvent holds the fields of all events (OpenAI API reference,
// "Streaming events").
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
	Metadata        struct {
		Reroute *struct {
			From   string `json:"from_model"`
			To     string `json:"to_model"`
			Reason string `json:"reason"`
		} `json:"model_reroute"`
	} `json:"metadata"`
}

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

// header returns a header that travels inside response.metadata. Its value
// may be a text or a list of texts.
func (w *wireEvent) header(name string) string {
	for key, value := range w.Headers {
		if !strings.EqualFold(key, name) {
			continue
		}
		if list, ok := value.([]any); ok && len(list) > 0 {
			value = list[0]
		}
		text, _ := value.(string)
		return text
	}
	return ""
}
