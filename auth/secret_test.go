package auth_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// TestRow17SecretIsMasked prints secrets in many ways, also as unexported fields
// of other values.
func TestRow17SecretIsMasked(t *testing.T) {
	tokens := authtest.Tokens("mask", time.Now().Add(time.Hour))
	type foreign struct {
		hidden auth.Secret
		Nested struct{ inner *auth.Secret }
		tokens *auth.Tokens
		list   []auth.Tokens
	}
	outer := foreign{hidden: tokens.Access, tokens: &tokens, list: []auth.Tokens{tokens}}
	outer.Nested.inner = &tokens.Refresh
	values := map[string]any{
		"secret": tokens.Access, "pointer": &tokens.Access, "tokens": tokens, "tokens pointer": &tokens,
		"foreign": outer, "foreign pointer": &outer, "slice": []auth.Secret{tokens.ID}, "array": [1]auth.Secret{tokens.ID},
		"map": map[string]auth.Tokens{"x": tokens}, "key": map[auth.Secret]int{tokens.ID: 1}, "any": []any{tokens, outer},
	}
	for name, value := range values {
		for _, verb := range "vsqxXdTtbcoUeEfFgGpw" {
			for _, flags := range []string{"", "+", "#", " ", "-40", "0", ".3"} {
				check(t, name+" %"+flags+string(verb), fmt.Sprintf("%"+flags+string(verb), value))
			}
		}
		var text, lines bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "value", value)
		check(t, name+" slog text", text.String())
		check(t, name+" slog JSON", lines.String())
		data, _ := json.Marshal(value)
		check(t, name+" JSON", string(data))
		data, _ = xml.Marshal(value)
		check(t, name+" XML", string(data))
		data = nil
		_ = gob.NewEncoder(&text).Encode(value)
		check(t, name+" gob", text.String()+string(data))
	}
}

func check(t *testing.T, how, text string) {
	t.Helper()
	if strings.Contains(text, authtest.Canary) || strings.Contains(text, "eyJ") ||
		strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", authtest.Canary)) {
		t.Errorf("%s prints the secret: %s", how, text)
	}
}

func TestSecret(t *testing.T) {
	a, b := auth.NewSecret("a"), auth.NewSecret("b")
	if a != auth.NewSecret("a") || a == b || a.Reveal() != "a" || a.IsZero() {
		t.Error("a secret must compare and reveal")
	}
	var none auth.Secret
	if none != auth.NewSecret("") || !none.IsZero() || none.Reveal() != "" || fmt.Sprint(none) != "" {
		t.Error("the empty secret is the zero value, and prints as nothing")
	}
	if got := fmt.Sprintf("%v %s %q %#v", a, a, a, a); got != `[secret] [secret] "[secret]" "[secret]"` {
		t.Errorf("got %s", got)
	}
}
