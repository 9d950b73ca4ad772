package codextest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

// Headers, usage endpoint and refusal agree, each in its own units.
func TestLimitsAgree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{Doc: "Hi."})
		reset := time.Now().Add(90 * time.Minute)
		v.server.SetLimits(codextest.Limits{
			Primary:   &codextest.Window{UsedPercent: 99.5, Length: 5 * time.Hour, ResetsAt: reset},
			Secondary: &codextest.Window{UsedPercent: 7, Length: 7 * 24 * time.Hour},
			Credits:   codextest.Credits{Balance: "12.5"},
		})
		a := v.ask(classic("gpt-5.5"))
		for name, want := range map[string]string{
			"x-codex-primary-used-percent": "99.5", "x-codex-primary-window-minutes": "300",
			"x-codex-primary-reset-after-seconds": "5400", "x-codex-secondary-window-minutes": "10080",
			"x-codex-plan-type": "plus", "x-codex-credits-has-credits": "False", "x-codex-credits-balance": "12.5",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		usage := v.do("GET", v.server.Issuer()+"/backend-api/wham/usage", "", "Authorization: Bearer "+v.tokens.Access)
		window := usage.json(t)["rate_limit"].(map[string]any)["primary_window"].(map[string]any)
		if window["used_percent"] != 100.0 || window["limit_window_seconds"] != 18000.0 || window["reset_at"] != float64(reset.Unix()) {
			t.Errorf("usage %v", window)
		}
	})
}

func TestFullWindowRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{Doc: "Hi."})
		full := codextest.Limits{
			Primary:   &codextest.Window{UsedPercent: 100, Length: 5 * time.Hour, ResetsAt: time.Now().Add(time.Hour)},
			Secondary: &codextest.Window{UsedPercent: 100, Length: 7 * 24 * time.Hour, ResetsAt: time.Now().Add(48 * time.Hour)},
		}
		v.server.SetLimits(full)
		a := v.ask(classic("gpt-5.5"))
		e, _ := a.json(t)["error"].(map[string]any)
		if a.status != 429 || e["type"] != "usage_limit_reached" || e["plan_type"] != "plus" || e["resets_in_seconds"] != 172800.0 {
			t.Errorf("status %d: %s", a.status, a.body)
		}
		if a.header.Get("x-codex-secondary-used-percent") != "100" || a.header.Get("x-codex-rate-limit-reached-type") != "rate_limit_reached" {
			t.Errorf("header %v", a.header)
		}
		full.Credits.Has = true
		v.server.SetLimits(full)
		if a := v.ask(classic("gpt-5.5")); a.status != 200 || a.header.Get("x-codex-credits-has-credits") != "True" {
			t.Errorf("with credits: status %d", a.status)
		}
		v.server.SetLimits(codextest.Limits{})
		if a := v.ask(classic("gpt-5.5")); a.status != 200 || a.header.Get("x-codex-primary-used-percent") != "" {
			t.Errorf("without windows: status %d, %v", a.status, a.header)
		}
	})
}

func TestModelsByClientVersion(t *testing.T) {
	v := visit(t, codextest.Options{})
	list := func(query string) (int, []string) {
		a := v.backend("GET", "/models"+query, "")
		var slugs []string
		models, _ := a.json(t)["models"].([]any)
		for _, m := range models {
			slugs = append(slugs, m.(map[string]any)["slug"].(string))
		}
		return a.status, slugs
	}
	for query, want := range map[string]int{
		"?client_version=0.0.0": 12, "?client_version=999.0.0": 12, "?client_version=0.169.0": 12,
		"?client_version=0.154.0": 10, "?client_version=0.130.0": 2, "?client_version=0.1.0": 0, "?client_version=0.0.1": 0,
	} {
		if status, slugs := list(query); status != 200 || len(slugs) != want {
			t.Errorf("%s: status %d, %d models %v, want %d", query, status, len(slugs), slugs, want)
		}
	}
	if a := v.backend("GET", "/models", ""); a.status != 400 || !strings.Contains(a.body, `"client_version"`) {
		t.Errorf("no client_version: status %d: %s", a.status, a.body)
	}
	first := v.backend("GET", "/models?client_version=0.0.0", "")
	again := v.backend("GET", "/models?client_version=0.0.0", "", "If-None-Match: "+first.header.Get("ETag"))
	if again.status != 200 || again.body != first.body || again.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("If-None-Match: status %d", again.status)
	}
	if other := v.backend("GET", "/models?client_version=0.154.0", ""); other.header.Get("ETag") == first.header.Get("ETag") {
		t.Error("ETag does not depend on what a client_version is shown")
	}
	if newest := v.backend("GET", "/models?client_version=999.0.0", ""); newest.header.Get("ETag") != first.header.Get("ETag") || newest.body != first.body {
		t.Error("0.0.0 is not answered as the newest version is")
	}
	if a := v.backend("GET", "/models?client_version=0.0.0", "", "Authorization:"); a.status != 401 {
		t.Errorf("no bearer: status %d", a.status)
	}
}

func TestAccountsCheckIsWhatCodexNeeds(t *testing.T) {
	v := visit(t, codextest.Options{})
	a := v.do("GET", v.server.Issuer()+"/backend-api/wham/accounts/check", "", "Authorization: Bearer "+v.tokens.Access)
	m := a.json(t)
	account := m["accounts"].([]any)[0].(map[string]any)
	if a.status != 200 || m["default_account_id"] != v.tokens.Account.ID || account["id"] != v.tokens.Account.ID || account["workspace_backend_origin"] != "NO_CONSTRAINT" {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}
