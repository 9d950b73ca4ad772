package codex

import (
	"bytes"
	"strings"
)

// decoders are the events that need nothing but their own fields, by type.
var decoders = map[string]func(w *wireEvent, frame []byte) Event{
	"response.created":     created,
	"response.in_progress": statusChanged,
	"response.queued":      statusChanged,
	"response.metadata":    metadata,

	"response.content_part.added": func(w *wireEvent, _ []byte) Event {
		return PartAdded{w.OutputIndex, w.ContentIndex, w.ItemID, w.Part.part()}
	},
	"response.content_part.done": func(w *wireEvent, _ []byte) Event {
		return PartDone{w.OutputIndex, w.ContentIndex, w.ItemID, w.Part.part()}
	},
	"response.output_text.delta": func(w *wireEvent, _ []byte) Event {
		return TextDelta{w.OutputIndex, w.ContentIndex, w.ItemID, w.Delta}
	},
	"response.output_text.done": func(w *wireEvent, _ []byte) Event {
		return TextDone{w.OutputIndex, w.ContentIndex, w.ItemID, w.Text}
	},
	"response.output_text.annotation.added": func(w *wireEvent, _ []byte) Event {
		return CitationAdded{w.OutputIndex, w.ContentIndex, w.ItemID, w.AnnotationIndex, w.Annotation}
	},
	"response.refusal.delta": func(w *wireEvent, _ []byte) Event {
		return RefusalDelta{w.OutputIndex, w.ContentIndex, w.ItemID, w.Delta}
	},
	"response.refusal.done": func(w *wireEvent, _ []byte) Event {
		return RefusalDone{w.OutputIndex, w.ContentIndex, w.ItemID, w.Refusal}
	},
	"response.reasoning_summary_part.added": func(w *wireEvent, _ []byte) Event {
		return ReasoningPartAdded{w.OutputIndex, w.SummaryIndex, w.ItemID, w.Part.part()}
	},
	"response.reasoning_summary_part.done": func(w *wireEvent, _ []byte) Event {
		return ReasoningPartDone{w.OutputIndex, w.SummaryIndex, w.ItemID, w.Part.part()}
	},
	"response.reasoning_summary_text.delta": func(w *wireEvent, _ []byte) Event {
		return ReasoningDelta{w.OutputIndex, w.SummaryIndex, w.ItemID, w.Delta}
	},
	"response.reasoning_summary_text.done": func(w *wireEvent, _ []byte) Event {
		return ReasoningDone{w.OutputIndex, w.SummaryIndex, w.ItemID, w.Text}
	},
	"response.reasoning_text.delta": func(w *wireEvent, _ []byte) Event {
		return ReasoningTextDelta{w.OutputIndex, w.ContentIndex, w.ItemID, w.Delta}
	},
	"response.reasoning_text.done": func(w *wireEvent, _ []byte) Event {
		return ReasoningTextDone{w.OutputIndex, w.ContentIndex, w.ItemID, w.Text}
	},
	"response.function_call_arguments.delta": func(w *wireEvent, _ []byte) Event {
		return ToolInputDelta{w.OutputIndex, w.ItemID, false, w.Delta}
	},
	"response.function_call_arguments.done": func(w *wireEvent, _ []byte) Event {
		return ToolInputDone{w.OutputIndex, w.ItemID, false, w.Name, w.Arguments}
	},
	"response.custom_tool_call_input.delta": func(w *wireEvent, _ []byte) Event {
		return ToolInputDelta{w.OutputIndex, w.ItemID, true, w.Delta}
	},
	"response.custom_tool_call_input.done": func(w *wireEvent, _ []byte) Event {
		return ToolInputDone{w.OutputIndex, w.ItemID, true, w.Name, w.Input}
	},
	"response.web_search_call.in_progress": webSearch,
	"response.web_search_call.searching":   webSearch,
	"response.web_search_call.completed":   webSearch,

	"response.image_generation_call.in_progress": imageProgress,
	"response.image_generation_call.generating":  imageProgress,
	"response.image_generation_call.completed":   imageProgress,
	"response.image_generation_call.partial_image": func(w *wireEvent, _ []byte) Event {
		return PartialImage{w.OutputIndex, w.ItemID, w.PartialIndex, w.PartialImage}
	},
}

func created(w *wireEvent, _ []byte) Event {
	return Created{w.Response.ID, w.Response.Model}
}

func statusChanged(w *wireEvent, _ []byte) Event {
	return StatusChanged{w.Response.ID, w.lastWord()}
}

// metadata reads response.metadata: headers that a stream cannot send later,
// and what the server decided about the answer.
func metadata(w *wireEvent, frame []byte) Event {
	if r := w.Metadata.Reroute; r != nil {
		return Rerouted{r.From, r.To, r.Reason}
	}
	h := w.header()
	return Metadata{
		Model:      h.Get("Openai-Model"),
		ModelsETag: h.Get("X-Models-Etag"),
		JSON:       bytes.Clone(frame),
	}
}

func webSearch(w *wireEvent, _ []byte) Event {
	return WebSearch{w.OutputIndex, w.ItemID, w.lastWord()}
}

func imageProgress(w *wireEvent, _ []byte) Event {
	return ImageProgress{w.OutputIndex, w.ItemID, w.lastWord()}
}

// lastWord returns the part of the type that says how far things are.
func (w *wireEvent) lastWord() string {
	return w.Type[strings.LastIndexByte(w.Type, '.')+1:]
}
