package auth_test

import (
	"encoding/base64"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

func TestRow04ParseClaims(t *testing.T) {
	const ours, profile = "https://api.openai.com/auth", "https://api.openai.com/profile"
	end := time.Unix(1893456000, 0)
	for name, test := range map[string]struct {
		claims map[string]any
		want   auth.Claims
	}{
		"all": {map[string]any{
			"email": "a@b", "exp": 1893456000, "client_id": "app",
			ours: map[string]any{
				"chatgpt_account_id": "acc", "chatgpt_plan_type": "plus", "chatgpt_user_id": "u",
				"chatgpt_account_is_fedramp": true, "chatgpt_compute_residency": "eu",
			},
		}, auth.Claims{AccountID: "acc", UserID: "u", Email: "a@b", Plan: "plus", Expiry: end, FedRAMP: true, Residency: "eu", ClientID: "app"}},
		"second places": {map[string]any{
			profile: map[string]any{"email": "p@b"}, "chatgpt_account_id": "top",
			ours: map[string]any{"user_id": "u2", "chatgpt_data_residency": "us"},
		}, auth.Claims{AccountID: "top", UserID: "u2", Email: "p@b", Residency: "us"}},
		"exp as text":  {map[string]any{"exp": "1893456000"}, auth.Claims{Expiry: end}},
		"exp broken":   {map[string]any{"exp": []int{1}}, auth.Claims{}},
		"exp huge":     {map[string]any{"exp": 1e300}, auth.Claims{}},
		"exp negative": {map[string]any{"exp": -5}, auth.Claims{}},
		"wrong types":  {map[string]any{"email": 7, ours: map[string]any{"chatgpt_account_id": []string{"x"}, "chatgpt_plan_type": "pro"}}, auth.Claims{Plan: "pro"}},
		"blanks":       {map[string]any{"chatgpt_account_id": "acc ", ours: map[string]any{"chatgpt_account_id": " \t"}}, auth.Claims{AccountID: "acc"}},
		"organizations": {map[string]any{"organizations": []any{7, map[string]any{"id": " "}, map[string]any{"id": "org-1"}, map[string]any{"id": "org-2"}}},
			auth.Claims{Organization: "org-1"}},
		"default organization": {map[string]any{ours: map[string]any{"organizations": []any{
			map[string]any{"id": "org-1", "is_default": false}, map[string]any{"id": "org-2", "is_default": true}}}}, auth.Claims{Organization: "org-2"}},
		"organizations broken": {map[string]any{"organizations": map[string]any{"id": "org-1"}}, auth.Claims{}},
		"claims a text":        {map[string]any{ours: "text", profile: 3}, auth.Claims{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := auth.ParseClaims(auth.NewSecret(authtest.JWT(test.claims))); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

var malformed = []string{
	"", ".", "..", "...", "a.b", "a.b.c", "a.e30.c.d", "a.!!!.c", "a." + base64.RawURLEncoding.EncodeToString([]byte("null")) + ".c",
	"a." + base64.RawURLEncoding.EncodeToString([]byte(`[1]`)) + ".c", "a." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":{}}`)) + ".c",
	"a." + base64.RawURLEncoding.EncodeToString([]byte(`{"https://api.openai.com/auth":null}`)) + ".c", "\x00.\xff.\n",
}

func TestRow04MalformedTokens(t *testing.T) {
	for _, token := range malformed {
		if got := auth.ParseClaims(auth.NewSecret(token)); got != (auth.Claims{}) {
			t.Errorf("%q: got %+v, want no claims", token, got)
		}
	}
	padded := "a." + base64.URLEncoding.EncodeToString([]byte(`{"email":"a@b"}`)) + ".c"
	if got := auth.ParseClaims(auth.NewSecret(padded)); got.Email != "a@b" {
		t.Errorf("padding is tolerated: got %+v", got)
	}
}

func FuzzParseClaims(f *testing.F) {
	for _, token := range malformed {
		f.Add(token)
	}
	f.Add(authtest.JWT(map[string]any{"exp": 1, "email": "a@b"}))
	f.Fuzz(func(t *testing.T, token string) {
		claims := auth.ParseClaims(auth.NewSecret(token))
		if year := claims.Expiry.UTC().Year(); year > 9999 {
			t.Errorf("expiry in the year %d cannot be saved", year)
		}
	})
}
