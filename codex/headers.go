package codex

import (
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"banter/auth"
)

// liteHeader selects the Responses Lite shape (openai/codex
// codex-api/src/endpoint/responses.rs).
const liteHeader = "X-Openai-Internal-Codex-Responses-Lite"

// authorize sets the headers of req that identify the caller. It fails if the
// tokens must not go to the host of req. It sets no version header, which would
// claim to be a version of the Codex CLI.
func (c *Client) authorize(req *http.Request, t auth.Tokens) error {
	if err := c.checkURL(req.URL, t); err != nil {
		return err
	}
	if c.route == RouteDocumented { // which has no other headers ("Models and inference")
		t.SetHeaders(req.Header)
		req.Header.Set("User-Agent", c.userAgent)
		return nil
	}
	for key, values := range c.header {
		if key = http.CanonicalHeaderKey(key); req.Header[key] == nil {
			req.Header[key] = slices.Clone(values)
		}
	}
	t.SetHeaders(req.Header)
	req.Header.Set("originator", c.originator)
	req.Header.Set("User-Agent", c.userAgent)
	return nil
}

// checkURL returns an error if t must not be sent to u.
func (c *Client) checkURL(u *url.URL, t auth.Tokens) error {
	if c.proxied {
		return checkProxy(u)
	}
	return t.CheckURL(u)
}

// printable reports whether s can be the value of a header.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// checkHeaders returns an error for headers that net/http would refuse to send,
// which it reports as a failure of the network.
func checkHeaders(h http.Header) *Error {
	for key, values := range h {
		if !slices.ContainsFunc(values, func(v string) bool { return !printable(v) }) {
			continue
		}
		return badRequest("The request cannot be sent: its header "+clip(key, maxName)+" holds a line break or another control character.", "",
			errors.New("header is not printable"))
	}
	return nil
}

// defaultUserAgent returns banter/VERSION, with the version of the module in
// the build information.
var defaultUserAgent = sync.OnceValue(func() string {
	version := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		modules := append([]*debug.Module{&info.Main}, info.Deps...)
		for _, m := range modules {
			if m.Path == "banter" {
				version = strings.Trim(m.Version, "()")
			}
		}
	}
	return "banter/" + first(version, "devel")
})
