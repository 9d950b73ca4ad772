package codex

import (
	"context"
	"time"
)

// A Model is one entry of the catalogue.
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
}

// An Effort is a level of reasoning that a model offers.
type Effort struct{ Name, Description string }

// A Catalogue is the models that a plan offers, by priority.
type Catalogue struct {
	Models    []Model
	Bundled   bool // the built-in list, because the server could not be asked
	FetchedAt time.Time
}

// Find returns the model with the given slug, hidden or not.
func (c Catalogue) Find(slug string) (Model, bool) { panic("skeleton") }

// Listed returns the models to show, by priority.
func (c Catalogue) Listed() []Model { panic("skeleton") }

// Default returns the model to use when the person has not chosen one.
func (c Catalogue) Default() Model { panic("skeleton") }

// Effort returns want if the model offers it, else the model's default.
func (m Model) Effort(want string) string { panic("skeleton") }

// BundledCatalogue returns the list that was current when Banter was built.
func BundledCatalogue() Catalogue { panic("skeleton") }

// Models asks the server for the catalogue. An empty list is an error.
func (c *Client) Models(ctx context.Context) (Catalogue, error) { panic("skeleton") }

// Limits asks the usage endpoint what is left of the plan.
func (c *Client) Limits(ctx context.Context) (Limits, error) { panic("skeleton") }
