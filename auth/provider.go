package auth

// A Provider describes one kind of sign-in as data: who issues the tokens,
// under which client id, and which backend they are for. Code outside this
// package must not assume that there is only one. Empty URL fields are
// derived from Issuer; a trailing slash never matters.
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
// of the Codex CLI.
func Codex() Provider { panic("skeleton") }
