package codex

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"banter/auth"
)

// wire returns the body of req for a model of the bundled catalog, as JSON.
func wire(t *testing.T, req Request, change func(*shape)) string {
	t.Helper()
	c := newRig().Client
	s := c.shapeFor(req.Model, "acc-1")
	if change != nil {
		change(&s)
	}
	if e := req.check(s.model, s.known); e != nil {
		t.Fatal(e)
	}
	body, err := s.encode(req)
	if err != nil || !json.Valid(body) {
		t.Fatalf("%s, %v", body, err)
	}
	return string(body)
}

const (
	system = `"instructions":"` + defaultInstructions + `",`
	hello  = `{"type":"message","role":"user","content":[{"type":"input_text","text":"a<b"}]}`
	tail   = `"store":false,"stream":true,"include":["reasoning.encrypted_content"]`
)

func developer(text string) string {
	return `{"type":"message","role":"developer","content":[{"type":"input_text","text":"` + text + `"}]}`
}

func TestBodies(t *testing.T) {
	input := []Item{UserText("a<b")}
	schema := &Schema{Name: "s", JSON: json.RawMessage(`{"type":"object"}`), Strict: true}
	tests := []struct {
		name string
		req  Request
		want string
	}{
		{"classic", Request{Model: "gpt-5.5", Input: input},
			`{"model":"gpt-5.5",` + system + `"input":[` + hello + `],"reasoning":{"effort":"medium"},` + tail + `}`},
		{"classic, everything", Request{Model: "gpt-5.5", Input: input, Instructions: "Be kind.", Effort: "high", Summary: "auto", ConversationID: "c-1",
			Verbosity: "high", ServiceTier: "priority", WebSearch: WebSearchLive, Schema: schema},
			`{"model":"gpt-5.5","instructions":"Be kind.","input":[` + hello + `],` +
				`"tools":[{"type":"web_search","external_web_access":true,"search_content_types":["text","image"]}],"tool_choice":"auto","parallel_tool_calls":true,` +
				`"reasoning":{"effort":"high","summary":"auto"},` + tail + `,"prompt_cache_key":"c-1",` +
				`"text":{"verbosity":"high","format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}},"service_tier":"priority"}`},
		{"lite", Request{Model: "gpt-6.1-sol", Input: input, Instructions: "Be kind."},
			`{"model":"gpt-6.1-sol","input":[` + developer("Be kind.") + `,` + hello + `],"parallel_tool_calls":false,` +
				`"reasoning":{"effort":"low","context":"all_turns"},` + tail + `}`},
		{"lite with tools", Request{Model: "gpt-6.1-sol", Input: input, Instructions: "Be kind.", WebSearch: WebSearchCached, Tools: []json.RawMessage{[]byte(`{"type":"function","name":"f"}`)}},
			`{"model":"gpt-6.1-sol","input":[{"type":"additional_tools","role":"developer","tools":[{"type":"function","name":"f"},` +
				`{"type":"web_search","external_web_access":false,"search_content_types":["text","image"]}]},` + developer("Be kind.") + `,` + hello + `],` +
				`"tool_choice":"auto","parallel_tool_calls":false,"reasoning":{"effort":"low","context":"all_turns"},` + tail + `}`},
		{"classic, a tool that must be called", Request{Model: "gpt-5.5", Input: input, SerialTools: true, ToolChoice: json.RawMessage(`{"type":"function","name":"f"}`),
			Tools: []json.RawMessage{[]byte(`{"type":"function","name":"f"}`)}, Schema: &Schema{Description: "d", JSON: json.RawMessage(`{}`)}},
			`{"model":"gpt-5.5",` + system + `"input":[` + hello + `],"tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"f"},` +
				`"parallel_tool_calls":false,"reasoning":{"effort":"medium"},` + tail +
				`,"text":{"format":{"type":"json_schema","name":"answer","description":"d","schema":{},"strict":false}}}`},
		{"ultra is max", Request{Model: "gpt-6-sol", Input: input, Instructions: "Be kind.", Effort: "ultra", Summary: "none"},
			`{"model":"gpt-6-sol","input":[` + developer("Be kind.") + `,` + hello + `],"parallel_tool_calls":false,` +
				`"reasoning":{"effort":"max","context":"all_turns"},` + tail + `}`},
		{"effort that the model lacks", Request{Model: "gpt-5.5", Input: input, Effort: "max"},
			`{"model":"gpt-5.5",` + system + `"input":[` + hello + `],"reasoning":{"effort":"medium"},` + tail + `}`},
		{"unknown model", Request{Model: "new", Input: input, Effort: "high", Summary: "auto", Verbosity: "low"},
			`{"model":"new",` + system + `"input":[` + hello + `],"reasoning":{"summary":"auto"},` + tail + `}`},
		{"unknown model, plain", Request{Model: "new", Input: input, Effort: "high"},
			`{"model":"new",` + system + `"input":[` + hello + `],` + tail + `}`},
	}
	for _, tt := range tests {
		if got := wire(t, tt.req, nil); got != tt.want {
			t.Errorf("%s:\n %s\n want\n %s", tt.name, got, tt.want)
		}
	}
}

