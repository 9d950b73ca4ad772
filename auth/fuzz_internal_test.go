package auth

import (
	"testing"
	"time"
)

// FuzzCodexDoc: any file can be read without a panic and written to, and what
// is written is read back.
func FuzzCodexDoc(f *testing.F) {
	for _, text := range []string{
		"", "{", "null", "[]", `{"tokens":null}`, `{"tokens":{"access_token":"a"}}`, `{"tokens":{"access_token":7,"refresh_token":[]}}`,
		`{"tokens":[],"last_refresh":"x"}`, `{"a":1e999,"tokens":{"access_token":"a","x":"\ud800"}}`, `{"tokens":{"access_token":"a"},"tokens":{}}`,
		`{"tokens":{"oauth_provenance":{"issuer":"http://127.0.0.1:9"}},"last_refresh":"2026-11-23T16:53:35.119454415Z"}`,
	} {
		f.Add([]byte(text))
	}
	next := Tokens{
		Access: NewSecret("a.b.c"), Refresh: NewSecret("refresh"), AccountID: "acc", LastRefresh: time.Unix(1, 5).UTC(),
	}.Bind(Codex())
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := parseCodexDoc(text)
		if err != nil && doc.top != nil {
			t.Error("a broken document has content")
		}
		written, err := doc.with(next).encode()
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		again, err := parseCodexDoc(written)
		if err != nil {
			t.Fatalf("parse what was written: %v", err)
		}
		got := again.tokens()
		if got.Access != next.Access || got.Refresh != next.Refresh || got.AccountID != "acc" || !got.LastRefresh.Equal(next.LastRefresh) {
			t.Errorf("read back %+v", got)
		}
		for key, value := range doc.top {
			if key != "tokens" && key != "last_refresh" && len(again.top[key]) == 0 && len(value) != 0 {
				t.Errorf("the field %q is lost", key)
			}
		}
		if rest, _ := again.without(); !rest.tokens().Access.IsZero() {
			t.Error("tokens are left after deleting them")
		}
	})
}
