package codex

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"time"
)

// A Model is an entry of a [Catalog]. Its strings are one line each and safe to
// print.
type Model struct {
	Slug          string // name in requests, such as gpt-6.1-sol
	Name          string // name for display
	Description   string
	Hidden        bool   // works by its slug but is not in [Catalog.Listed]
	Priority      int    // lower comes first
	ContextWindow int    // limit of the input, in tokens; 0 if unknown
	DefaultEffort string // name of one of Efforts; may be empty
	Efforts       []Effort
	Images        bool   // accepts images in the input
	Lite          bool   // needs the Responses Lite shape of requests, which [Client] chooses
	Upgrade       string // slug of the suggested successor; may be empty

	MaxContextWindow int    // highest limit of the input that a plan can have, in tokens; 0 if unknown
	Verbosity        bool   // supports Request.Verbosity
	DefaultVerbosity string // low, medium, high; may be empty
	Tiers            []Tier // besides the usual one
	DefaultTier      string // ID of one of Tiers; may be empty
	Searches         bool   // supports Request.WebSearch
	SearchesImages   bool   // a web search finds images too
}

// A Tier is a grade of service, such as priority, which is called Fast. Its ID
// is for Request.ServiceTier.
type Tier struct{ ID, Name, Description string }

// An Effort is a level of reasoning that a model offers. Its Name is for
// Request.Effort.
type Effort struct{ Name, Description string }

// A Catalog lists the models that a plan offers: on [RouteCodex] sorted by
// priority, on [RouteDocumented] in the server's order. There it is for display:
// the server may answer with a model that is not in it.
type Catalog struct {
	Models    []Model
	Bundled   bool      // from [BundledCatalog], not from the server
	FetchedAt time.Time // when the server sent it; zero if bundled
	ETag      string    // version of the catalog in the server's words; may be empty
}

// Find returns the model with the given slug, hidden or not.
func (c Catalog) Find(slug string) (Model, bool) {
	i := slices.IndexFunc(c.Models, func(m Model) bool { return m.Slug == slug })
	if i < 0 {
		return Model{}, false
	}
	return c.Models[i], true
}

// Listed returns the models to show to a person, in the catalog's order.
func (c Catalog) Listed() []Model {
	return slices.DeleteFunc(slices.Clone(c.Models), func(m Model) bool { return m.Hidden })
}

// Default returns the model for a person who has not chosen one: the first
// listed model, or the zero Model if there is none.
func (c Catalog) Default() Model {
	if listed := c.Listed(); len(listed) > 0 {
		return listed[0]
	}
	return Model{}
}

// Pick returns the model for a slug that a person has chosen: [Catalog.Default]
// for "", else the model with that slug, hidden or not. If the catalog does not
// have it, Pick returns a Model with only that slug and name, since the catalog
// may be old: the server refuses a model that it does not know.
func (c Catalog) Pick(slug string) Model {
	if slug == "" {
		return c.Default()
	}
	if model, ok := c.Find(slug); ok {
		return model
	}
	return Model{Slug: slug, Name: slug}
}

// Effort returns want if the model offers that level, else the model's default.
func (m Model) Effort(want string) string {
	if slices.ContainsFunc(m.Efforts, func(e Effort) bool { return e.Name == want }) {
		return want
	}
	return m.DefaultEffort
}

// Verbosities returns the lengths of answers that [Request].Verbosity may name, the
// shortest first.
func Verbosities() []string { return []string{"low", "medium", "high"} }

// NextVerbosity returns the verbosity after another one, in a circle; "" is the
// model's default. It is for keys that walk through them.
func (m Model) NextVerbosity(now string) string {
	verbosities := Verbosities()
	return verbosities[(slices.Index(verbosities, cmp.Or(now, m.DefaultVerbosity))+1)%len(verbosities)]
}

// catalogTTL is how long a catalog is fresh (openai/codex
// models-manager/src/manager.rs).
const catalogTTL = 5 * time.Minute

// Models returns the catalog of the plan. It asks the server unless it has a
// catalog that is younger than five minutes and the server has announced no
// other since.
//
// An error is a [*Error]; the catalog is then the newest one that the client
// has for the account, or the bundled one, or on [RouteDocumented] an empty one. An
// empty list counts as an error: the server sends it to clients that it considers
// too old.
func (c *Client) Models(ctx context.Context) (Catalog, error) {
	x := &exchange{client: c, ctx: ctx}
	if e := x.getTokens(ctx); e != nil {
		return c.models.newest(), e
	}
	account := Account(x.tokens)
	known, fresh := c.models.of(account, c.now())
	if fresh {
		return known, nil
	}
	ask := c.askForModels
	if c.route == RouteDocumented {
		ask = c.askDocumented
	}
	got, e := ask(ctx)
	if e != nil {
		return known, e
	}
	c.models.keep(account, got)
	return got, nil
}

// catalogVersions are the values of client_version to try, in order. The server
// shows all models to 0.0.0, the development version, and to high versions, but
// none to low ones (zed-industries/zed#62729). The high one is for the day when
// 0.0.0 counts as low.
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
