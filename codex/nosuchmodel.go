package codex

import (
	"context"
	"encoding/json"
	"iter"
	"strings"
)

// A NoSuchModelError says that the backend has no models of a kind. It gives
// answers in text and nothing else.
type NoSuchModelError struct {
	Model string // as asked for; may be empty
	Kind  string // embedding, image
}

// Error returns a lower-case text for logs.
func (e *NoSuchModelError) Error() string {
	return "no such " + e.Kind + " model: " + first(e.Model, "none named")
}

// Notice returns what happened and what to do next, a sentence each for the
// person.
func (e *NoSuchModelError) Notice() (sentence, hint string) {
	name := strings.ToUpper(e.Kind[:1]) + e.Kind[1:]
	return name + " models are not part of a ChatGPT plan.", "Use a chat model."
}

// endpoints are the ends of paths that other kinds of models are asked at.
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
		_ = json.Unmarshal(body, &named) // a form, for edits: the name is for show
		return &NoSuchModelError{clip(named.Model, maxName), e.kind}
	}
	return nil
}

// otherKinds are the words in names of models that give no text.
var otherKinds = map[string]string{
	"embedding": "embedding", "embeddings": "embedding", "similarity": "embedding",
	"image": "image", "images": "image", "dall": "image",
}

// otherKind returns the kind of a model that gives no text, by its name.
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

// LanguageModel returns a client for the model with the given slug. A slug
// that the catalog does not know is taken: the backend decides. The name of
// an embedding or image model is a [*NoSuchModelError].
func (c *Client) LanguageModel(slug string) (*LanguageModel, error) {
	if kind := otherKind(slug); kind != "" {
		return nil, &NoSuchModelError{clip(slug, maxName), kind}
	}
	return &LanguageModel{c, slug}, nil
}

// Slug returns the model's name.
func (m *LanguageModel) Slug() string { return m.slug }

// Stream is [Client.Stream] of this model; req.Model is ignored.
func (m *LanguageModel) Stream(ctx context.Context, req Request) iter.Seq2[Event, error] {
	req.Model = m.slug
	return m.client.Stream(ctx, req)
}

// Generate is [Client.Generate] of this model; req.Model is ignored.
func (m *LanguageModel) Generate(ctx context.Context, req Request) (*Answer, error) {
	req.Model = m.slug
	return m.client.Generate(ctx, req)
}
