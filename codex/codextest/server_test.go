package codextest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// A visitor is a person who uses a server, with what a client needs to know.
type visitor struct {
	t      testing.TB
	server *codextest.Server
	http   *http.Client
	tokens codextest.Tokens

	documented bool   // tours include the documented route
	apiToken   string // token of the documented route, once it is needed
}

func visit(t testing.TB, opts codextest.Options) *visitor {
	s := codextest.New(opts)
	t.Cleanup(s.Close)
	return &visitor{t: t, server: s, http: s.Client(), tokens: s.SignIn(codextest.Account{}, 0)}
}

// An answer is a whole HTTP answer.
type answer struct {
	status int
	header http.Header
	body   string
	err    error // error of reading the body
}

// do sends a request. headers are "Name: value"; one without a value is
// removed.
func (v *visitor) do(method, url, body string, headers ...string) answer {
	v.t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		if value = strings.TrimSpace(value); value == "" {
			req.Header.Del(name)
		} else {
			req.Header.Set(name, value)
		}
	}
	resp, err := v.http.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return answer{status: resp.StatusCode, header: resp.Header, body: string(data), err: err}
}

// backend sends a request to the backend with good tokens.
func (v *visitor) backend(method, path, body string, headers ...string) answer {
	v.t.Helper()
	base := []string{"Authorization: Bearer " + v.tokens.Access, "ChatGPT-Account-Id: " + v.tokens.Account.ID}
	return v.do(method, v.server.BaseURL()+path, body, append(base, headers...)...)
}

// classic returns a body that the backend accepts, for the given model.
func classic(model string, fields ...string) string {
	all := []string{`"model":"` + model + `"`, `"instructions":"Be brief."`, `"store":false`, `"stream":true`,
		`"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hello"}]}]`}
	return "{" + strings.Join(append(all, fields...), ",") + "}"
}

// ask posts body to the responses endpoint.
func (v *visitor) ask(body string, headers ...string) answer {
	v.t.Helper()
	return v.backend("POST", "/responses", body, append([]string{"Content-Type: application/json"}, headers...)...)
}

// An event is a server-sent event.
type event map[string]any

// events parses a stream and checks what holds for every stream: the event line
// repeats the type, and sequence numbers count from 0.
func (a answer) events(t testing.TB) []event {
	t.Helper()
	var list []event
	sc := bufio.NewScanner(strings.NewReader(a.body))
	sc.Buffer(nil, 1<<20)
	name := ""
	for sc.Scan() {
		line := sc.Text()
		if after, ok := strings.CutPrefix(line, "event: "); ok {
			name = after
		}
		data, ok := strings.CutPrefix(line, "data: ")
		if !ok {
			continue
		}
		e := event{}
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			t.Fatalf("event is not JSON: %v\n%.200s", err, data)
		}
		if e["type"] != name {
			t.Fatalf("event line says %q, data says %v", name, e["type"])
		}
		if e["sequence_number"] != float64(len(list)) {
			t.Fatalf("event %d has sequence_number %v", len(list), e["sequence_number"])
		}
		list = append(list, e)
	}
	return list
}

// text returns the text deltas of a stream, joined.
func text(events []event) string {
	var b strings.Builder
	for _, e := range events {
		if e["type"] == "response.output_text.delta" {
			b.WriteString(e["delta"].(string))
		}
	}
	return b.String()
}

// types returns the types of the events in order, a run of deltas as one.
func types(events []event) string {
	var list []string
	for _, e := range events {
		kind := strings.TrimPrefix(e["type"].(string), "response.")
		if item, ok := e["item"].(map[string]any); ok {
			kind += fmt.Sprintf("(%s)", item["type"])
		}
		if len(list) == 0 || list[len(list)-1] != kind {
			list = append(list, kind)
		}
	}
	return strings.Join(list, "\n")
}

func (v *visitor) form(path string, pairs ...string) answer {
	v.t.Helper()
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return v.do("POST", v.server.Issuer()+path, f.Encode(), "Content-Type: application/x-www-form-urlencoded")
}

func (a answer) json(t testing.TB) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.body), &m); err != nil {
		t.Fatalf("status %d, not JSON: %v\n%.300s", a.status, err, a.body)
	}
	return m
}
