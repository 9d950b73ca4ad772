package auth

import (
	"maps"
	"net/url"
	"strings"
)

// A Provider describes a kind of sign-in: the server that issues the tokens, the
// client id, and the backend that the tokens are for. An empty URL is derived from
// Issuer; a trailing slash is ignored.
//
// If Name is empty or that of [Codex], the empty fields of a Provider are those of
// Codex. So the zero Provider is Codex, and a test sets only Issuer and BaseURL.
type Provider struct {
	Name     string   // short stable name, saved with the tokens: "codex"
	Issuer   string   // sign-in server: https://auth.openai.com
	ClientID string   // OAuth client id
	BaseURL  string   // backend of the access token: https://chatgpt.com/backend-api/codex
	Scopes   []string // scopes of the browser flow

	TokenURL  string // default {issuer}/oauth/token
	RevokeURL string // default {issuer}/oauth/revoke

	AuthorizeURL    string            // page of the browser flow; default {issuer}/oauth/authorize
	AuthorizeParams map[string]string // parameters of that page beyond RFC 6749 and RFC 7636
	Redirect        Redirect          // address that the page redirects the browser to

	DeviceCodeURL  string // endpoint for a new code; default {issuer}/api/accounts/deviceauth/usercode
	DeviceTokenURL string // endpoint to poll; default {issuer}/api/accounts/deviceauth/token
	DevicePage     string // page to enter the code; default {issuer}/codex/device
	DeviceRedirect string // redirect_uri of the exchange; default {issuer}/deviceauth/callback

	TokenParams map[string]string // parameters to add to each exchange and refresh
	RefreshForm bool              // refresh with a form (RFC 6749 section 6) instead of JSON

	Headers HeaderNames // headers of requests to the backend
}

// A Redirect is the loopback address that is registered at an issuer for a client.
type Redirect struct {
	Host  string // host of the redirect_uri: localhost or 127.0.0.1
	Path  string
	Ports []int // in the order to try them; 0 means any free port
}

// HeaderNames names the headers of a request to the backend that
// [Tokens.SetHeaders] sets. A header without a name is not sent.
type HeaderNames struct {
	Account   string // account id; without a name, tokens need no account id
	FedRAMP   string // "true" for FedRAMP accounts
	Residency string // region of accounts that are pinned to one
}

// Codex returns the provider for ChatGPT plans, with the public client id of the
// Codex CLI (openai/codex login/src/auth/manager.rs, login/src/server.rs).
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

// ProviderNamed returns the provider of that name, and whether this package knows
// it. The empty name is that of [Codex].
func ProviderNamed(name string) (Provider, bool) {
	for _, p := range []Provider{Codex()} {
		if p.Name == first(name, p.Name) {
			return p.complete(), true
		}
	}
	return Provider{}, false
}

// Entry returns a name for the account in a store of many sign-ins, such as
// [NewKeychain]. For the servers of [Codex] it is the name of the account; for
// others it includes their hosts, so that a sign-in at a test server does not
// replace the real one.
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

// complete returns p with defaults for empty fields and without trailing slashes.
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

// over returns p with the fields of base where p's are empty.
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

// with returns fields and TokenParams, for a request to the token endpoint.
func (p Provider) with(fields map[string]string) map[string]string {
	all := maps.Clone(p.TokenParams)
	if all == nil {
		return fields
	}
	maps.Copy(all, fields)
	return all
}

// hostOf returns the host of an address, with its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "an unknown host"
	}
	return u.Host
}
