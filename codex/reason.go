package codex

import (
	"net/http"
	"regexp"
	"strings"
)

// hidden takes the place of a secret in a server's message.
const hidden = "[hidden]"

// secretLike finds what looks like a token in a text: after the word Bearer, a
// JWT, an API key, a refresh token, and long runs of letters and digits.
var secretLike = regexp.MustCompile(`(?i:bearer)[ :=]+\S+|eyJ[\w-]{6,}[\w.-]*|\b(?:sk|rt|at|sess)[-_.][\w.*-]{8,}|[\w-]{48,}`)

// masked returns a server's message without secrets. Some servers quote the
// token that they refuse, and messages are shown, kept and mailed.
func masked(message, bearer string) string {
	if len(bearer) >= 8 {
		message = strings.ReplaceAll(message, bearer, hidden)
	}
	return secretLike.ReplaceAllString(message, hidden)
}

// bearerOf returns the token that an answer's request was signed with.
func bearerOf(resp *http.Response) string {
	if resp.Request == nil {
		return ""
	}
	return strings.TrimPrefix(resp.Request.Header.Get("Authorization"), "Bearer ")
}

// reader returns the reader for what the server says in resp.
func (c *Client) reader(resp *http.Response) faultReader {
	return faultReader{now: c.now(), bearer: bearerOf(resp)}
}
