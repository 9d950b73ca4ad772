//go:build codexcli

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/codex/codextest"
)

// TestSharedWithTheCodexCLI lets the real Codex CLI and Banter use one sign-in,
// each with tokens that the other has renewed. It needs codex on the path
// (0.169 works), which few systems have: hence the build tag.
func TestSharedWithTheCodexCLI(t *testing.T) {
	cli, err := exec.LookPath("codex")
	if err != nil {
		t.Fatal("the Codex CLI is not on the path (npm: @openai/codex)")
	}
	for first, second := range map[string]string{"banter": "codex", "codex": "banter"} {
		t.Run(first+" renews", func(t *testing.T) {
			server, env := bare(t, codextest.Options{Doc: "Shared.", LoginTTL: time.Second})
			dir := t.TempDir() // not watched, because the Codex CLI writes there
			env = append(env, "BANTER_STORE=codex", "CODEX_HOME="+dir, "CODEX_REFRESH_TOKEN_URL_OVERRIDE="+server.Issuer()+"/oauth/token")
			configure(t, filepath.Join(dir, "config.toml"), server)
			ask := map[string]func() string{
				"banter": func() string { return runs(t, env, "ask", "hi") },
				"codex": func() string {
					cmd := exec.CommandContext(t.Context(), cli, "exec", "--skip-git-repo-check", "hi")
					cmd.Env, cmd.Dir = env, t.TempDir()
					out, _ := cmd.CombinedOutput()
					return string(out)
				},
			}
			runs(t, env, "login", "--device")
			status := exec.CommandContext(t.Context(), cli, "login", "status")
			status.Env = env
			if out, err := status.CombinedOutput(); err != nil || !strings.Contains(string(out), "Logged in using ChatGPT") {
				t.Errorf("the Codex CLI does not read what Banter wrote: %v\n%s", err, out)
			}
			time.Sleep(time.Until(expiry(server))) // another program has real time
			for _, who := range []string{first, second} {
				if out := ask[who](); !strings.Contains(out, "Shared.") {
					t.Errorf("%s gets no answer:\n%s", who, out)
				}
				if n := requests(server, "refresh"); n != 1 {
					t.Errorf("after %s there were %d refreshes, want the one of %s", who, n, first)
				}
			}
		})
	}
}

// expiry returns a time at which the tokens of the only sign-in at server have
// ended.
func expiry(server *codextest.Server) time.Time {
	all := server.Requests()
	return all[len(all)-1].At.Add(2 * time.Second)
}

func requests(server *codextest.Server, endpoint string) (n int) {
	for _, r := range server.Requests() {
		if r.Endpoint == endpoint {
			n++
		}
	}
	return n
}

// configure points the Codex CLI at server.
func configure(t *testing.T, path string, server *codextest.Server) {
	t.Helper()
	text := fmt.Sprintf(`chatgpt_base_url = "%s/backend-api"
model = "gpt-5.5"
model_provider = "emulator"
[model_providers.emulator]
name = "emulator"
base_url = "%s"
wire_api = "responses"
requires_openai_auth = true
`, server.Issuer(), server.BaseURL())
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
