package codextest

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// responses answers POST responses. A GET is an attempt of the Codex CLI at a
// WebSocket; after a 426 it uses server-sent events.
func (s *Server) responses(c *transaction) *reply {
	if c.r.Method == http.MethodGet {
		return upgradeRequired(c)
	}
	if a := s.authorize(c); a != nil {
		return a
	}
	q, a := s.parse(c)
	if a != nil {
		return a
	}
	s.limitHeaders(c)
	if a := s.limitReached(c); a != nil {
		return a
	}
	text, turn := q.question()
	answer := s.nextAnswer(Question{
		Model: q.Model, Effort: q.Reasoning.Effort, Text: text, Turn: turn, AccountID: c.access.grant.account.ID,
		Tools: q.offered(), Results: q.results(),
	})
	s.streamHeaders(c, q, answer)
	if err := s.newStream(c, q).run(answer); err != nil && err != errEnded {
		panic(http.ErrAbortHandler) // so that it does not look like a clean end
	}
	return nil
}

func upgradeRequired(c *transaction) *reply {
	if !strings.EqualFold(c.r.Header.Get("Upgrade"), "websocket") {
		return methodNotAllowed("POST")
	}
	a := detail(http.StatusUpgradeRequired, "Upgrade Required")
	a.header = map[string]string{"Upgrade": "websocket", "Connection": "Upgrade"}
	if c.r.ProtoMajor > 1 {
		a.header = nil // HTTP/2 has no such headers
	}
	return a
}

// streamHeaders sets the headers of a good answer.
func (s *Server) streamHeaders(c *transaction, q *request, answer Answer) {
	serving := answer.Model
	if serving == "" {
		serving = q.Model
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("openai-model", serving)
	h.Set("x-reasoning-included", "true")
	h.Set("x-models-etag", s.modelsETag(c.access.grant.account, orDefault(c.r.Header.Get("version"), "0.0.0")))
	if c.r.Header.Get("x-codex-turn-state") == "" {
		h.Set("x-codex-turn-state", noise("turn", s.lockedNext(), 292))
	}
}

// Ends of a stream other than success. The stream sends nothing after them.
var (
	errBroken = errors.New("connection broken on purpose")
	errEnded  = errors.New("stream ended on purpose")
)

// newStream returns a stream for the answer to q.
func (s *Server) newStream(c *transaction, q *request) *stream {
	st := &stream{s: s, c: c, q: q, ctx: c.r.Context(), eol: "\n", startedAt: s.now()}
	var w io.Writer = c.w
	if f := c.stream; f != nil {
		if f.header != nil {
			f.header(c.w.Header())
		}
		if f.wrap != nil {
			w = f.wrap(st, w)
		}
		st.eol = orDefault(f.eol, st.eol)
	}
	st.out = bufio.NewWriterSize(w, flushSize)
	return st
}

// run streams the whole answer, faults included. It returns why the answer
// ended early, or nil.
func (st *stream) run(answer Answer) error {
	st.id = st.newID("resp")
	for _, it := range answer.Items {
		if m, ok := it.(Message); ok {
			st.half += len(m.Text)
		}
	}
	st.half /= 2
	st.moment(beforeAll)
	st.send("response.created", field{"response", st.response("in_progress")})
	st.send("response.in_progress", field{"response", st.response("in_progress")})
	st.moment(beforeText)
	for _, it := range answer.Items {
		it.stream(st)
	}
	st.midway()
	st.moment(beforeEnd)
	st.end(answer)
	st.flush()
	return st.err
}

// progress counts a delta of n bytes.
func (st *stream) progress(at partRef, n int) {
	if at.kind != textDelta {
		st.reasoned += n
		return
	}
	st.said += n
	if st.said >= st.half {
		st.midway()
	}
}

// midway runs the faults of the middle once.
func (st *stream) midway() {
	if !st.pastHalf {
		st.pastHalf = true
		st.moment(midText)
	}
}

// end sends the event that ends the answer. As on the real backend its output
// is empty, so that clients must build the answer from the events before.
func (st *stream) end(answer Answer) {
	if answer.Incomplete != "" {
		st.incomplete(answer.Incomplete)
		return
	}
	final := st.response("completed")
	final["completed_at"] = st.s.now().Unix()
	if !answer.NoUsage {
		final["usage"] = st.usage()
	}
	st.send("response.completed", field{"response", final})
}

func (st *stream) incomplete(reason string) {
	final := st.response("incomplete")
	final["usage"], final["incomplete_details"] = st.usage(), object{"reason": reason}
	st.send("response.incomplete", field{"response", final})
}

// response returns the object in the first and the last event. It repeats the
// request, instructions and tools included, so it can be large.
func (st *stream) response(status string) object {
	q := st.q
	return object{
		"id": st.id, "object": "response", "created_at": st.startedAt.Unix(), "status": status, "background": false,
		"error": nil, "incomplete_details": nil, "instructions": q.Instructions, "max_output_tokens": nil,
		"max_tool_calls": nil, "model": q.Model, "output": []any{}, "parallel_tool_calls": q.ParallelToolCalls == nil || *q.ParallelToolCalls,
		"previous_response_id": nil, "prompt_cache_key": orNull(q.PromptCacheKey),
		"reasoning":         object{"effort": orDefault(q.Reasoning.Effort, q.model.DefaultEffort), "summary": orNull(q.Reasoning.Summary)},
		"safety_identifier": st.c.access.grant.account.UserID, "service_tier": orDefault(q.ServiceTier, "default"), "store": false,
		"temperature": 1.0, "text": object{"format": orRaw(q.Text.Format, `{"type":"text"}`), "verbosity": orDefault(q.Text.Verbosity, "medium")},
		"tool_choice": orRaw(q.ToolChoice, `"auto"`), "tools": orRaw(q.Tools, "[]"), "top_logprobs": 0, "top_p": 1.0,
		"truncation": "disabled", "usage": nil, "user": nil, "metadata": object{},
	}
}

// usage counts the tokens. Of the input, the part that the last request of the
// same session and model sent is cached, in steps of 128 from 1024 on.
func (st *stream) usage() object {
	input := st.q.inputTokens()
	cached := 0
	if key := sessionKey(st.c.r); key != "" {
		key += "\n" + st.q.Model
		st.s.mu.Lock()
		if before := min(st.s.sessions[key], input); before >= 1024 {
			cached = before / 128 * 128
		}
		st.s.sessions[key] = input
		st.s.mu.Unlock()
	}
	rank := slices.Index(st.q.model.efforts(), orDefault(st.q.Reasoning.Effort, st.q.model.DefaultEffort))
	thought := tokens(st.reasoned) + 64<<max(rank, 0)
	output := tokens(st.said) + thought
	return object{
		"input_tokens":          input,
		"input_tokens_details":  object{"cached_tokens": cached, "cache_write_tokens": 0},
		"output_tokens":         output,
		"output_tokens_details": object{"reasoning_tokens": thought},
		"total_tokens":          input + output,
	}
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

func orRaw(value []byte, fallback string) rawJSON {
	if len(value) == 0 {
		return rawJSON(fallback)
	}
	return rawJSON(value)
}

// rawJSON is encoded unchanged.
type rawJSON string

// MarshalJSON implements json.Marshaler.
func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
