package codex

import (
	"context"
	"encoding/json"
	"iter"
	"strings"
)

// A NoSuchModelError reports that the backend has no models of a kind: it
// answers only in text.
type NoSuchModelError struct {
	Model string // as requested; may be empty
	Kind  string // embedding or image
}

// Error returns a lower-case text for logs.
func (e *NoSuchModelError) Error() string {
	return "no such " + e.Kind + " model: " + first(e.Model, "none named")
}

// Notice returns a sentence for the person, what happened, and a hint, what to
// do next.
func (e *NoSuchModelError) Notice() (sentence, hint string) {
	name := strings.ToUpper(e.Kind[:1]) + e.Kind[1:]
	return name + " models are not part of a ChatGPT plan.", "Use a chat model."
}

// endpoints are the ends of the paths of other kinds of models.
var endpoints = []struct{ path, kind string }{
	{"/embeddings", "embedding"},
	{"/images/generations", "image"},
	{"/images/edits", "image"},
	{"/images/variations", "image"},
}

// refuseEndpoint returns a *NoSuchModelError for an endpoint that the backend
// does not have, or nil.
func refuseEndpoint(path string, body []byte) error {
	for _, e := range endpoints {
		if !strings.HasSuffix(strings.TrimRight(path, "/"), e.path) {
			continue
		}
		var named struct {
			Model string `json:"model"`
		}
		_ = json.Unmarshal(body, &named) // fails for edits, which send a form: the name is only for display
		return &NoSuchModelError{clip(named.Model, maxName), e.kind}
	}
	return nil
}

// otherKinds maps words in the names of models that answer with something other
// than text to their kind.
var otherKinds = map[string]string{
	"embedding": "embedding", "embeddings": "embedding", "similarity": "embedding",
	"image": "image", "images": "image", "dall": "image",
}

// otherKind returns the kind of a model according to its name, or "" for a
// model that answers with text.
func otherKind(slug string) string {
	for word := range strings.FieldsFuncSeq(strings.ToLower(slug), func(r rune) bool { return strings.ContainsRune("-_/: ", r) }) {
		if kind := otherKinds[word]; kind != "" {
			return kind
		}
	}
	return ""
}

// A LanguageModel is a [Client] for one model. It is safe for concurrent use.
type LanguageModel struct {
	client *Client
	slug   string
}

// LanguageModel returns a client for the model with the given slug. It accepts
// slugs that the catalog does not have: the backend decides. For the name of an
// embedding or image model it returns a [*NoSuchModelError].
func (c *Client) LanguageModel(slug string) (*LanguageModel, error) {
	if kind := otherKind(slug); kind != "" {
		return nil, &NoSuchModelError{clip(slug, maxName), kind}
	}
	return &LanguageModel{c, slug}, nil
}

// Slug returns the slug of the model.
func (m *LanguageModel) Slug() string { return m.slug }

// Stream is [Client.Stream] for this model; it ignores req.Model.
func (m *LanguageModel) Stream(ctx context.Context, req Request) iter.Seq2[Event, error] {
	req.Model = m.slug
	return m.client.Stream(ctx, req)
}

// Generate is [Client.Generate] for this model; it ignores req.Model.
func (m *LanguageModel) Generate(ctx context.Context, req Request) (*Answer, error) {
	req.Model = m.slug
	return m.client.Generate(ctx, req)
}
