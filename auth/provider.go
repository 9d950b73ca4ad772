package auth

import (
	"maps"
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

	AuthorizeURL    string            // page of the browser flow; default {issuer}/oauth/authorize
	AuthorizeParams map[string]string // what it takes beyond RFC 6749 and RFC 7636
	Redirect        Redirect          // where that page sends the browser

	DeviceCodeURL  string // gives a code; default {issuer}/api/accounts/deviceauth/usercode
	DeviceTokenURL string // is polled; default {issuer}/api/accounts/deviceauth/token
	DevicePage     string // where a person enters the code; default {issuer}/codex/device
	DeviceRedirect string // redirect_uri of the exchange; default {issuer}/deviceauth/callback

	TokenParams map[string]string // sent with each exchange and refresh
	RefreshForm bool              // refresh with a form (RFC 6749 section 6) and not with JSON

	Headers HeaderNames
}

// A Redirect is the loopback address that an issuer has registered for a
// client.
type Redirect struct {
	Host  string // as in the redirect_uri: localhost or 127.0.0.1
	Path  string
	Ports []int // tried in order; 0 stands for any free port
}

// HeaderNames says in which headers of a request to the backend the facts of
// the sign-in go. An empty name sends none.
type HeaderNames struct {
	Account   string // the account id; if empty, tokens need none
	FedRAMP   string // "true" for accounts of that kind
	Residency string // the region of accounts that are pinned to one
}

// Codex describes the sign-in of the Codex backend with the public client id
// of the Codex CLI (openai/codex login/src/auth/manager.rs, login/src/server.rs).
func Codex() Provider {
	return Provider{
		Name:     "codex",
		Issuer:   "https://auth.openai.com",
		ClientID: "app_EMoamEEZ73f0CkXaXp7hrann",
		BaseURL:  "https://chatgpt.com/backend-api/codex",
		Scopes:   []string{"openid", "profile", "email", "offline_access"},
		AuthorizeParams: map[string]string{
			"id_token_add_organizations": "true",
			"codex_cli_simplified_flow":  "true",
			"originator":                 "banter",
		},
		Redirect: Redirect{Host: "localhost", Path: "/auth/callback", Ports: []int{1455, 1457}},
		Headers: HeaderNames{
			Account:   "ChatGPT-Account-Id",
			FedRAMP:   "X-OpenAI-Fedramp",
			Residency: "x-openai-internal-codex-residency",
		},
	}
}

// ProviderNamed returns the provider that tokens name; the empty name is
// [Codex]'s. A provider that this package does not know gives the zero value.
func ProviderNamed(name string) (Provider, bool) {
	for _, p := range []Provider{Codex()} {
		if p.Name == first(name, p.Name) {
			return p.complete(), true
		}
	}
	return Provider{}, false
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
	if hostOf(p.Issuer) == hostOf(p.BaseURL) {
		return account + "@" + hostOf(p.Issuer)
	}
	return account + "@" + hostOf(p.Issuer) + "," + hostOf(p.BaseURL)
}

// complete fills every empty field and drops trailing slashes.
func (p Provider) complete() Provider {
	if real := Codex(); p.Name == "" || p.Name == real.Name {
		p = p.over(real)
	}
	p.Issuer = strings.TrimRight(p.Issuer, "/")
	p.BaseURL = strings.TrimRight(p.BaseURL, "/")
	p.TokenURL = first(strings.TrimRight(p.TokenURL, "/"), p.Issuer+"/oauth/token")
	p.RevokeURL = first(strings.TrimRight(p.RevokeURL, "/"), p.Issuer+"/oauth/revoke")
	p.AuthorizeURL = first(p.AuthorizeURL, p.Issuer+"/oauth/authorize")
	p.DeviceCodeURL = first(p.DeviceCodeURL, p.Issuer+"/api/accounts/deviceauth/usercode")
	p.DeviceTokenURL = first(p.DeviceTokenURL, p.Issuer+"/api/accounts/deviceauth/token")
	p.DevicePage = first(p.DevicePage, p.Issuer+"/codex/device")
	p.DeviceRedirect = first(p.DeviceRedirect, p.Issuer+"/deviceauth/callback")
	return p
}

// over takes what p leaves out from base.
func (p Provider) over(base Provider) Provider {
	p.Name = base.Name
	p.Issuer = first(p.Issuer, base.Issuer)
	p.ClientID = first(p.ClientID, base.ClientID)
	p.BaseURL = first(p.BaseURL, base.BaseURL)
	if p.Scopes == nil {
		p.Scopes = base.Scopes
	}
	if p.AuthorizeParams == nil {
		p.AuthorizeParams = base.AuthorizeParams
	}
	if p.Headers == (HeaderNames{}) {
		p.Headers = base.Headers
	}
	p.Redirect.Host = first(p.Redirect.Host, base.Redirect.Host)
	p.Redirect.Path = first(p.Redirect.Path, base.Redirect.Path)
	if p.Redirect.Ports == nil {
		p.Redirect.Ports = base.Redirect.Ports
	}
	return p
}

// with returns the fields together with those that the provider wants in
// every request to the token endpoint.
func (p Provider) with(fields map[string]string) map[string]string {
	all := maps.Clone(p.TokenParams)
	if all == nil {
		return fields
	}
	maps.Copy(all, fields)
	return all
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "an unknown host"
	}
	return u.Host
}
