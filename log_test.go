package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"banter/codex/codextest"
)

// TestDebugLog plays a sign-in, a refresh, a refused token and a busy server.
// The log has these events, and no questions and answers.
func TestDebugLog(t *testing.T) {
	server, env := bare(t, codextest.Options{
		Doc: "ANSWERED with a secret word", LoginTTL: time.Second, Account: codextest.Account{Email: "ada@MAILED.example", ID: "acc-MARKED"},
	})
	env = append(env, "BANTER_STORE=codex")
	log := watchOf(env).log()
	story := func(args ...string) string {
		t.Helper()
		before, _ := os.ReadFile(log)
		runs(t, env, args...)
		after, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return string(after[len(before):])
	}
	login := story("login")
	tells(t, login, `command="banter login"`, `msg="tokens not there"`, "path=/api/accounts/deviceauth/usercode", "path=/oauth/token attempt=1 status=200", `msg="tokens saved"`, "msg=exit", "code=0")
	// A token of a second is due for a refresh from the start.
	tells(t, story("ask", "PROMPTED words"), `command="banter ask"`, `msg="tokens loaded"`, "path=/oauth/token attempt=1 status=200", `msg="tokens saved"`, `msg="tokens refreshed"`,
		`msg="history opened"`, "temporary=false", "path=/backend-api/codex/responses attempt=1 status=200", "how=closed", "code=0")

	server.ExpireAccess()
	tells(t, story("ask", "PROMPTED again"), "status=401", `msg="tokens rejected by the server"`, "path=/oauth/token attempt=1 status=200", `msg="tokens refreshed"`, "status=200", "code=0")
	if err := server.Fault("usage-limit", 1); err != nil {
		t.Fatal(err)
	}
	tells(t, story("ask", "-c", "PROMPTED too"), "path=/backend-api/codex/responses attempt=1 status=429", "request_id=", "cf_ray=", "msg=fault", `fault="Your plan's 5 h limit is reached; it resets `, "code=usage_limit", "msg=exit", "code=5")
	server.RevokeSignIns()
	tells(t, story("ask", "PROMPTED in vain"), "status=401", `msg="tokens refused"`, "code=refresh_token_invalidated", "msg=exit", "code=4")
	tells(t, story("resume", "PROMPTED"), `fault="The command line cannot be carried out."`, "code=1")
	tells(t, story("ask", "--account", "PROMPTED words", "hi"), `fault="The command line cannot be carried out."`, "code=2")
	tells(t, story("what", "PROMPTED"), "") // nothing is known of a command line that says nothing
	tells(t, story("whoami", "PROMPTED"), "")

	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	device := strings.Count(login, "deviceauth/token")
	if device == 0 {
		t.Errorf("no code was waited for:\n%s", login)
	}
	for _, private := range []string{"PROMPTED", "ANSWERED", "secret", "MAILED", "MARKED", canary, "eyJ", "Bearer", "?", "@", "ac_", "rt_"} {
		if strings.Contains(string(text), private) {
			t.Errorf("the log holds %q:\n%s", private, text)
		}
	}
}

// tells checks that a log has the texts, in this order.
func tells(t *testing.T, log string, want ...string) {
	t.Helper()
	rest := log
	for _, text := range want {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("the log does not tell %s, after what comes before it:\n%s", text, log)
			return
		}
		rest = after
	}
}

func TestLogThatCannotBeOpened(t *testing.T) {
	cmd := []string{"whoami", "--log", t.TempDir()}
	_, env := bare(t, codextest.Options{})
	runs(t, env, "whoami") // so that there is a log
	if out := runs(t, env, cmd...); !strings.Contains(out, "cannot be opened") || !strings.Contains(out, "Choose another file with --log.") {
		t.Errorf("got %s", out)
	}
}
