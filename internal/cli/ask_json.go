package cli

import (
	"cmp"
	"errors"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/citation"
	"banter/internal/notice"
	"banter/session"
)

// jsonWriter prints what happens to a question as events, one JSON object a line.
// docs/scripts.md describes them; programs rely on their names.
type jsonWriter struct{ c *call }

// An eventKind is the field "type" of an event.
type eventKind struct {
	Type string `json:"type"`
}

func (w *jsonWriter) started(conv history.Conversation, temporary bool) error {
	event := struct {
		eventKind
		Conversation string `json:"conversation,omitempty"`
		Model        string `json:"model"`
		Effort       string `json:"effort,omitempty"`
	}{eventKind{"started"}, conv.ID, conv.Model, conv.Effort}
	if temporary {
		event.Conversation = ""
	}
	return w.c.encode(event)
}

func (w *jsonWriter) write(delta string) error { return w.text("text", delta, false) }

func (w *jsonWriter) reason(delta string) error { return w.text("reasoning", delta, false) }

// rewrite replaces all text so far.
func (w *jsonWriter) rewrite(text string) error { return w.text("text", text, true) }

func (w *jsonWriter) text(kind, text string, replaces bool) error {
	return w.c.encode(struct {
		eventKind
		Text     string `json:"text"`
		Replaces bool   `json:"replaces,omitempty"`
	}{eventKind{kind}, text, replaces})
}

func (w *jsonWriter) end() error { return nil }

func (w *jsonWriter) quiet() {}

// finished prints the sources and the end of an answer.
func (w *jsonWriter) finished(state session.State) error {
	if len(state.Messages) == 0 {
		return nil
	}
	answer := state.Messages[len(state.Messages)-1]
	for i, source := range citation.Read(answer.Text, answer.Items).Sources {
		if err := w.c.encode(struct {
			eventKind
			Number int    `json:"number"`
			Title  string `json:"title,omitempty"`
			URL    string `json:"url"`
		}{eventKind{"source"}, i + 1, source.Title, source.URL}); err != nil {
			return err
		}
	}
	return w.c.encode(struct {
		eventKind
		Seconds float64   `json:"seconds"`
		Usage   *askUsage `json:"usage,omitempty"`
	}{eventKind{"done"}, answer.Ended.Sub(answer.Created).Round(time.Millisecond).Seconds(), newAskUsage(state.Usage)})
}

// askUsage is the number of tokens of an answer.
type askUsage struct {
	Input     int `json:"input_tokens"`
	Cached    int `json:"cached_input_tokens"`
	Output    int `json:"output_tokens"`
	Reasoning int `json:"reasoning_tokens"`
	Total     int `json:"total_tokens"`
}

func newAskUsage(u *codex.Usage) *askUsage {
	if u == nil {
		return nil
	}
	return &askUsage{u.Input, u.Cached, u.Output, u.Reasoning, u.Total}
}

// failed prints the error event, with the exit code that follows. signIn is the
// command to suggest if the person is not signed in.
func (w *jsonWriter) failed(err error, signIn string) error {
	n := notice.Of(err)
	event := struct {
		eventKind
		Code    string `json:"code"`
		Message string `json:"message"`
		Hint    string `json:"hint,omitempty"`
		Exit    int    `json:"exit"`
	}{eventKind{"error"}, errorCode(err), n.Sentence, cmp.Or(hintHere(err, signIn), n.Hint), exitCode(err)}
	if event.Exit == exitInterrupted {
		event.Message, event.Hint = "The answer was stopped.", ""
	}
	return w.c.encode(event)
}

// errorCode names the reason of an error for programs.
func errorCode(err error) string {
	switch exitCode(err) {
	case exitInterrupted:
		return "interrupted"
	case exitUsage:
		return "usage"
	}
	if answer, ok := errors.AsType[*codex.Error](err); ok {
		return string(answer.Code)
	}
	if login, ok := errors.AsType[*auth.Error](err); ok {
		return string(login.Code)
	}
	if _, ok := errors.AsType[*schemaError](err); ok {
		return "schema"
	}
	return "failed"
}
