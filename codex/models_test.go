package codex

import (
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBundledCatalog(t *testing.T) {
	c := BundledCatalog()
	if !c.Bundled || c.Default().Slug != "gpt-6.1-sol" || len(c.Models) != 12 || len(c.Listed()) != 9 {
		t.Errorf("%d models, %d listed, default %q", len(c.Models), len(c.Listed()), c.Default().Slug)
	}
	for _, m := range c.Models {
		if m.Name == "" || m.Description == "" || m.ContextWindow == 0 || len(m.Efforts) == 0 || m.Effort("") == "" || !m.Images || !m.Verbosity || !m.Searches {
			t.Errorf("%+v", m)
		}
		if up := m.Upgrade; up != "" {
			if _, ok := c.Find(up); !ok {
				t.Errorf("%s: no successor %s", m.Slug, up)
			}
		}
	}
	old, _ := c.Find("gpt-5.5")
	if old.Lite || old.Upgrade != "gpt-6-sol" || old.Effort("max") != "medium" || old.Effort("high") != "high" {
		t.Errorf("%+v", old)
	}
	if hidden, ok := c.Find("codex-auto-review"); !ok || !hidden.Hidden {
		t.Errorf("%+v, %v", hidden, ok)
	}
	if !slices.IsSortedFunc(c.Models, func(a, b Model) int { return a.Priority - b.Priority }) {
		t.Error("not by priority")
	}
	c.Models[0].Slug = "changed"
	if BundledCatalog().Models[0].Slug == "changed" {
		t.Error("callers share the list")
	}
}

func TestParseModelsIsLenient(t *testing.T) {
	models, err := parseModels([]byte(`{"models":[{"slug":"b","priority":2,"visibility":"none","display_name":"\u001b[31mB","new_field":{},"input_modalities":["text"]},
		{"slug":"","display_name":"nameless"},7,{"slug":"a","priority":"high","context_window":-4,"supported_reasoning_levels":[{"effort":"low"},{}]}]}`))
	if err != nil || len(models) != 2 {
		t.Fatalf("%+v, %v", models, err)
	}
	a, b := models[0], models[1]
	if a.Slug != "a" || a.Name != "a" || a.ContextWindow != 0 || len(a.Efforts) != 1 || !a.Images || b.Name != "B" || !b.Hidden || b.Images {
		t.Errorf("%+v\n%+v", a, b)
	}
	if (Catalog{}).Default().Slug != "" {
		t.Error("an empty catalog has a default")
	}
}

func TestCatalogPick(t *testing.T) {
	first := Model{Slug: "first", Name: "First", ContextWindow: 1}
	hidden := Model{Slug: "hidden", Name: "Hidden", ContextWindow: 2, Hidden: true}
	full := Catalog{Models: []Model{hidden, first}}
	for name, tt := range map[string]struct {
		catalog Catalog
		slug    string
		want    Model
	}{
		"none chosen":              {full, "", first},
		"none chosen, none listed": {Catalog{}, "", Model{}},
		"listed":                   {full, "first", first},
		"hidden":                   {full, "hidden", hidden},
		"not in the catalog":       {full, "next", Model{Slug: "next", Name: "next"}},
		"in another case":          {full, "First", Model{Slug: "First", Name: "First"}},
	} {
		if got := tt.catalog.Pick(tt.slug); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

const oneModel = `{"models":[{"slug":"new-1","visibility":"list","supported_reasoning_levels":[{"effort":"low"}],"default_reasoning_level":"low"}]}`

func TestModelsAsksAgainWhenEmpty(t *testing.T) {
	r := newRig(step{body: `{"models":[]}`}, step{body: oneModel, header: headers("ETag", `W/"1"`)})
	c, err := r.Models(t.Context())
	if err != nil || len(c.Models) != 1 || c.ETag != `W/"1"` || c.Bundled || !c.FetchedAt.Equal(noon) {
		t.Fatalf("%+v, %v", c, err)
	}
	for i, want := range []string{"client_version=0.0.0", "client_version=999.0.0"} {
		if got := r.fake.requests[i].URL.RawQuery; got != want {
			t.Errorf("request %d asked with %s", i, got)
		}
	}
	r = newRig(step{body: `{"models":[]}`})
	c, err = r.Models(t.Context())
	if e := asError(err); e == nil || e.Code != CodeProtocol || !c.Bundled || r.fake.count() != 2 {
		t.Errorf("%v, %+v", err, c)
	}
}

func TestModelsKeepsTheCatalog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "cache")
	open := func(now time.Time, steps ...step) *rig {
		r := newRig(steps...)
		r.models.dir = dir
		r.now = func() time.Time { return now }
		return r
	}
	r := open(noon, step{body: oneModel})
	for range 2 {
		if _, err := r.Models(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if r.fake.count() != 1 {
		t.Errorf("%d requests within five minutes", r.fake.count())
	}
	files, _ := filepath.Glob(dir + "/*")
	if len(files) != 1 || strings.Contains(files[0], "acc-1") {
		t.Fatalf("files %q", files)
	}
	if info, _ := os.Stat(files[0]); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}

	r = open(noon.Add(4*time.Minute), step{status: 500})
	if c, err := r.Models(t.Context()); err != nil || c.Models[0].Slug != "new-1" || r.fake.count() != 0 {
		t.Errorf("another run: %+v, %v", c, err)
	}
	r = open(noon.Add(time.Hour))
	if c := r.Kept("acc-1"); c.Bundled || c.Models[0].Slug != "new-1" {
		t.Errorf("kept for the account: %+v", c)
	}
	if c := r.Kept("acc-2"); !c.Bundled || len(c.Models) == 0 {
		t.Errorf("kept for another account: %+v", c)
	}
	r = open(noon.Add(6*time.Minute), step{status: 403})
	if c, err := r.Models(t.Context()); err == nil || c.Models[0].Slug != "new-1" || c.Bundled || r.fake.count() != 1 {
		t.Errorf("old and no server: %+v, %v", c, err)
	}
	r = open(noon, step{body: oneModel})
	r.source.tokens.AccountID = "acc-2"
	if _, err := r.Models(t.Context()); err != nil || r.fake.count() != 1 {
		t.Errorf("another account: %d requests, %v", r.fake.count(), err)
	}
	if err := os.WriteFile(files[0], []byte(`{"Format":1,"Models":[{"Slu`), 0o600); err != nil {
		t.Fatal(err)
	}
	r = open(noon, step{body: oneModel})
	if c, err := r.Models(t.Context()); err != nil || len(c.Models) != 1 || r.fake.count() != 1 {
		t.Errorf("damaged file: %+v, %v", c, err)
	}
}

func TestModelsFollowsAnnouncements(t *testing.T) {
	list := step{body: oneModel, header: headers("ETag", "e1")}
	answer := func(etag string) step {
		s := whole()
		s.header = headers("X-Models-Etag", etag)
		return s
	}
	r := newRig(list, answer("e1"), answer("e2"), list, answer("e2"), list)
	models := func(want int) {
		t.Helper()
		if _, err := r.Models(t.Context()); err != nil || r.fake.count() != want {
			t.Errorf("%d requests, want %d (%v)", r.fake.count(), want, err)
		}
	}
	stream := func() { collect(t, r.Client, t.Context(), ask("hi")) }
	models(1)
	stream()
	models(2) // the same ETag was announced
	stream()
	models(4) // another ETag
	stream()
	models(5) // announced before, so it will never match
}

func TestModelsWithoutSignIn(t *testing.T) {
	r := newRig(step{})
	r.source.tokens.AccountID = ""
	c, err := r.Models(t.Context())
	if e := asError(err); e == nil || e.Code != CodeSignIn || !c.Bundled || r.fake.count() != 0 {
		t.Errorf("%v, %d requests", err, r.fake.count())
	}
	c, err = NewClient(Options{HTTPClient: &http.Client{Transport: r.fake}}).Models(t.Context())
	if e := asError(err); e == nil || e.Code != CodeSignIn || !c.Bundled {
		t.Errorf("no source: %v", err)
	}
}

// FuzzModels parses a whole list, and a list of one entry. Its seeds are short,
// because the fuzzer minimizes every input in time that grows with the square
// of the length.
func FuzzModels(f *testing.F) {
	for _, seed := range []string{
		`{"models":[{"slug":"a"},[]]}`, `{"models":7}`, `[]`, `{"slug":"\u0007","upgrade":7}`,
		`{"slug":"a","display_name":"b","description":"c"}`, `{"slug":"a","visibility":"hide","priority":-1}`,
		`{"slug":"a","context_window":-9,"max_context_window":9}`, `{"slug":"a","input_modalities":["text"]}`,
		`{"slug":"a","supported_reasoning_levels":[{"effort":"x","description":"d"}]}`, `{"slug":"a","default_reasoning_level":"x"}`,
		`{"slug":"a","service_tiers":[{"id":"t","name":"n"}]}`, `{"slug":"a","default_service_tier":"t"}`,
		`{"slug":"a","support_verbosity":true,"default_verbosity":"low"}`, `{"slug":"a","supports_search_tool":true}`,
		`{"slug":"a","web_search_tool_type":"text_and_image"}`, `{"slug":"a","upgrade":{"model":"b"}}`, `{"slug":"a","use_responses_lite":true}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkModels(t, data)
		checkModels(t, slices.Concat([]byte(`{"models":[`), data, []byte(`]}`)))
	})
}

func checkModels(t *testing.T, data []byte) {
	for _, parse := range []func([]byte) ([]Model, error){parseModels, parseDocumented} {
		models, err := parse(data)
		checkParsed(t, models, err)
	}
}

func checkParsed(t *testing.T, models []Model, err error) {
	if err != nil && models != nil {
		t.Error("models and an error")
	}
	for _, m := range models {
		texts := []string{m.Slug, m.Name, m.Description, m.DefaultEffort, m.DefaultVerbosity, m.DefaultTier, m.Upgrade}
		for _, e := range m.Efforts {
			texts = append(texts, e.Name, e.Description)
		}
		for _, tier := range m.Tiers {
			texts = append(texts, tier.ID, tier.Name, tier.Description)
		}
		if strings.ContainsAny(strings.Join(texts, ""), "\x1b\n\x07") || m.ContextWindow < 0 || m.MaxContextWindow < 0 {
			t.Errorf("%+v", m)
		}
	}
	(Catalog{Models: models}).Default().Effort("x")
}
