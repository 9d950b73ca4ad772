package codextest

import (
	"net/http"
	"strings"
	"time"
)

// httpFaults are answers that go wrong before a stream begins.
var httpFaults = []fault{
	{name: "401-expired", at: epResponses, doc: "401 token_expired", reply: always(tokenRefused(tokenExpired))},
	{name: "401-invalidated", at: epResponses, doc: "401 token_invalidated", reply: always(tokenRefused(tokenInvalidated))},
	{name: "401-detail", at: epResponses, doc: "401 with a bare detail", reply: always(detail(401, "Unauthorized"))},
	{name: "403", at: epResponses, doc: "403 with JSON: the workspace may not use Codex", reply: always(apiError{status: 403,
		code: "workspace_access_denied", message: "You do not have access to this workspace."}.reply())},
	{name: "403-country", at: epResponses, doc: "403 with JSON: unsupported_country_region_territory", reply: always(apiError{status: 403,
		code: "unsupported_country_region_territory", kind: "request_forbidden",
		message: "Country, region, or territory not supported"}.reply())},
	{name: "cloudflare-403", at: epResponses, doc: "403 with Cloudflare's challenge page", reply: cloudflare(403)},
	{name: "cloudflare-503", at: epResponses, doc: "503 with Cloudflare's challenge page", reply: cloudflare(503)},
	{name: "cloudflare-block", at: epResponses, doc: "403 with Cloudflare's page for blocked addresses", reply: always(blockPage())},
	{name: "404-model", at: epResponses, doc: "404: the model is listed but not open to this client", reply: modelNotFound},
	{name: "404-usage", at: epResponses, doc: "404 with a usage limit, as the backend once answered", reply: usageLimit404},
	{name: "400-context", at: epResponses, doc: "400 context_length_exceeded", reply: always(contextFull())},
	{name: "413", at: epResponses, doc: "413: the request is too large", reply: always(tooLarge())},
	{name: "429", at: epResponses, doc: "429 rate_limit_exceeded with a time to wait in words", reply: always(apiError{status: 429,
		code: "rate_limit_exceeded", kind: "tokens", message: failedMessages["rate_limit_exceeded"]}.reply())},
	{name: "429-not-included", at: epResponses, doc: "429 usage_not_included: the plan has no Codex", reply: always(&reply{status: 429,
		body: object{"error": object{"type": "usage_not_included", "message": "To use Codex with your ChatGPT plan, upgrade to Plus."}}})},
	{name: "usage-limit", at: epResponses, doc: "429 usage_limit_reached with the time it resets; :PLAN names another plan", reply: usageLimited(true)},
	{name: "usage-limit-no-reset", at: epResponses, doc: "429 usage_limit_reached without times; :PLAN names another plan", reply: usageLimited(false)},
	{name: "500", at: epResponses, doc: "500 server_error", reply: always(serverError(500, "server_error",
		"An error occurred while processing your request."))},
	{name: "500-empty", at: epResponses, doc: "500 with nothing in it", reply: always(&reply{status: 500})},
	{name: "502", at: epResponses, doc: "502 with a proxy's HTML page", reply: always(page(502,
		"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"))},
	{name: "503", at: epResponses, doc: "503 in plain text", reply: always(plainText(503, "upstream connect error or disconnect/reset before headers"))},
	{name: "overloaded", at: epResponses, doc: "503 server_is_overloaded", reply: always(serverError(503, "server_is_overloaded",
		"Our servers are currently overloaded. Please try again later."))},
	{name: "slow-down", at: epResponses, doc: "503 slow_down", reply: always(serverError(503, "slow_down", "Please slow down."))},
	{name: "504", at: epResponses, doc: "504 with an empty body", reply: always(&reply{status: 504})},
	{name: "not-json", at: epModels, doc: "200 with HTML where JSON is due", reply: always(page(200, "<!doctype html><title>Sign in to the network</title>"))},
	{name: "empty-models", at: epModels, doc: "200 with an empty list of models", reply: always(ok(object{"models": []any{}}))},
	{name: "hangup", at: epResponses, doc: "the connection closes without an answer", reply: func(*Server, *transaction, string) *reply { panic(http.ErrAbortHandler) }},
	{name: "hang", at: epResponses, doc: "no answer ever comes", reply: hang},
	{name: "lite-only", at: epResponses, doc: "404 to requests that are not in the Responses Lite shape", reply: modelNotFound},
	{name: "classic-only", at: epResponses, doc: "400 to requests in the Responses Lite shape", reply: always(invalid("", "",
		"This model is not supported when using X-OpenAI-Internal-Codex-Responses-Lite."))},
	{name: "clock", args: []string{"+10m", "-10m"}, at: anywhere, doc: "the Date header is off by ARG", adjust: skewClock},
	{name: "delay", args: []string{"2s"}, at: anywhere, doc: "the answer comes ARG later", adjust: delay},
}

