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

// A model is one entry of the catalog: what the server itself needs to
// know, and the whole object that clients get.
type model struct {
	Slug       string   `json:"slug"`
	MinVersion string   `json:"minimal_client_version"`
	Plans      []string `json:"available_in_plans"`
	Lite       bool     `json:"use_responses_lite"`
	Levels     []struct {
		Effort string `json:"effort"`
	} `json:"supported_reasoning_levels"`
	DefaultEffort string `json:"default_reasoning_level"`
	MaxContext    int    `json:"max_context_window"` // tokens

	object json.RawMessage
}

// catalog is every model, in the order the server lists them.
type catalog []model

// bundledModels reads the embedded list: the facts of the catalog that the
// Codex CLI 0.169.0 bundles. Its texts are the emulator's own.
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

// find returns the model that plan may use under the given slug.
func (l catalog) find(slug, plan string) (model, bool) {
	i := slices.IndexFunc(l, func(m model) bool { return m.Slug == slug && m.offeredTo(plan) })
	if i < 0 {
		return model{}, false
	}
	return l[i], true
}

// offeredTo reports whether plan may use m. Plans are an open set: unknown
// ones get everything.
func (m model) offeredTo(plan string) bool {
	return len(m.Plans) == 0 || slices.Contains(m.Plans, plan) || !knownPlans[plan]
}

var knownPlans = map[string]bool{
	"free": true, "go": true, "plus": true, "pro": true, "prolite": true, "promax": true,
	"team": true, "business": true, "enterprise": true, "edu": true,
}

// efforts are the reasoning efforts that a request may name. The catalog's
// ultra is for clients to act on, the server does not know it.
func (m model) efforts() []string {
	var names []string
	for _, l := range m.Levels {
		if l.Effort != "ultra" {
			names = append(names, l.Effort)
		}
	}
	return names
}

// listModels answers GET models. Clients older than a model do not see it,
// so an old client_version gets an empty list with status 200; 0.0.0 is a
// development value that sees all (zed-industries/zed#62729). If-None-Match
// is ignored, as by the real server.
func (s *Server) listModels(c *call) *reply {
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

// seenBy returns the models that an account is shown with a client_version.
func (l catalog) seenBy(account Account, version string) catalog {
	return slices.DeleteFunc(slices.Clone(l), func(m model) bool {
		return !m.offeredTo(account.Plan) || version != "0.0.0" && older(version, m.MinVersion)
	})
}

// modelsETag names the list that an account sees with a client_version: 0.0.0
// and the newest version see the same and get the same
// (zed-industries/zed#62729).
func (s *Server) modelsETag(account Account, version string) string {
	h := sha256.New()
	fmt.Fprintln(h, account.ID, account.Plan)
	for _, m := range s.models.seenBy(account, version) {
		fmt.Fprintln(h, m.Slug)
	}
	return `W/"` + hex.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// older reports whether version is before minimum; both are dotted numbers,
// and what is not a number counts as 0.
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
