package cli

import (
	"cmp"
	"slices"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/internal/config"
	"banter/internal/spelling"
	"banter/internal/termsafe"
)

// modelName returns the slug of the model for a new conversation; "" is the
// default of the plan.
func (c *call) modelName() string { return cmp.Or(c.Model, c.choices.Recall("model")) }

// checkEffort returns an error if no model of the catalog offers the effort
// that is set: the model would silently think at its default.
func (c *call) checkEffort(catalog codex.Catalog) error {
	offers := func(m codex.Model) bool { return m.Effort(c.Effort) == c.Effort }
	if c.Effort == "" || slices.ContainsFunc(catalog.Models, offers) {
		return nil
	}
	var names []string
	for _, effort := range catalog.Pick(c.modelName()).Efforts {
		names = append(names, effort.Name)
	}
	if len(names) == 0 {
		return nil // a model that the catalog does not know
	}
	return &config.Error{
		Where: cmp.Or(c.effortFrom, c.src.Origin("effort", c.paths)), What: "no model offers the effort " + quoted(c.Effort),
		Hint: termsafe.Line(spelling.Before(c.Effort, names, "Choose one of "+strings.Join(names, ", ")+"; banter models lists the efforts of all models.")),
	}
}

// checkKept is checkEffort with the catalog that this computer has. It asks no
// server, so it costs the chat little of its start.
func (c *call) checkKept() error {
	if c.Effort == "" {
		return nil // the usual case: the catalog is not read
	}
	return c.checkEffort(c.keptCatalog())
}

// tellEffort reports that the model of a conversation lacks the effort that is
// set, although another model offers it.
func (c *call) tellEffort(conv history.Conversation) {
	if c.Effort == "" || conv.Effort == "" || conv.Effort == c.Effort {
		return
	}
	c.say("%s does not offer the effort %s, so it thinks at %s. banter models lists the efforts.",
		termsafe.Line(conv.Model), quoted(c.Effort), termsafe.Line(conv.Effort))
}