// always returns a function that answers every request with a copy of a. Edits
// change the copy.
func always(a *reply) func(*Server, *transaction, string) *reply {
	return func(s *Server, c *transaction, _ string) *reply {
		if c.access != nil {
			s.limitHeaders(c)
		}
		same := *a
		if m, ok := a.body.(object); ok {
			copied := object{}
			for k, v := range m {
				copied[k] = v
			}
			same.body = copied
		}
		return &same
	}
}

func contextFull() *reply {
	return invalid("context_length_exceeded", "input",
		"Your input exceeds the context window of this model. Please adjust your input and try again.")
}

func serverError(status int, code, message string) *reply {
	return apiError{status: status, code: code, kind: "server_error", message: message}.reply()
}

// cloudflare returns the challenge page of the network in front of the server.
func cloudflare(status int) func(*Server, *transaction, string) *reply {
	return func(*Server, *transaction, string) *reply {
		a := page(status, `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>`+
			`<meta http-equiv="refresh" content="360"></head><body><div class="main-wrapper" role="main">`+
			`<noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div></noscript>`+
			`</div><script>(function(){window._cf_chl_opt={cvId:'3',cZone:'chatgpt.com',cType:'managed'};}());</script>`+
			strings.Repeat("<!-- padding as of a real page -->", 200)+`</body></html>`)
		a.header = map[string]string{"cf-mitigated": "challenge", "Server": "cloudflare"}
		return a
	}
}

func blockPage() *reply {
	a := page(http.StatusForbidden, `<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head>`+
		`<body><h1>Sorry, you have been blocked</h1><h2>You are unable to access chatgpt.com</h2></body></html>`)
	a.header = map[string]string{"Server": "cloudflare"}
	return a
}

// modelNotFound returns the 404 that new models gave to unknown clients
// (router-for-me/CLIProxyAPI#4161).
func modelNotFound(_ *Server, c *transaction, _ string) *reply {
	return detail(http.StatusNotFound, "Model not found "+modelNamed(c))
}

func usageLimited(resets bool) func(*Server, *transaction, string) *reply {
	return func(s *Server, c *transaction, plan string) *reply {
		now := s.now()
		if c.access != nil {
			s.limitHeaders(c)
			plan = orDefault(plan, c.access.grant.account.Plan)
		}
		if !resets {
			return usageLimit(plan, time.Time{}, now)
		}
		l := s.currentLimits()
		w := l.full(now)
		if w == nil {
			w = l.Primary
		}
		if w == nil {
			w = &Window{Length: 5 * time.Hour}
		}
		a := usageLimit(plan, w.reset(now), now)
		a.header = map[string]string{
			"x-codex-plan-type":               plan,
			"x-codex-primary-used-percent":    "100",
			"x-codex-rate-limit-reached-type": "rate_limit_reached",
		}
		return a
	}
}

func usageLimit404(s *Server, c *transaction, arg string) *reply {
	a := usageLimited(true)(s, c, arg)
	a.status = http.StatusNotFound
	return a
}

// hang waits until the client or the server gives up.
func hang(_ *Server, c *transaction, _ string) *reply {
	<-c.r.Context().Done()
	panic(http.ErrAbortHandler)
}

func skewClock(s *Server, c *transaction, arg string) {
	by, err := time.ParseDuration(arg)
	if err == nil {
		c.w.Header().Set("Date", s.now().Add(by).UTC().Format(http.TimeFormat))
	}
}

func delay(_ *Server, c *transaction, arg string) {
	by, err := time.ParseDuration(arg)
	if err != nil {
		return
	}
	timer := time.NewTimer(by)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.r.Context().Done():
	}
}

// modelNamed returns the model of a request.
func modelNamed(c *transaction) string {
	var body struct {
		Model string `json:"model"`
	}
	if decodeJSON(c, &body) != nil || body.Model == "" {
		return "(none)"
	}
	return body.Model
}
