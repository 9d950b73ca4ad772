package auth

import (
	"net/http"
	"strings"
)

// SetHeaders writes the sign-in into the headers of a request: the bearer, and
// what the backend of t's [Provider] wants to know of the account. Call
// [Tokens.CheckURL] with the request's URL before.
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

// pinned leaves out the residency of accounts that are pinned nowhere, and one
// that is no header value. Workspaces that are pinned to a region are refused
// without it (can1357/oh-my-pi, anomalyco/opencode#42432).
func pinned(region string) string {
	control := func(r rune) bool { return r < ' ' || r == 0x7f }
	if region == "no_constraint" || strings.ContainsFunc(region, control) {
		return ""
	}
	return region
}
