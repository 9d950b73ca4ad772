package codextest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// The endpoints of the API of the documented route, as faults name them.
const (
	epDocumentedModels    = "documented-models"
	epDocumentedResponses = "documented-responses"
	epDocumentedOther     = "documented-other" // any other address or method
)

// apiEndpoint returns the endpoint of a path of the API.
func (c *transaction) apiEndpoint(path string) string {
	switch c.r.Method + " " + path {
	case "GET " + apiPath + "/models":
		return epDocumentedModels
	case "POST " + apiPath + "/responses":
		return epDocumentedResponses
	}
	return epDocumentedOther
}

// planError returns an error of the documented route in the form of the Responses
// API ("Errors and recovery").
func planError(status int, code, param, message string) *reply {
	return apiError{status: status, code: code, param: param, message: message, kind: planErrorKind(status)}.reply()
}

func planErrorKind(status int) string {
	switch status {
	case http.StatusTooManyRequests:
		return "insufficient_quota"
	case http.StatusServiceUnavailable:
		return "server_error"
	}
	return "invalid_request_error"
}

// unsupportedCapability returns the refusal of a part of a request.
func unsupportedCapability(param string) *reply {
	return planError(http.StatusBadRequest, "subscription_sharing_unsupported_capability", param,
		"This capability is not supported for subscription sharing.")
}

// routeNotSupported answers every address and method that the documented route does
// not have.
func (s *Server) routeNotSupported(c *transaction) *reply {
	if a := s.admit(c); a != nil {
		return a
	}
	return planError(http.StatusForbidden, "subscription_sharing_route_not_supported", "", "This route is not supported for subscription sharing.")
}

// admit refuses a request to the API without a good token, or with something of
// the Codex CLI's backend. No public source says what the real API does with its
// headers and its client_version; no client of this route has a reason to send them.
func (s *Server) admit(c *transaction) *reply {
	if a := s.authorizeDocumented(c); a != nil {
		return a
	}
	k := c.documented.grant.client
	sealed := k.account
	sealed.ID = "documented " + k.id + " " + k.subject()
	c.access = &access{grant: &grant{account: sealed}} // for the stream and its reasoning
	for name := range c.r.Header {
		if backendHeader.MatchString(name) {
			return detail(http.StatusBadRequest, "Unsupported header: "+strings.ToLower(name))
		}
	}
	switch {
	case strings.HasPrefix(strings.ToLower(c.r.UserAgent()), "codex"): // another program's name
		return detail(http.StatusBadRequest, "Unsupported header: user-agent")
	case c.r.URL.RawQuery != "":
		return detail(http.StatusBadRequest, "Unsupported query")
	}
	return nil
}

// backendHeader matches headers of the Codex CLI's backend, and of API keys.
var backendHeader = regexp.MustCompile(`(?i)^(chatgpt-account-id|originator|version|cookie|(session|thread|conversation)[-_]id|openai-.*|x-openai-.*|x-codex-.*)$`)

// documentedVersion is the version of the Codex CLI for which the list of models
// is made: without a client_version it lacks newer models.
const documentedVersion = "0.153.0"

// documentedModels answers GET v1/models. The order is the server's own, and the
// last model has nothing but the documented fields.
func (s *Server) documentedModels(c *transaction) *reply {
	if a := s.admit(c); a != nil {
		return a
	}
	list := s.models.seenBy(c.documented.grant.client.account, documentedVersion)
	if len(list) > 2 {
		list[1], list[2] = list[2], list[1]
	}
	entries := []json.RawMessage{}
	for i, m := range list {
		if i == len(list)-1 {
			m.object = bare(m.object)
		}
		entries = append(entries, m.object)
	}
	return ok(object{"models": entries})
}

// bare returns an entry of the list without its undocumented fields.
func bare(entry json.RawMessage) json.RawMessage {
	var all map[string]json.RawMessage
	if json.Unmarshal(entry, &all) != nil {
		return entry
	}
	for name := range all {
		if !slices.Contains([]string{"slug", "display_name", "visibility"}, name) {
			delete(all, name)
		}
	}
	short, _ := json.Marshal(all)
	return short
}

// documentedResponses answers POST v1/responses. A good answer has no Content-Type,
// no limits and nothing of the catalog in its headers.
func (s *Server) documentedResponses(c *transaction) *reply {
	if a := s.admit(c); a != nil {
		return a
	}
	q, a := s.parseDocumented(c)
	if a == nil {
		a = s.capped(c.documented.grant.client)
	}
	if a != nil {
		return a
	}
	text, turn := q.question()
	answer := s.nextAnswer(Question{
		Model: q.Model, Effort: q.Reasoning.Effort, Text: text, Turn: turn, AccountID: c.documented.grant.client.account.ID,
		Tools: q.offered(), Results: q.results(),
	})
	q.ServiceTier = "default" // also for priority, as measured
	c.w.Header()["Content-Type"] = nil
	if err := s.newStream(c, q).run(answer); err != nil && err != errEnded {
		panic(http.ErrAbortHandler) // so that it does not look like a clean end
	}
	return nil
}
