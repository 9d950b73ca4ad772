package codextest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// A request is the body of POST responses.
type request struct {
	Model             string            `json:"model"`
	Instructions      *string           `json:"instructions"`
	Input             []json.RawMessage `json:"input"`
	Tools             json.RawMessage   `json:"tools"`
	ToolChoice        json.RawMessage   `json:"tool_choice"`
	ParallelToolCalls *bool             `json:"parallel_tool_calls"`
	Reasoning         reasoning         `json:"reasoning"`
	Store             *bool             `json:"store"`
	Stream            *bool             `json:"stream"`
	Include           []string          `json:"include"`
	PromptCacheKey    string            `json:"prompt_cache_key"`
	ServiceTier       string            `json:"service_tier"`
	Text              struct {
		Verbosity string          `json:"verbosity"`
		Format    json.RawMessage `json:"format"`
	} `json:"text"`

	items []item
	model model
}

type reasoning struct {
	Effort  string `json:"effort"`
	Summary string `json:"summary"`
}

// An item is an element of the input.
type item struct {
	Type             string          `json:"type"`
	ID               string          `json:"id"`
	Role             string          `json:"role"`
	Content          json.RawMessage `json:"content"` // list of parts, or a plain string
	EncryptedContent string          `json:"encrypted_content"`
	Tools            json.RawMessage `json:"tools"`  // for additional_tools
	Output           json.RawMessage `json:"output"` // output of a tool: a text or a list of parts
}

// A part is an element of a message's content.
type part struct {
	Type     string          `json:"type"`
	Text     string          `json:"text"`
	ImageURL json.RawMessage `json:"image_url"`
}

// parts returns the content of a message. A plain string is one part of the
// type that fits the role.
func (i item) parts() []part {
	var parts []part
	if json.Unmarshal(i.Content, &parts) == nil {
		return parts
	}
	var text string
	if json.Unmarshal(i.Content, &text) != nil {
		return nil
	}
	if i.Role == "assistant" {
		return []part{{Type: "output_text", Text: text}}
	}
	return []part{{Type: "input_text", Text: text}}
}

// message reports whether the item is a message, which need not have a type.
func (i item) message() bool { return i.Type == "message" || i.Type == "" && i.Role != "" }

// lite reports whether the request has the Responses Lite shape.
func lite(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("x-openai-internal-codex-responses-lite"), "true")
}

// question returns the text of the last message from the user, and the number
// of such messages.
func (q *request) question() (text string, turn int) {
	for _, it := range q.items {
		if !it.message() || it.Role != "user" {
			continue
		}
		turn++
		var texts []string
		for _, p := range it.parts() {
			if p.Text != "" {
				texts = append(texts, p.Text)
			}
		}
		text = strings.Join(texts, "\n")
	}
	return text, turn
}

// tokens estimates the tokens of n bytes of text: one for four bytes.
func tokens(n int) int { return (n + 3) / 4 }

// imageTokens is roughly the number of tokens of an image of any size.
const imageTokens = 1000

// inputTokens estimates the tokens of the prompt.
func (q *request) inputTokens() int {
	images := 0
	n := len(q.Tools)
	if q.Instructions != nil {
		n += len(*q.Instructions)
	}
	for i, raw := range q.Input {
		n += len(raw)
		for _, p := range q.items[i].parts() {
			if len(p.ImageURL) > 0 {
				n -= len(p.ImageURL)
				images++
			}
		}
	}
	return tokens(n) + images*imageTokens
}

// sessionKey returns the key of the prompt cache. It comes from a header:
// prompt_cache_key alone was measured to cache nothing
// (Lingtai-AI/lingtai-kernel#435). Names with hyphens and with underscores
// work.
func sessionKey(r *http.Request) string {
	for _, name := range []string{"session-id", "session_id", "thread-id", "thread_id"} {
		if id := r.Header.Get(name); id != "" {
			return id
		}
	}
	return ""
}
