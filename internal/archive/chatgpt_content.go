package archive

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"banter/history"
)

// A chatGPTContent is the content of a message. Which fields it has depends on
// its type; unknown types are read as far as they have parts or a text.
type chatGPTContent struct {
	Type     string            `json:"content_type"`
	Parts    []json.RawMessage `json:"parts"`
	Text     string            `json:"text"`
	Language string            `json:"language"`
	Result   string            `json:"result"`
	Thoughts []struct {
		Summary string `json:"summary"`
		Content string `json:"content"`
	} `json:"thoughts"`
}

// UnmarshalJSON implements json.Unmarshaler. A content of another form is
// empty: it must not cost the conversation.
func (c *chatGPTContent) UnmarshalJSON(text []byte) error {
	type plain chatGPTContent
	var p plain
	if json.Unmarshal(text, &p) != nil {
		p = plain{Type: p.Type, Text: p.Text}
	}
	*c = chatGPTContent(p)
	return nil
}

// shown returns the role and the text of a message as ChatGPT shows it; an
// empty text means that it shows nothing. Pictures that a tool made count as the
// assistant's.
func (m *chatGPTMessage) shown() (history.Role, string) {
	switch {
	case m.Author.Role == "user":
		return history.User, m.Content.text()
	case m.Author.Role == "assistant" && (m.To == "" || m.To == "all"):
		return history.Assistant, m.Content.text()
	case m.Author.Role == "tool" && m.Content.Type == "multimodal_text":
		return history.Assistant, m.Content.text()
	}
	return "", ""
}

func (c *chatGPTContent) text() string {
	switch c.Type {
	case "thoughts", "reasoning_recap", "user_editable_context", "model_editable_context":
		return ""
	case "code":
		if c.Text == "" {
			return ""
		}
		language := c.Language
		if language == "unknown" {
			language = ""
		}
		fence := fenceFor(c.Text, '`')
		return fence + language + "\n" + c.Text + "\n" + fence
	}
	var texts []string
	for _, part := range c.Parts {
		if text := partText(part); strings.TrimSpace(text) != "" {
			texts = append(texts, text)
		}
	}
	return cmp.Or(strings.Join(texts, "\n\n"), c.Text, c.Result)
}

// partText returns a part of a message: a text, or a placeholder.
func partText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var part struct {
		Type    string `json:"content_type"`
		Text    string `json:"text"`
		Pointer string `json:"asset_pointer"`
		Width   number `json:"width"`
		Height  number `json:"height"`
	}
	if json.Unmarshal(raw, &part) != nil {
		return ""
	}
	_, name, found := strings.Cut(part.Pointer, "://")
	if !found {
		name = part.Pointer
	}
	switch {
	case part.Text != "":
		return part.Text
	case part.Type == "image_asset_pointer" && part.Width > 0 && part.Height > 0:
		return fmt.Sprintf("[image %s, %.0f × %.0f]", name, part.Width, part.Height)
	case part.Type == "image_asset_pointer":
		return "[image " + name + "]"
	case part.Type != "":
		return strings.TrimSpace("["+part.Type+" "+name) + "]"
	}
	return ""
}

func (c *chatGPTContent) thoughts() string {
	var all string
	for _, t := range c.Thoughts {
		all = joinTexts(all, joinTexts(t.Summary, t.Content))
	}
	return all
}

// joinTexts joins two texts with a blank line between them.
func joinTexts(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n\n" + b
}
