package codex

import (
	"context"
	"net/url"
	"slices"
	"time"
)

// A Model is one entry of the catalog. Its texts are one line each and safe
// to print.
type Model struct {
	Slug          string
	Name          string // display name
	Description   string
	Hidden        bool // can be asked for by slug but is not listed
	Priority      int  // lower comes first
	ContextWindow int  // tokens of input
	DefaultEffort string
	Efforts       []Effort
	Images        bool   // takes image input
	Lite          bool   // wants the Responses Lite request shape
	Upgrade       string // slug of the suggested successor, or empty

	MaxContextWindow int    // tokens of input that can be had at most; 0: unknown
	Verbosity        bool   // takes Request.Verbosity
	DefaultVerbosity string // low, medium, high; may be empty
	Tiers            []Tier // beside the usual one
	DefaultTier      string // may be empty
	Searches         bool   // takes Request.WebSearch
	SearchesImages   bool   // finds images too
}

// A Tier is a way of being served, such as priority, called Fast.
type Tier struct{ ID, Name, Description string }

// An Effort is a level of reasoning that a model offers.
type Effort struct{ Name, Description string }

// A Catalog is the models that a plan offers, by priority.
type Catalog struct {
	Models    []Model
	Bundled   bool // the built-in list, because the server could not be asked
	FetchedAt time.Time
	ETag      string // version, as the server names it; may be empty
}

// Find returns the model with the given slug, hidden or not.
func (c Catalog) Find(slug string) (Model, bool) {
	i := slices.IndexFunc(c.Models, func(m Model) bool { return m.Slug == slug })
	if i < 0 {
		return Model{}, false
	}
	return c.Models[i], true
}

// Listed returns the models to show, by priority.
func (c Catalog) Listed() []Model {
	return slices.DeleteFunc(slices.Clone(c.Models), func(m Model) bool { return m.Hidden })
}

// Default returns the model to use when the person has not chosen one: the
// first listed one. It is the zero Model for a catalog that lists none.
func (c Catalog) Default() Model {
	if listed := c.Listed(); len(listed) > 0 {
		return listed[0]
	}
	return Model{}
}

// Pick returns the model to use for slug: the catalog's default for "", else the
// model with that slug, hidden or not. A slug that the catalog does not have
// gives a Model with that slug and name and no other facts: the catalog may be
// old, and the server refuses a model that it does not serve.
func (c Catalog) Pick(slug string) Model {
	if slug == "" {
		return c.Default()
	}
	if model, ok := c.Find(slug); ok {
		return model
	}
	return Model{Slug: slug, Name: slug}
}

// Effort returns want if the model offers it, else the model's default.
func (m Model) Effort(want string) string {
	if slices.ContainsFunc(m.Efforts, func(e Effort) bool { return e.Name == want }) {
		return want
	}
	return m.DefaultEffort
}

// catalogTTL is how long a catalog counts as fresh (openai/codex
// models-manager/src/manager.rs).
const catalogTTL = 5 * time.Minute

// Models returns the catalog of the person's plan: the one it has, when that
// is younger than five minutes and the server has not announced another, else
// the server's. An empty list is an error: it is how the server answers a
// client that it takes for too old.
//
// Together with an error Models returns the newest catalog that it has for
// this person, the bundled one at least.
func (c *Client) Models(ctx context.Context) (Catalog, error) {
	k := &call{client: c, ctx: ctx}
	if e := k.getTokens(ctx); e != nil {
		return c.models.newest(), e
	}
	account := k.tokens.AccountID
	known, fresh := c.models.of(account, c.now())
	if fresh {
		return known, nil
	}
	got, e := c.askForModels(ctx)
	if e != nil {
		return known, e
	}
	c.models.keep(account, got)
	return got, nil
}

// catalogVersions are the values of client_version to ask with, in order.
// 0.0.0 is the development value that sees every model; a low number sees
// none and a high one all, so it is the second try (zed-industries/zed#62729).
var catalogVersions = []string{"0.0.0", "999.0.0"}

func (c *Client) askForModels(ctx context.Context) (Catalog, *Error) {
	for _, version := range catalogVersions {
		a, e := c.get(ctx, func() *url.URL {
			u := c.base.JoinPath("models")
			u.RawQuery = url.Values{"client_version": {version}}.Encode()
			return u
		})
		if e != nil {
			return Catalog{}, e
		}
		models, err := parseModels(a.body)
		if err != nil {
			return Catalog{}, c.protocolError("read catalog", err)
		}
		if len(models) > 0 {
			return Catalog{Models: models, FetchedAt: c.now(), ETag: clip(a.header.Get("ETag"), maxName)}, nil
		}
	}
	return Catalog{}, c.protocolError("catalog is empty", nil)
}