func TestBodyReasoning(t *testing.T) {
	reasoning := func(name, more string) Item {
		return item(t, `{"type":"reasoning","id":"`+name+`","summary":[]`+more+`}`)
	}
	const sealed = `,"encrypted_content":"gAAAA"`
	req := Request{Model: "gpt-5.5", Input: []Item{
		reasoning("unknown", sealed),
		reasoning("mine", sealed).MadeBy("gpt-5.5", "acc-1"),
		reasoning("other_model", sealed).MadeBy("gpt-6-sol", "acc-1"),
		reasoning("other_account", sealed).MadeBy("gpt-5.5", "acc-2"),
		reasoning("open", "").MadeBy("gpt-5.5", "acc-1"),
		item(t, `{"type":"message","id":"kept","role":"assistant","phase":"final_answer","content":[]}`).MadeBy("gpt-6-sol", "acc-2"),
	}}
	ids := func(body string) (ids []string) {
		var w struct {
			Input []struct{ ID string }
		}
		if err := json.Unmarshal([]byte(body), &w); err != nil {
			t.Fatal(err)
		}
		for _, i := range w.Input {
			ids = append(ids, i.ID)
		}
		return ids
	}
	if got := ids(wire(t, req, nil)); !reflect.DeepEqual(got, []string{"unknown", "mine", "kept"}) {
		t.Errorf("sent %q", got)
	}
	if got := ids(wire(t, req, func(s *shape) { s.stripped = keepReadable })); !reflect.DeepEqual(got, []string{"kept"}) {
		t.Errorf("sent without reasoning %q", got)
	}
	if got := ids(wire(t, req, func(s *shape) { s.stripped = keepWords })); !reflect.DeepEqual(got, []string{""}) {
		t.Errorf("sent without ids %q", got)
	}
}

func TestRequestHeaders(t *testing.T) {
	r := newRig(whole())
	req := ask("hi")
	req.ConversationID = "0199-c"
	collect(t, r.Client, t.Context(), req)
	req.Model = "gpt-5.5"
	collect(t, r.Client, t.Context(), req)
	h := r.fake.requests[0].Header
	for key, want := range map[string]string{
		"Authorization": "Bearer " + canary + "-0", "ChatGPT-Account-Id": "acc-1", "Content-Type": "application/json", "Accept": "text/event-stream",
		"originator": "banter", "User-Agent": "banter/test", "session-id": "0199-c", "thread-id": "0199-c", liteHeader: "true",
		"version": "", "OpenAI-Beta": "", "X-OpenAI-Fedramp": "",
	} {
		if h.Get(key) != want {
			t.Errorf("%s is not %q", key, strings.ReplaceAll(want, canary, "*"))
		}
	}
	if got := r.fake.requests[1].Header.Get(liteHeader); got != "" {
		t.Errorf("a classic model got %s %q", liteHeader, got)
	}
	if got := r.fake.requests[0].URL.String(); got != "https://chatgpt.com/backend-api/codex/responses" {
		t.Error(got)
	}
}

