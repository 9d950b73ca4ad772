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
// If Name is that of [Codex] or [Documented], the empty fields of a Provider are
// those of that one, and the empty Name is that of Codex. So the zero Provider is
// Codex, and a test sets only Name, Issuer and BaseURL.
type Provider struct {
	Name     string   // short stable name, saved with the tokens: "codex", "documented"
	Issuer   string   // sign-in server: https://auth.openai.com
	ClientID string   // OAuth client id; unused with a DynamicClient
	BaseURL  string   // backend of the access token: https://chatgpt.com/backend-api/codex
	Scopes   []string // scopes of the browser flow

	// DynamicClient is the client id of an authorization that registers a client
	// for the person; the callback then names the id that was issued. It also
	// makes the sign-in one of OpenID Connect, as [Documented] describes. Empty:
	// ClientID is registered.
	DynamicClient string
	AgentName     string // name of the program in the person's list of clients, with a DynamicClient
	Resource      string // server that the access token is for (RFC 8707); may be empty

	TokenURL  string // default {issuer}/oauth/token
	RevokeURL string // default {issuer}/oauth/revoke, or that of discovery with a DynamicClient

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

// Names of providers.
const (
	codexName      = "codex"
	documentedName = "documented"
)

// Codex returns the provider for ChatGPT plans, with the public client id of the
// Codex CLI (openai/codex login/src/auth/manager.rs, login/src/server.rs).
func Codex() Provider {
	return Provider{
		Name:     codexName,
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
	p, known := named(name)
	if !known {
		return Provider{}, false
	}
	return p.complete(), true
}

// named returns the provider of that name without derived addresses.
func named(name string) (Provider, bool) {
	for _, p := range []Provider{Codex(), Documented()} {
		if p.Name == first(name, codexName) {
			return p, true
		}
	}
	return Provider{}, false
}

// Entry returns a name for the account in a store of many sign-ins, such as
// [NewKeychain]. For the servers of [Codex] it is the name of the account; for
// others it includes their hosts, so that a sign-in at a test server does not
// replace the real one, and for [Documented] its name.
func (p Provider) Entry(account string) string {
	p = p.complete()
	if p.Name == documentedName {
		account += "@" + p.Name
		if real := Documented(); p.Issuer == real.Issuer && p.BaseURL == real.BaseURL {
			return account
		}
	}
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
	if real, known := named(p.Name); known {
		p = p.over(real)
	}
	p.Issuer = strings.TrimRight(p.Issuer, "/")
	p.BaseURL = strings.TrimRight(p.BaseURL, "/")
	p.RevokeURL = strings.TrimRight(p.RevokeURL, "/")
	folder := "/oauth/"
	if p.dynamic() {
		folder = "/api/accounts/oauth/"
		p.AuthorizeURL = first(p.AuthorizeURL, p.Issuer+"/api/accounts/authorize")
	} else {
		p.RevokeURL = first(p.RevokeURL, p.Issuer+folder+"revoke")
	}
	p.TokenURL = first(strings.TrimRight(p.TokenURL, "/"), p.Issuer+folder+"token")
	p.AuthorizeURL = first(p.AuthorizeURL, p.Issuer+folder+"authorize")
	p.DeviceCodeURL = first(p.DeviceCodeURL, p.Issuer+"/api/accounts/deviceauth/usercode")
	p.DeviceTokenURL = first(p.DeviceTokenURL, p.Issuer+"/api/accounts/deviceauth/token")
	p.DevicePage = first(p.DevicePage, p.Issuer+"/codex/device")
	p.DeviceRedirect = first(p.DeviceRedirect, p.Issuer+"/deviceauth/callback")
	return p
}

// dynamic reports whether the issuer issues a client id to each person.
func (p Provider) dynamic() bool { return p.DynamicClient != "" }

// over returns p with the fields of base where p's are empty.
func (p Provider) over(base Provider) Provider {
	p.Name = base.Name
	p.Issuer = first(p.Issuer, base.Issuer)
	p.ClientID = first(p.ClientID, base.ClientID)
	p.BaseURL = first(p.BaseURL, base.BaseURL)
	p.DynamicClient = first(p.DynamicClient, base.DynamicClient)
	p.AgentName = first(p.AgentName, base.AgentName)
	p.Resource = first(p.Resource, base.Resource)
	p.RefreshForm = p.RefreshForm || base.RefreshForm
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
