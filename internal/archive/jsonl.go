package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"banter/history"
	"banter/internal/attach"
)

// The form of JSON lines, described in docs/export.md. A change that an older
// Banter could misread raises version.
const (
	headerType       = "banter-history"
	conversationType = "conversation"
	messageType      = "message"
	endType          = "end"
	version          = 1

	timeForm = "2006-01-02T15:04:05.000000Z" // UTC
)

type headerLine struct {
	Type    string `json:"type"`
	Version int    `json:"version"`
}

type conversationLine struct {
	Type      string `json:"type"`
	ID        string `json:"id"`
	Title     string `json:"title"`
	Model     string `json:"model,omitempty"`
	Effort    string `json:"effort,omitempty"`
	System    string `json:"system,omitempty"`
	Web       bool   `json:"web,omitempty"`
	Verbosity string `json:"verbosity,omitempty"`
	Tier      string `json:"tier,omitempty"`
	Account   string `json:"account,omitempty"`
	Leaf      string `json:"leaf,omitempty"`
	Pinned    bool   `json:"pinned,omitempty"`
	Archived  bool   `json:"archived,omitempty"`
	Created   string `json:"created"`
	Updated   string `json:"updated"`
}

// messageLine has its items last, so that they can be written unchanged.
type messageLine struct {
	Type         string            `json:"type"`
	ID           string            `json:"id"`
	Conversation string            `json:"conversation"`
	Parent       string            `json:"parent,omitempty"`
	Role         string            `json:"role"`
	Status       string            `json:"status"`
	Text         string            `json:"text"`
	Reasoning    string            `json:"reasoning,omitempty"`
	Error        string            `json:"error,omitempty"`
	Bookmarked   bool              `json:"bookmarked,omitempty"`
	Note         string            `json:"note,omitempty"`
	Model        string            `json:"model,omitempty"`
	Effort       string            `json:"effort,omitempty"`
	Account      string            `json:"account,omitempty"`
	Created      string            `json:"created"`
	Ended        string            `json:"ended,omitempty"`
	Usage        json.RawMessage   `json:"usage,omitempty"`
	Items        []json.RawMessage `json:"items,omitempty"`
}

type endLine struct {
	Type          string `json:"type"`
	Conversations int    `json:"conversations"`
	Messages      int    `json:"messages"`
}

// EncodeLine returns v as one line of JSON, with a line feed.
func EncodeLine(v any) ([]byte, error) {
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	err := to.Encode(v)
	return b.Bytes(), err
}