func TestRequestHeadersFromClaims(t *testing.T) {
	claims := func(raw string) auth.Secret {
		return auth.NewSecret("x." + base64.RawURLEncoding.EncodeToString([]byte(`{"https://api.openai.com/auth":`+raw+`}`)) + ".x")
	}
	for raw, want := range map[string][2]string{
		`{"chatgpt_compute_residency":"eu","chatgpt_account_is_fedramp":true}`: {"eu", "true"},
		`{"chatgpt_compute_residency":"no_constraint"}`:                        {"", ""},
	} {
		r := newRig(whole())
		r.source.tokens.Access = claims(raw)
		collect(t, r.Client, t.Context(), ask("hi"))
		h := r.fake.requests[0].Header
		if got := [2]string{h.Get("X-Openai-Internal-Codex-Residency"), h.Get("X-Openai-Fedramp")}; got != want {
			t.Errorf("%s: %q", raw, got)
		}
	}
}

func TestRequestIsCheckedBeforeSending(t *testing.T) {
	picture, err := UserImages("what is it?", []byte("GIF89a..."))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(whole())
	r.models.current.Models[0].Images = false
	for name, req := range map[string]Request{
		"no model":    {Input: []Item{UserText("x")}},
		"no input":    {Model: "gpt-6.1-sol"},
		"bad schema":  {Model: "gpt-6.1-sol", Input: []Item{UserText("x")}, Schema: &Schema{JSON: json.RawMessage("{")}},
		"bad tool":    {Model: "gpt-6.1-sol", Input: []Item{UserText("x")}, Tools: []json.RawMessage{[]byte("{")}},
		"blind model": {Model: r.models.current.Models[0].Slug, Input: []Item{picture}},
		"empty item":  {Model: "gpt-6.1-sol", Input: []Item{{}}},
	} {
		r.models.account = "acc-1"
		_, e := collect(t, r.Client, t.Context(), req)
		if e == nil || e.Code != CodeRefused || e.Retry != RetryNever || e.Attempts != 0 || r.fake.count() != 0 {
			t.Errorf("%s: %+v, %d requests", name, e, r.fake.count())
		}
	}
}

func TestUserImages(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\n...")
	i, err := UserImages("look", png, []byte("\xff\xd8\xff..."), []byte("RIFF....WEBP"), []byte("GIF87a"))
	want := `{"type":"message","role":"user","content":[{"type":"input_text","text":"look"},` +
		`{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgouLi4="},{"type":"input_image","image_url":"data:image/jpeg;base64,/9j/Li4u"},` +
		`{"type":"input_image","image_url":"data:image/webp;base64,UklGRi4uLi5XRUJQ"},{"type":"input_image","image_url":"data:image/gif;base64,R0lGODdh"}]}`
	if raw, _ := marshal(i); err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
	large := append([]byte("GIF89a"), make([]byte, MaxImage)...)
	for want, images := range map[string][][]byte{
		"The image is empty.":                             {{}},
		"The image is not a PNG, JPEG, WebP or GIF.":      {[]byte("<svg>")},
		"Image 2 is not a PNG, JPEG, WebP or GIF.":        {png, []byte("BM....")},
		"The image is too large: 21 MB of at most 20 MB.": {large},
		"The request is empty.":                           nil,
	} {
		_, err := UserImages("", images...)
		if e := asError(err); e == nil || e.Code != CodeRefused || e.Sentence != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := UserImages("", large[:MaxImage]); err != nil {
		t.Errorf("the largest image: %v", err)
	}
}

func TestItemJSON(t *testing.T) {
	for _, bad := range []string{"", "null", "7", "[]", `"x"`} {
		var i Item
		if err := i.UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%q is an item", bad)
		}
	}
	if _, err := json.Marshal(Item{}); err == nil {
		t.Error("an empty item is written")
	}
	raw := `{"type":"message","role":"assistant","content":"a plain text","unknown":{"a":[1,2.50]}}`
	data := []byte(raw)
	var i Item
	if err := json.Unmarshal(data, &i); err != nil {
		t.Fatal(err)
	}
	copy(data, strings.Repeat(" ", len(data)))
	if back, err := marshal(i); err != nil || string(back) != raw || i.Role() != "assistant" || i.Text() != "" {
		t.Errorf("%s, %v", back, err)
	}
	if got := AssistantText("a\nb"); got.Type() != "message" || got.Role() != "assistant" || got.Text() != "a\nb" {
		t.Errorf("%+v", got)
	}
}
