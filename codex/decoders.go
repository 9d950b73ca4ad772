package codex

import (
	"bytes"
	"strings"
)

// decoders maps the type of an event to its decoder, for events that depend on
// nothing but their own fields.
var decoders = map[string]func(w *wireEvent, frame []byte) Event{
	"response.created":     created,
	"response.in_progress": statusChanged,
	"response.queued":      statusChanged,
	"response.metadata":    metadata,

	"response.content_part.added": func(w *wireEvent, _ []byte) Event {
		return PartAdded{w.contentPart(), w.Part.part()}
	},
	"response.content_part.done": func(w *wireEvent, _ []byte) Event {
		return PartDone{w.contentPart(), w.Part.part()}
	},
	"response.output_text.delta": func(w *wireEvent, _ []byte) Event {
		return TextDelta{w.contentPart(), w.Delta}
	},
	"response.output_text.done": func(w *wireEvent, _ []byte) Event {
		return TextDone{w.contentPart(), w.Text}
	},
	"response.output_text.annotation.added": func(w *wireEvent, _ []byte) Event {
		return CitationAdded{w.contentPart(), w.AnnotationIndex, w.Annotation}
	},
	"response.refusal.delta": func(w *wireEvent, _ []byte) Event {
		return RefusalDelta{w.contentPart(), w.Delta}
	},
	"response.refusal.done": func(w *wireEvent, _ []byte) Event {
		return RefusalDone{w.contentPart(), w.Refusal}
	},
	"response.reasoning_summary_part.added": func(w *wireEvent, _ []byte) Event {
		return ReasoningPartAdded{w.summaryPart(), w.Part.part()}
	},
	"response.reasoning_summary_part.done": func(w *wireEvent, _ []byte) Event {
		return ReasoningPartDone{w.summaryPart(), w.Part.part()}
	},
	"response.reasoning_summary_text.delta": func(w *wireEvent, _ []byte) Event {
		return ReasoningDelta{w.summaryPart(), w.Delta}
	},
	"response.reasoning_summary_text.done": func(w *wireEvent, _ []byte) Event {
		return ReasoningDone{w.summaryPart(), w.Text}
	},
	"response.reasoning_text.delta": func(w *wireEvent, _ []byte) Event {
		return ReasoningTextDelta{w.contentPart(), w.Delta}
	},
	"response.reasoning_text.done": func(w *wireEvent, _ []byte) Event {
		return ReasoningTextDone{w.contentPart(), w.Text}
	},
	"response.function_call_arguments.delta": func(w *wireEvent, _ []byte) Event {
		return ToolInputDelta{w.whole(), false, w.Delta}
	},
	"response.function_call_arguments.done": func(w *wireEvent, _ []byte) Event {
		return ToolInputDone{w.whole(), false, w.Name, w.Arguments}
	},
	"response.custom_tool_call_input.delta": func(w *wireEvent, _ []byte) Event {
		return ToolInputDelta{w.whole(), true, w.Delta}
	},
	"response.custom_tool_call_input.done": func(w *wireEvent, _ []byte) Event {
		return ToolInputDone{w.whole(), true, w.Name, w.Input}
	},
	"response.web_search_call.in_progress": webSearch,
	"response.web_search_call.searching":   webSearch,
	"response.web_search_call.completed":   webSearch,

	"response.image_generation_call.in_progress": imageProgress,
	"response.image_generation_call.generating":  imageProgress,
	"response.image_generation_call.completed":   imageProgress,
	"response.image_generation_call.partial_image": func(w *wireEvent, _ []byte) Event {
		return PartialImage{w.whole(), w.PartialIndex, w.PartialImage}
	},
}

func created(w *wireEvent, _ []byte) Event {
	return Created{w.Response.ID, w.Response.Model}
}

func statusChanged(w *wireEvent, _ []byte) Event {
	return StatusChanged{w.Response.ID, w.lastWord()}
}

// metadata decodes response.metadata. It carries headers that the server knows
// only after it has begun to stream, or says that another model answers.
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
	return WebSearch{w.whole(), w.lastWord()}
}

func imageProgress(w *wireEvent, _ []byte) Event {
	return ImageProgress{w.whole(), w.lastWord()}
}

// lastWord returns the last part of the type, which is the status.
func (w *wireEvent) lastWord() string {
	return w.Type[strings.LastIndexByte(w.Type, '.')+1:]
}
