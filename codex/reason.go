package codex

import (
	"net/http"
	"regexp"
	"strings"
)

// hidden replaces a secret in a server's message.
const hidden = "[hidden]"

// secretLike matches what looks like a token: text after the word Bearer, a
// JWT, an API key, a refresh token, or a long run of letters and digits.
var secretLike = regexp.MustCompile(`(?i:bearer)[ :=]+\S+|eyJ[\w-]{6,}[\w.-]*|\b(?:sk|rt|at|sess)[-_.][\w.*-]{8,}|[\w-]{48,}`)

// masked returns a server's message without secrets. Some servers quote the
// token that they refuse, and people read, save and mail such messages.
func masked(message, bearer string) string {
	if len(bearer) >= 8 {
		message = strings.ReplaceAll(message, bearer, hidden)
	}
	return secretLike.ReplaceAllString(message, hidden)
}

// bearerOf returns the bearer token of the request that resp answers.
func bearerOf(resp *http.Response) string {
	if resp.Request == nil {
		return ""
	}
	return strings.TrimPrefix(resp.Request.Header.Get("Authorization"), "Bearer ")
}

// reader returns a reader for the failures in resp.
func (c *Client) reader(resp *http.Response) faultReader {
	return faultReader{now: c.now(), bearer: bearerOf(resp)}
}
