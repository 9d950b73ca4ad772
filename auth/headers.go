package auth

import (
	"net/http"
	"strings"
)

// SetHeaders sets the headers that identify the person in a request: Authorization
// with the access token, and those of the [HeaderNames] of t's Provider, which for
// [Codex] are ChatGPT-Account-Id, X-OpenAI-Fedramp and
// x-openai-internal-codex-residency. It removes those that t has no value for.
//
// Before it sends the request, the program calls [Tokens.CheckURL] with its URL;
// [Source.Client] does both.
func (t Tokens) SetHeaders(h http.Header) {
	p, _ := ProviderNamed(t.Provider)
	set := func(name, value string) {
		if name == "" {
			return
		}
		h.Del(name)
		if value != "" {
			h.Set(name, value)
		}
	}
	id, access := ParseClaims(t.ID), ParseClaims(t.Access)
	bearer := ""
	if !t.Access.IsZero() {
		bearer = "Bearer " + t.Access.Reveal()
	}
	set("Authorization", bearer)
	set(p.Headers.Account, t.AccountID)
	set(p.Headers.Residency, pinned(first(access.Residency, id.Residency)))
	if id.FedRAMP || access.FedRAMP {
		set(p.Headers.FedRAMP, "true")
	}
}

// pinned returns region unless it is "no_constraint" or cannot be a header value.
// The backend refuses requests of a pinned workspace without the header
// (can1357/oh-my-pi, anomalyco/opencode#42432).
func pinned(region string) string {
	control := func(r rune) bool { return r < ' ' || r == 0x7f }
	if region == "no_constraint" || strings.ContainsFunc(region, control) {
		return ""
	}
	return region
}
