package codex

import (
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"banter/auth"
)

// liteHeader asks for the Responses Lite shape (openai/codex
// codex-api/src/endpoint/responses.rs).
const liteHeader = "X-Openai-Internal-Codex-Responses-Lite"

// authorize puts the headers on req that say who asks. It fails when the
// tokens must not go where req goes. There is no version header: it would
// claim to be a version of the Codex CLI, and be held to it.
func (c *Client) authorize(req *http.Request, t auth.Tokens) error {
	if err := t.CheckURL(req.URL); err != nil {
		return err
	}
	h := req.Header
	h.Set("Authorization", "Bearer "+t.Access.Reveal())
	h.Set("ChatGPT-Account-Id", t.AccountID)
	h.Set("originator", c.originator)
	h.Set("User-Agent", c.userAgent)
	if auth.ParseClaims(t.ID).FedRAMP {
		h.Set("X-OpenAI-Fedramp", "true")
	}
	return nil
}

// defaultUserAgent is banter/VERSION, with the version that the Go tool wrote
// into the binary.
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
