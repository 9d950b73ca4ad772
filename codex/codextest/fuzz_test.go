package codextest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"banter/codex/codextest"
)

// The answer to any request is a stream or a JSON object that says what is
// wrong.
func FuzzRequestBody(f *testing.F) {
	for _, seed := range []string{
		classic("gpt-5.5"), classic("gpt-6.1-sol", `"reasoning":{"effort":"max","summary":"auto"}`), input(`{"type":"reasoning"}`),
		input(`{"role":"user","content":"x"}`), input(`{"role":"assistant","content":[{"type":7}]}`), input(`null`), input(`7`),
		`{"input":[],"model":null,"instructions":{}}`, `[]`, ``, `null`, "\xff", `{"model":"gpt-5.5","store":false,"stream":true,"input":[{}]}`,
	} {
		f.Add(seed, "")
		f.Add(seed, "lite")
		f.Add(seed, "documented")
	}
	f.Fuzz(func(t *testing.T, body, shape string) {
		v := visit(t, codextest.Options{Doc: "Hi."})
		header := "x-none: x"
		if shape == "lite" {
			header = liteHeader
		}
		a := v.ask(body, header)
		if shape == "documented" {
			if a = v.askAPI(body); a.status == http.StatusNotFound {
				a.status = http.StatusBadRequest // a model or an item
			}
		}
		switch {
		case a.err != nil:
			t.Fatal(a.err)
		case a.status == http.StatusOK:
			a.events(t)
		case a.status != http.StatusBadRequest || !json.Valid([]byte(a.body)):
			t.Errorf("status %d: %s", a.status, a.body)
		}
	})
}
