package auth_test

import (
	"maps"
	"net/http"
	"testing"

	"banter/auth"
	"banter/auth/authtest"
)

func TestSetHeaders(t *testing.T) {
	token := func(claims map[string]any) auth.Secret {
		return auth.NewSecret(authtest.JWT(map[string]any{"https://api.openai.com/auth": claims}))
	}
	plain := auth.NewSecret("x")
	eu := token(map[string]any{"chatgpt_compute_residency": "eu"})
	for name, test := range map[string]struct {
		tokens auth.Tokens
		want   map[string]string
	}{
		"plain":         {auth.Tokens{Access: plain, AccountID: "a"}, map[string]string{"Chatgpt-Account-Id": "a"}},
		"other account": {auth.Tokens{Access: plain}, map[string]string{}},
		"pinned":        {auth.Tokens{Access: eu, AccountID: "a"}, map[string]string{"Chatgpt-Account-Id": "a", "X-Openai-Internal-Codex-Residency": "eu"}},
		"free": {auth.Tokens{Access: token(map[string]any{"chatgpt_compute_residency": "no_constraint"}), AccountID: "a"},
			map[string]string{"Chatgpt-Account-Id": "a"}},
		"government": {auth.Tokens{Access: plain, ID: token(map[string]any{"chatgpt_account_is_fedramp": true}), AccountID: "a"},
			map[string]string{"Chatgpt-Account-Id": "a", "X-Openai-Fedramp": "true"}},
		"another provider": {auth.Tokens{Access: plain, AccountID: "a", Provider: "other"}, map[string]string{"Chatgpt-Account-Id": "caller's"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{"Authorization": {"Bearer old"}, "Chatgpt-Account-Id": {"caller's"}}
			test.tokens.SetHeaders(h)
			got := map[string]string{}
			for key := range h {
				got[key] = h.Get(key)
			}
			want := maps.Clone(test.want)
			want["Authorization"] = "Bearer " + test.tokens.Access.Reveal()
			if !maps.Equal(got, want) {
				t.Errorf("got %d headers, want %d: %v", len(got), len(want), test.want)
			}
		})
	}
}