// EncodeMessage returns a message as a line of JSON, with a line feed. Items
// keep their bytes: one that has line feeds is written as a string. A message
// that is being written counts as interrupted.
func EncodeMessage(m history.Message) ([]byte, error) {
	if m.Status == history.Streaming {
		m.Status = history.Interrupted
	}
	line, err := EncodeLine(messageLine{
		Type: messageType, ID: m.ID, Conversation: m.Conversation, Parent: m.Parent, Role: string(m.Role), Status: string(m.Status),
		Text: m.Text, Reasoning: m.Reasoning, Error: m.Error, Model: m.Model, Effort: m.Effort, Account: m.Account,
		Bookmarked: m.Bookmark.On, Note: m.Bookmark.Note,
		Created: formatTime(m.Created), Ended: formatTime(m.Ended), Usage: m.Usage,
	})
	if err != nil || len(m.Items) == 0 {
		return line, err
	}
	line = append(bytes.TrimSuffix(line, []byte("}\n")), `,"items":[`...)
	for i, item := range m.Items {
		if i > 0 {
			line = append(line, ',')
		}
		if bytes.ContainsAny(item, "\r\n") {
			text, err := EncodeLine(string(item))
			if err != nil {
				return nil, err
			}
			item = bytes.TrimSuffix(text, []byte("\n"))
		}
		line = append(line, item...)
	}
	return append(line, "]}\n"...), nil
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

// DecodeMessage reads a line that [EncodeMessage] wrote.
func DecodeMessage(line []byte) (history.Message, error) {
	var l messageLine
	if err := json.Unmarshal(line, &l); err != nil {
		return history.Message{}, fmt.Errorf("read message: %w", err)
	}
	m := history.Message{
		ID: l.ID, Conversation: l.Conversation, Parent: l.Parent, Role: history.Role(l.Role), Status: history.Status(l.Status),
		Text: l.Text, Reasoning: l.Reasoning, Error: l.Error, Model: l.Model, Effort: l.Effort, Account: l.Account, Usage: l.Usage,
	}
	if l.Bookmarked || l.Note != "" {
		m.Bookmark = history.Noted(l.Note)
	}
	var err error
	for _, item := range l.Items {
		if len(item) > 0 && item[0] == '"' {
			var text string
			if err := json.Unmarshal(item, &text); err != nil || !json.Valid([]byte(text)) {
				return m, fmt.Errorf("read message %s: bad item", m.ID)
			}
			item = json.RawMessage(text)
		}
		m.Items = append(m.Items, item)
	}
	if m.Created, err = parseTime(l.Created); err == nil && l.Ended != "" {
		m.Ended, err = parseTime(l.Ended)
	}
	switch {
	case err != nil:
		return m, fmt.Errorf("read message %s: %w", m.ID, err)
	case !ValidID(m.ID) || !ValidID(m.Conversation) || m.Parent == m.ID:
		return m, fmt.Errorf("message with the ID %q", m.ID)
	case m.Role != history.User && m.Role != history.Assistant:
		return m, fmt.Errorf("message %s with the role %q", m.ID, l.Role)
	case !slices.Contains(statuses, m.Status):
		return m, fmt.Errorf("message %s with the status %q", m.ID, l.Status)
	}
	return m, nil
}

// statuses are those of saved messages.
var statuses = []history.Status{history.Done, history.Stopped, history.Failed, history.Interrupted}

// parseTime reads a time in the form of the export. Years that the form cannot write
// are an error.
func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err == nil && (t.UTC().Year() < 1 || t.UTC().Year() > 9999) {
		err = fmt.Errorf("time %q is out of range", text)
	}
	return t.Truncate(time.Microsecond), err
}

// ValidID reports whether an id can be one of a conversation or a message: it
// also names files and is typed by people.
func ValidID(id string) bool {
	if id == "" || len(id) > 100 {
		return false
	}
	for _, c := range []byte(id) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

// files writes the data of files that is not written yet.
func (j *jsonWriter) files(files []attach.File, written map[string]bool) error {
	for _, f := range files {
		if f.Data == nil || written[f.SHA256] {
			continue
		}
		written[f.SHA256] = true
		line, err := EncodeFile(f)
		if err == nil {
			_, err = j.w.Write(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type jsonWriter struct {
	w                       io.Writer
	conversations, messages int
}

func (j *jsonWriter) line(v any) error {
	line, err := EncodeLine(v)
	if err == nil {
		_, err = j.w.Write(line)
	}
	return err
}

func (j *jsonWriter) begin(bool) error { return j.line(headerLine{headerType, version}) }

func (j *jsonWriter) end() error {
	return j.line(endLine{endType, j.conversations, j.messages})
}

func (j *jsonWriter) conversation(ctx context.Context, db *history.DB, c history.Summary) error {
	j.conversations++
	err := j.line(conversationLine{
		Type: conversationType, ID: c.ID, Title: c.Title, Model: c.Model, Effort: c.Effort, System: c.System,
		Web: c.Choices.Web, Verbosity: c.Choices.Verbosity, Tier: c.Choices.Tier,
		Account: c.Account, Leaf: c.Leaf, Pinned: c.Pinned, Archived: c.Archived,
		Created: formatTime(c.Created), Updated: formatTime(c.Updated),
	})
	if err != nil {
		return err
	}
	written := map[string]bool{}
	return db.Each(ctx, c.ID, func(m history.Message) error {
		if err := j.files(db.FullFiles(ctx, m), written); err != nil {
			return err
		}
		line, err := EncodeMessage(m)
		if err != nil {
			return err
		}
		j.messages++
		_, err = j.w.Write(line)
		return err
	})
}
