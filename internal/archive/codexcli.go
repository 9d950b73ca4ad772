package archive

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"banter/history"
)

// The Codex CLI keeps a session in ~/.codex/sessions/YYYY/MM/DD/rollout-*.jsonl:
// a line for each RolloutLine of codex-rs/protocol/src/protocol.rs in
// https://github.com/openai/codex, with a time, a type and a payload. The
// messages are of type response_item (codex-rs/protocol/src/models.rs). Early
// versions wrote the payloads alone; their first line has the id.
type codexLine struct {
	Timestamp string          `json:"timestamp"`
	Type      string          `json:"type"`
	Payload   json.RawMessage `json:"payload"`
	ID        string          `json:"id"` // of an early version
}

// A codexPayload has the fields that are read of all payloads.
type codexPayload struct {
	ID      string      `json:"id"`
	Type    string      `json:"type"`
	Role    string      `json:"role"`
	Model   string      `json:"model"`
	Effort  string      `json:"effort"`
	Content []codexPart `json:"content"`
	Summary codexParts  `json:"summary"`
}

type codexPart struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// codexParts are parts; other JSON counts as none, since turn_context uses the
// same name for a word.
type codexParts []codexPart

// UnmarshalJSON implements json.Unmarshaler.
func (p *codexParts) UnmarshalJSON(text []byte) error {
	var parts []codexPart
	if json.Unmarshal(text, &parts) == nil {
		*p = parts
	}
	return nil
}

// isCodexLine reports whether a line can be the first one of a session. It may
// be cut: it can be long.
func isCodexLine(line []byte) bool {
	return bytes.HasPrefix(line, []byte(`{"timestamp":"`)) && bytes.Contains(line, []byte(`"payload":`)) ||
		bytes.HasPrefix(line, []byte(`{"id":"`)) && bytes.Contains(line, []byte(`"timestamp":"`)) && !bytes.Contains(line, []byte(`"mapping"`))
}

// readCodex reads a session. Calls of tools, and what the CLI adds for the
// model, are left out.
func readCodex(ctx context.Context, r io.Reader, emit func(Batch) error) (Notes, error) {
	c := codexReader{emit: emit}
	from := newLines(r)
	for n := 1; ; n++ {
		line, whole, err := from.next()
		if errors.Is(err, io.EOF) {
			return c.notes, c.flush()
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return c.notes, errors.Join(err, c.flush())
		}
		if !c.line(line, n) {
			c.notes.Cut = c.notes.Cut || !whole
			if whole {
				c.notes.Skipped++
			}
		}
		if c.size >= batchBytes || len(c.batch.Messages) >= batchMessages {
			if err := c.flush(); err != nil {
				return c.notes, err
			}
		}
	}
}

type codexReader struct {
	emit      func(Batch) error
	notes     Notes
	source    string // id of the session
	batch     Batch
	size      int // of the texts of batch
	at        time.Time
	reasoning string // that no answer has yet
}

// line reads line n and reports whether it makes sense.
func (c *codexReader) line(text []byte, n int) bool {
	if len(bytes.TrimSpace(text)) == 0 {
		return text != nil
	}
	var l codexLine
	if json.Unmarshal(text, &l) != nil {
		return false
	}
	if at, err := parseTime(l.Timestamp); err == nil && at.After(epoch) {
		c.at = at
	}
	if l.Payload == nil {
		l.Payload = text
		if l.Type = "response_item"; c.source == "" && l.ID != "" {
			l.Type = "session_meta"
		}
	}
	var p codexPayload
	if json.Unmarshal(l.Payload, &p) != nil {
		return false
	}
	switch head := &c.batch.Conversation; {
	case l.Type == "session_meta" && c.source == "" && p.ID != "":
		c.begin(p.ID)
	case l.Type == "turn_context":
		head.Model, head.Effort = cmp.Or(p.Model, head.Model), cmp.Or(p.Effort, head.Effort)
	case l.Type == "response_item" && c.source != "":
		c.item(p, n)
	case l.Type == "response_item":
		return false // it belongs to no session
	}
	return true
}

func (c *codexReader) begin(id string) {
	if c.at.IsZero() {
		c.at = epoch
	}
	c.source = id
	c.batch = Batch{First: true, Conversation: history.Conversation{
		ID: newID(c.at, "codex", id), Created: c.at, Updated: c.at,
	}}
}

// item reads an item of the API.
func (c *codexReader) item(p codexPayload, n int) {
	if p.Type == "reasoning" {
		for _, part := range p.Summary {
			c.reasoning = joinTexts(c.reasoning, part.Text)
		}
		return
	}
	role := history.Role(p.Role)
	text := codexText(p.Content)
	if p.Type != "message" || role != history.User && role != history.Assistant || text == "" {
		return
	}
	head := &c.batch.Conversation
	m := history.Message{
		ID: newID(c.at, "codex", c.source, strconv.Itoa(n)), Conversation: head.ID, Parent: head.Leaf,
		Role: role, Text: text, Status: history.Done, Created: c.at, Ended: c.at,
	}
	if role == history.Assistant {
		m.Model, m.Effort, m.Reasoning = head.Model, head.Effort, c.reasoning
	}
	c.reasoning = ""
	head.Leaf = m.ID
	if head.Updated.Before(c.at) {
		head.Updated = c.at
	}
	c.batch.Messages = append(c.batch.Messages, m)
	c.size += len(text)
}

// codexText returns the text of a message, with placeholders for pictures. It
// is empty for a message that the CLI wrote in the person's name: those begin
// with a tag or with the project's instructions.
func codexText(parts []codexPart) string {
	var text string
	for _, part := range parts {
		switch {
		case part.Text != "" && !isCodexContext(part.Text):
			text = joinTexts(text, part.Text)
		case part.Type == "input_image":
			text = joinTexts(text, "[image]")
		}
	}
	return text
}

func isCodexContext(text string) bool {
	text = strings.TrimSpace(text)
	for _, begin := range []string{
		"<environment_context>", "<user_instructions>", "<permissions instructions>", "<turn_aborted>",
		"<collaboration_mode>", "<skills_instructions>", "# AGENTS.md instructions",
	} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// flush passes on the messages so far. A session without messages is none.
func (c *codexReader) flush() error {
	if len(c.batch.Messages) == 0 {
		return nil
	}
	err := c.emit(c.batch)
	c.batch, c.size = Batch{Conversation: c.batch.Conversation}, 0
	return err
}
