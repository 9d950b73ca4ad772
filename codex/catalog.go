package codex

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A wireModel is an entry of GET /models. Any field may be missing
// (openai/codex protocol/src/openai_models.rs).
type wireModel struct {
	Slug          string   `json:"slug"`
	Name          string   `json:"display_name"`
	Description   string   `json:"description"`
	Visibility    string   `json:"visibility"`
	Priority      int      `json:"priority"`
	ContextWindow int      `json:"context_window"`
	DefaultEffort string   `json:"default_reasoning_level"`
	Modalities    []string `json:"input_modalities"`
	Lite          bool     `json:"use_responses_lite"`
	Efforts       []struct {
		Effort      string `json:"effort"`
		Description string `json:"description"`
	} `json:"supported_reasoning_levels"`
	MaxContextWindow int    `json:"max_context_window"`
	Verbosity        bool   `json:"support_verbosity"`
	DefaultVerbosity string `json:"default_verbosity"`
	DefaultTier      string `json:"default_service_tier"`
	Searches         *bool  `json:"supports_search_tool"`
	SearchType       string `json:"web_search_tool_type"`
	Tiers            []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"service_tiers"`
	Upgrade *struct {
		Model string `json:"model"`
	} `json:"upgrade"`
}

// parseModels parses a list of models, and sorts it by priority.
func parseModels(data []byte) ([]Model, error) {
	entries, err := parseEntries(data)
	if err != nil {
		return nil, err
	}
	models := make([]Model, 0, len(entries))
	for _, w := range entries {
		models = append(models, w.model())
	}
	slices.SortStableFunc(models, func(a, b Model) int { return cmp.Compare(a.Priority, b.Priority) })
	return models, nil
}

// parseEntries parses the entries of a list of models. It ignores a field of an
// unexpected type, and an entry without a slug.
func parseEntries(data []byte) ([]wireModel, error) {
	var list struct {
		Models []json.RawMessage `json:"models"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("decode model list: %w", err)
	}
	if list.Models == nil {
		return nil, errors.New("decode model list: it has no models")
	}
	entries := make([]wireModel, 0, len(list.Models))
	for _, raw := range list.Models {
		var w wireModel
		if err := json.Unmarshal(raw, &w); err != nil && !lenient(err) || w.Slug == "" {
			continue
		}
		entries = append(entries, w)
	}
	return entries, nil
}

func (w wireModel) model() Model {
	m := Model{
		Slug:          clip(w.Slug, maxName),
		Name:          clip(first(w.Name, w.Slug), maxName),
		Description:   clip(w.Description, maxMessage),
		Hidden:        w.Visibility == "hide" || w.Visibility == "none",
		Priority:      w.Priority,
		ContextWindow: max(w.ContextWindow, 0),
		DefaultEffort: clip(w.DefaultEffort, maxName),
		Images:        w.Modalities == nil || slices.Contains(w.Modalities, "image"), // a missing list means text and images, as in the Codex CLI
		Lite:          w.Lite,

		MaxContextWindow: max(w.MaxContextWindow, 0),
		Verbosity:        w.Verbosity,
		DefaultVerbosity: clip(w.DefaultVerbosity, maxName),
		DefaultTier:      clip(w.DefaultTier, maxName),
		Searches:         w.Searches != nil && *w.Searches,
		SearchesImages:   w.SearchType == "text_and_image",
	}
	for _, t := range w.Tiers {
		m.Tiers = append(m.Tiers, Tier{clip(t.ID, maxName), clip(first(t.Name, t.ID), maxName), clip(t.Description, maxMessage)})
	}
	for _, e := range w.Efforts {
		if e.Effort != "" {
			m.Efforts = append(m.Efforts, Effort{clip(e.Effort, maxName), clip(e.Description, maxMessage)})
		}
	}
	if w.Upgrade != nil {
		m.Upgrade = clip(w.Upgrade.Model, maxName)
	}
	return m
}

//go:embed models.json
var bundledJSON []byte

var bundledModels = sync.OnceValue(func() []Model {
	models, err := parseModels(bundledJSON)
	if err != nil {
		panic(err) // models.json is embedded, and a test parses it
	}
	return models
})

// BundledCatalog returns the models that ChatGPT plans offered when this
// version of the package was made. Programs use it until [Client.Models] has
// succeeded.
func BundledCatalog() Catalog {
	return Catalog{Models: slices.Clone(bundledModels()), Bundled: true}
}
