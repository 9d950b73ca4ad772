package auth

import (
	"net/url"
	"strings"
)

// A Provider describes one kind of sign-in as data: who issues the tokens,
// under which client id, and which backend they are for. Code outside this
// package must not assume that there is only one. Empty URL fields are
// derived from Issuer; a trailing slash never matters.
//
// A Provider without a name is a variation of [Codex]: fields that are empty
// are taken from there.
type Provider struct {
	Name     string // short stable name, kept beside the tokens: "codex"
	Issuer   string // https://auth.openai.com
	ClientID string
	BaseURL  string // backend the access token is for: https://chatgpt.com/backend-api/codex
	Scopes   []string

	TokenURL  string // default {issuer}/oauth/token
	RevokeURL string // default {issuer}/oauth/revoke
}

// Codex describes the sign-in of the Codex backend with the public client id
// of the Codex CLI (openai/codex login/src/auth/manager.rs).
func Codex() Provider {
	return Provider{
		Name:     "codex",
		Issuer:   "https://auth.openai.com",
		ClientID: "app_EMoamEEZ73f0CkXaXp7hrann",
		BaseURL:  "https://chatgpt.com/backend-api/codex",
		Scopes:   []string{"openid", "profile", "email", "offline_access"},
	}
}

// Entry returns the name under which a store for many sign-ins keeps the named
// account of this provider. It is the account's name alone for the real
// servers; any others are named, so that a sign-in at a test server never
// replaces the real one.
func (p Provider) Entry(account string) string {
	p = p.complete()
	real := Codex()
	if p.Issuer == real.Issuer && p.BaseURL == real.BaseURL && p.ClientID == real.ClientID {
		return account
	}
	return account + "@" + hostOf(p.Issuer)
}

// complete fills every empty field and drops trailing slashes.
func (p Provider) complete() Provider {
	if real := Codex(); p.Name == "" || p.Name == real.Name {
		p.Name = real.Name
		p.Issuer = first(p.Issuer, real.Issuer)
		p.ClientID = first(p.ClientID, real.ClientID)
		p.BaseURL = first(p.BaseURL, real.BaseURL)
		if p.Scopes == nil {
			p.Scopes = real.Scopes
		}
	}
	p.Issuer = strings.TrimRight(p.Issuer, "/")
	p.BaseURL = strings.TrimRight(p.BaseURL, "/")
	p.TokenURL = first(p.TokenURL, p.Issuer+"/oauth/token")
	p.RevokeURL = first(p.RevokeURL, p.Issuer+"/oauth/revoke")
	return p
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "an unknown host"
	}
	return u.Host
}
