package codextest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

//go:embed models.json
var modelFile []byte

// A model is an entry of the catalog: the fields that the server needs, and the
// whole object for clients.
type model struct {
	Slug       string   `json:"slug"`
	MinVersion string   `json:"minimal_client_version"`
	Plans      []string `json:"available_in_plans"`
	Lite       bool     `json:"use_responses_lite"`
	Searches   bool     `json:"supports_search_tool"`
	Levels     []struct {
		Effort string `json:"effort"`
	} `json:"supported_reasoning_levels"`
	DefaultEffort string `json:"default_reasoning_level"`
	Context       int    `json:"context_window"` // tokens of input

	object json.RawMessage
}

// catalog lists the models in the server's order.
type catalog []model

// bundledModels returns the models of the catalog in the Codex CLI 0.169.0.
// Their descriptions are written for the emulator.
func bundledModels() catalog {
	var file struct {
		Models []json.RawMessage `json:"models"`
	}
	if err := json.Unmarshal(modelFile, &file); err != nil {
		panic(err) // embedded: cannot happen
	}
	list := make(catalog, len(file.Models))
	for i, raw := range file.Models {
		list[i].object = raw
		if err := json.Unmarshal(raw, &list[i]); err != nil {
			panic(err)
		}
	}
	return list
}

// find returns the model with the given slug, if plan may use it.
func (l catalog) find(slug, plan string) (model, bool) {
	i := slices.IndexFunc(l, func(m model) bool { return m.Slug == slug && m.offeredTo(plan) })
	if i < 0 {
		return model{}, false
	}
	return l[i], true
}

// offeredTo reports whether plan may use m. Plans are an open set; an unknown
// one may use all models.
func (m model) offeredTo(plan string) bool {
	return len(m.Plans) == 0 || slices.Contains(m.Plans, plan) || !knownPlans[plan]
}

var knownPlans = map[string]bool{
	"free": true, "go": true, "plus": true, "pro": true, "prolite": true, "promax": true,
	"team": true, "business": true, "enterprise": true, "edu": true,
}

// efforts returns the reasoning efforts that a request may name. The server
// does not know ultra, which clients handle.
func (m model) efforts() []string {
	var names []string
	for _, l := range m.Levels {
		if l.Effort != "ultra" {
			names = append(names, l.Effort)
		}
	}
	return names
}

// listModels answers GET models. The list leaves out models that need a newer
// client, so an old client_version gets an empty list with status 200; 0.0.0 is
// a development version that gets all (zed-industries/zed#62729). Like the real
// server it ignores If-None-Match.
func (s *Server) listModels(c *transaction) *reply {
	if a := s.authorize(c); a != nil {
		return a
	}
	version := c.r.URL.Query().Get("client_version")
	if version == "" {
		return &reply{status: http.StatusBadRequest, body: map[string]any{"detail": []any{map[string]any{
			"type": "missing", "loc": []string{"query", "client_version"}, "msg": "Field required", "input": nil,
		}}}}
	}
	account := c.access.grant.account
	visible := []json.RawMessage{}
	for _, m := range s.models.seenBy(account, version) {
		visible = append(visible, m.object)
	}
	a := ok(map[string]any{"models": visible})
	a.header = map[string]string{"ETag": s.modelsETag(account, version)}
	return a
}

// seenBy returns the models that an account gets with a client_version.
func (l catalog) seenBy(account Account, version string) catalog {
	return slices.DeleteFunc(slices.Clone(l), func(m model) bool {
		return !m.offeredTo(account.Plan) || version != "0.0.0" && older(version, m.MinVersion)
	})
}

// modelsETag returns the ETag of the list that an account gets with a
// client_version. 0.0.0 and the newest version get the same list and ETag
// (zed-industries/zed#62729).
func (s *Server) modelsETag(account Account, version string) string {
	h := sha256.New()
	fmt.Fprintln(h, account.ID, account.Plan)
	for _, m := range s.models.seenBy(account, version) {
		fmt.Fprintln(h, m.Slug)
	}
	return `W/"` + hex.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// older reports whether version is before minimum. Both are dotted numbers;
// other text counts as 0.
func older(version, minimum string) bool {
	return slices.Compare(dotted(version), dotted(minimum)) < 0
}

func dotted(version string) []int {
	version, _, _ = strings.Cut(version, "-")
	numbers := make([]int, 3)
	for i, part := range strings.SplitN(version, ".", 3) {
		numbers[i], _ = strconv.Atoi(part)
	}
	return numbers
}
