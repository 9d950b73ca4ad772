package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// signedIn is a computer on which ada is signed in, in the Codex CLI's file.
func signedIn(t *testing.T, opts codextest.Options) *computer {
	t.Helper()
	opts.Account = ada
	m := newComputer(t, opts)
	m.env["BANTER_STORE"] = "codex"
	if out := m.must("login"); !strings.Contains(out, "Enter  ") || !strings.Contains(out, "Signed in as ada@example.org (plus).\n") || !strings.Contains(out, "auth.json, shared with the Codex CLI") {
		t.Fatalf("login says %q", out)
	}
	return m
}

// TestCommandLines checks what each command line prints, where, and its exit
// code.
func TestCommandLines(t *testing.T) {
	for _, test := range []struct {
		name, args, fault string
		code              int
		out, errs         string // parts; "-": nothing at all
	}{
		{"ask", "ask hello there", "", 0, "An answer.\n", "-"},
		{"ask of a fault that passes", "ask hello", "500@responses", 0, "An answer.\n", "-"},
		{"ask at the limit", "ask hello", "usage-limit", 5, "-", "banter: "},
		{"ask of a model that is none", "ask --model nothing hello", "404-model", 1, "-", "banter models lists what your plan offers."},
		{"ask at an effort that no model offers", "ask --effort extreme hello", "", 2, "-", "--effort: no model offers the effort \"extreme\". Choose one of low, medium, high"},
		{"ask at an effort of another model", "ask --model gpt-5.5 --effort ultra hello", "", 0, "An answer.\n", "gpt-5.5 does not offer the effort \"ultra\", so it thinks at "},
		{"serve at an effort that no model offers", "serve --effort extreme", "", 2, "-", "no model offers the effort \"extreme\"."},
		{"chat at an effort that no model offers", "--effort extreme", "", 2, "-", "no model offers the effort \"extreme\"."},
		{"ask in a theme that is none", "ask --theme neon hello", "", 2, "-", "--theme: there is no theme called \"neon\"."},
		{"ask nothing", "ask", "", 2, "-", "banter: The question is empty."},
		{"ask where tokens are refused", "ask hello", "401-invalidated", 4, "-", "Run banter login."},
		{"go on with nothing", "ask --continue hello", "", 1, "-", "There is no conversation to go on with. Ask without --continue."},
		{"temporary and going on", "ask --temporary --continue hello", "", 2, "-", "Leave out --temporary or --continue."},
		{"resume nothing", "resume 0199", "", 1, "-", "banter: "},
		{"resume in a pipe", "resume", "", 2, "-", "The chat needs a terminal."},
		{"temporary and resumed", "resume --temporary", "", 2, "-", "Leave out --temporary."},
		{"chat in a pipe", "", "", 2, "-", "The chat needs a terminal. In a pipe, use banter ask, or banter --plain."},
		{"demo in a pipe", "demo", "", 2, "-", "The chat needs a terminal."},
		{"models", "models", "", 0, "gpt-6.1-sol\tGPT-6.1-Sol\t272000\tlow medium high", "-"},
		{"models as JSON", "models --json", "", 0, `"context_window":272000`, "-"},
		{"models when the server is down", "models", "500@models", 0, "gpt-6.1-sol\t", "-"},
		{"whoami", "whoami", "", 0, "email    ada@example.org\nplan     plus\naccount  acc-ada\nroute    codex, the sign-in of the Codex CLI\nstore    codex\n", "-"},
		{"whoami as JSON", "whoami --json", "", 0, `{"name":"default","email":"ada@example.org","plan":"plus","account_id":"acc-ada","store":"codex","route":"codex","expires":"20`, "-"},
		{"whoami of all as JSON", "whoami --all --json", "", 0, `{"name":"default","email":"ada@example.org","plan":"plus","account_id":"acc-ada","store":"codex","route":"codex","current":true}` + "\n", "-"},
		{"whoami of an unknown account", "whoami --account other --store memory", "", 4, "-", "Run banter login --account other."},
		{"an account without a sign-in", "--account other models", "", 4, "-", "There is no account called \"other\" here. Run banter login --account other."},
		{"an unknown account in the Codex CLI's file", "--account other --store codex models", "", 4, "-", "There is no account called \"other\" here. Run banter login --account other."},
		{"a chat as an unknown account in the Codex CLI's file", "--account other --store codex", "", 4, "-", "There is no account called \"other\" here."},
		{"an argument too many", "models all", "", 2, "-", "The argument \"all\" is unexpected. Try banter models --help."},
		{"a flag that is none", "models --al", "", 2, "-", "There is no flag --al. Try banter models --help."},
		{"two ways to sign in", "login --device --browser", "", 2, "-", "--device and --browser exclude each other."},
		{"memory", "login --store memory", "", 2, "-", "Choose another --store."},
		{"version", "--version", "", 0, "banter", "-"},
		{"help", "login --help", "", 0, "--browser", "-"},
		{"log that cannot be", "--log /dev/null/x models", "", 2, "-", "cannot be opened"},
		{"a name with an escape", "--account a\x1b[31m models", "", 2, "-", `"a\x1b[31m" cannot be the name`},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := signedIn(t, codextest.Options{Doc: "An answer."})
			if strings.Contains(test.args, "--account") {
				delete(m.env, "BANTER_STORE")
			}
			if test.fault != "" {
				times := 1
				if test.code != 0 {
					times = 99
				}
				if err := m.Fault(test.fault, times); err != nil {
					t.Fatal(err)
				}
			}
			out, errs, err := m.runs(strings.Fields(test.args)...)
			if got := exitCode(err); got != test.code {
				t.Errorf("exit code %d, want %d: %v", got, test.code, err)
			}
			for _, stream := range []struct{ name, got, want string }{{"standard output", out, test.out}, {"standard error", errs, test.errs}} {
				if stream.want == "-" && stream.got != "" || stream.want != "-" && !strings.Contains(stream.got, stream.want) {
					t.Errorf("%s is %q, want %q", stream.name, stream.got, stream.want)
				}
			}
		})
	}
}

// TestGoOnWithAConversation uses its model, unless the question names another.
func TestGoOnWithAConversation(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "An answer."})
	asked := func(args ...string) (model, effort, body string) {
		m.must(append([]string{"ask"}, args...)...)
		requests := m.Requests()
		for i := len(requests) - 1; ; i-- {
			if requests[i].Endpoint == "responses" {
				var q struct {
					Model     string
					Reasoning struct{ Effort string }
				}
				if err := json.Unmarshal([]byte(requests[i].Body), &q); err != nil {
					t.Fatal(err)
				}
				return q.Model, q.Reasoning.Effort, requests[i].Body
			}
		}
	}
	if model, _, _ := asked("first question"); model != "gpt-6.1-sol" {
		t.Errorf("the default is %s", model)
	}
	if model, effort, _ := asked("--model", "gpt-6-luna", "--effort", "low", "second question"); model != "gpt-6-luna" || effort != "low" {
		t.Errorf("asked %s at %s", model, effort)
	}
	model, effort, body := asked("-c", "and shorter?")
	if model != "gpt-6-luna" || effort != "low" || !strings.Contains(body, "second question") || strings.Contains(body, "first question") {
		t.Errorf("went on with %s at %s: %s", model, effort, body)
	}
	if model, _, body := asked("-c", "--model", "gpt-6.1-sol", "and longer?"); model != "gpt-6.1-sol" || !strings.Contains(body, "and shorter?") {
		t.Errorf("went on with %s: %s", model, body)
	}
	if _, _, body := asked("--temporary", "in between"); strings.Contains(body, "shorter") {
		t.Errorf("a temporary question is part of a conversation: %s", body)
	}
	if _, _, body := asked("-c", "still there?"); strings.Contains(body, "in between") || !strings.Contains(body, "and longer?") {
		t.Errorf("a temporary question was kept: %s", body)
	}
}

// TestQuestionsThroughStandardInput come behind the arguments.
func TestQuestionsThroughStandardInput(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "An answer."})
	ask := func(input string, args ...string) (string, error) {
		in := m.file()
		defer in.Close()
		if _, err := in.WriteString(input); err != nil {
			t.Fatal(err)
		}
		if _, err := in.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		out := m.file()
		defer out.Close()
		a := &app{Process: m.process(in, out, out)}
		a.Args = append([]string{"ask"}, args...)
		err := a.execute(t.Context())
		requests := m.Requests()
		return requests[len(requests)-1].Body, err
	}
	if body, err := ask("ü, a diff\xff\n", "Write", "a message"); err != nil || !strings.Contains(body, `"Write a message\n\nü, a diff�"`) {
		t.Errorf("%v: %s", err, body)
	}
	if body, err := ask("only this\n"); err != nil || !strings.Contains(body, `"only this"`) {
		t.Errorf("%v: %s", err, body)
	}
	if _, err := ask(" \n\t"); exitCode(err) != exitUsage {
		t.Errorf("blanks: %v", err)
	}
	if _, err := ask(strings.Repeat("x", questionLimit+1)); exitCode(err) != exitUsage {
		t.Errorf("more than a question: %v", err)
	}
}

// TestLogouts checks what is removed here and what the server learns.
func TestLogouts(t *testing.T) {
	revocations := func(m *computer) (n int) {
		for _, r := range m.Requests() {
			if r.Endpoint == "revoke" {
				n++
			}
		}
		return n
	}
	file := func(m *computer) bool {
		_, err := os.Stat(filepath.Join(m.home, "codex", "auth.json"))
		return err == nil
	}
	m := signedIn(t, codextest.Options{})
	if out := m.must("logout", "--store", "codex"); !strings.HasPrefix(out, "Signed out. The sign-in was removed from ") || file(m) || revocations(m) != 0 {
		t.Errorf("%q; file there: %v; %d revocations", out, file(m), revocations(m))
	}
	if out := m.must("logout"); out != "You are not signed in.\n" {
		t.Errorf("once more: %q", out)
	}
	if out := m.must("logout", "--all"); out != "You are not signed in.\n" {
		t.Errorf("of all: %q", out)
	}

	m = signedIn(t, codextest.Options{})
	if out := m.must("logout", "--revoke"); !strings.HasSuffix(out, "The server has revoked the sign-in.\n") || revocations(m) != 1 {
		t.Errorf("%q; %d revocations", out, revocations(m))
	}

	m = signedIn(t, codextest.Options{})
	if err := m.Fault("500@revoke", 9); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.runs("logout", "--revoke", "--store", "codex"); exitCode(err) != exitFailed || !file(m) {
		t.Errorf("the server was not told, so it can be tried again: %v, file there: %v", err, file(m))
	}
}

// TestSealedByAFile signs in, asks and signs out without a terminal.
func TestSealedByAFile(t *testing.T) {
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada})
	secret := filepath.Join(m.home, "passphrase")
	if err := os.WriteFile(secret, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.env["BANTER_STORE"], m.env["BANTER_PASSPHRASE_FILE"] = "sealed", secret
	if out := m.must("login", "--account", "work"); !strings.Contains(out, "Signed in as ada@example.org (plus), account work.") || !strings.Contains(out, ", sealed with your passphrase.") {
		t.Errorf("login says %q", out)
	}
	if out := m.must("ask", "hello"); out != "An answer.\n" {
		t.Errorf("got %q", out)
	}
	delete(m.env, "BANTER_STORE") // the index knows the place of that account
	if out := m.must("--account", "work", "ask", "hello"); out != "An answer.\n" {
		t.Errorf("got %q", out)
	}
	if out := m.must("login", "--account", "work", "--store", "codex", "--device"); !strings.Contains(out, "Signed in") {
		t.Errorf("moved: %q", out)
	}
	if files, _ := filepath.Glob(filepath.Join(m.home, "banter", "data", "*.age")); len(files) != 0 {
		t.Errorf("the sealed file stays behind: %q", files)
	}
	if out := m.must("logout", "--account", "work"); !strings.Contains(out, "Banter no longer uses the sign-in in") {
		t.Errorf("logout says %q", out)
	}
}

// TestServeFromTheCommandLine prints the settings and ends with its context.
func TestServeFromTheCommandLine(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "An answer."})
	for _, test := range []struct{ args, says string }{
		{"serve --addr 127.0.0.1:0", "OPENAI_BASE_URL=http://127.0.0.1:"},
		{"serve --addr 127.0.0.1:0 --proxy", "http://127.0.0.1:"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		out, errs := m.file(), m.file()
		a := &app{Process: m.process(nil, out, errs)}
		a.Args = strings.Fields(test.args)
		ended := make(chan error, 1)
		go func() { ended <- a.execute(ctx) }()
		for last := ""; !strings.HasSuffix(last, "\n"); last = written(t, out) {
			select {
			case err := <-ended:
				t.Fatalf("%s: %v", test.args, err)
			default:
			}
		}
		if !strings.Contains(test.args, "--proxy") {
			checkKey(t, written(t, out))
		}
		cancel()
		if err := <-ended; err != nil && exitCode(err) != exitInterrupted {
			t.Errorf("%s: %v", test.args, err)
		}
		if said := written(t, out); !strings.HasPrefix(said, test.says) {
			t.Errorf("%s says %q", test.args, said)
		}
		out.Close()
		errs.Close()
	}
	m.must("logout", "--store", "codex")
	if _, said, err := m.runs("serve", "--addr", "127.0.0.1:0"); exitCode(err) != exitSignIn {
		t.Errorf("%v, %q", err, said)
	}
}

// checkKey asks with and without the printed key.
func checkKey(t *testing.T, told string) {
	t.Helper()
	base, key, _ := strings.Cut(strings.TrimPrefix(told, "OPENAI_BASE_URL="), "\nOPENAI_API_KEY=")
	key = strings.TrimSpace(key)
	for bearer, want := range map[string]int{key: http.StatusOK, key + "x": http.StatusUnauthorized, "": http.StatusUnauthorized} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/models", nil)
		if err != nil {
			t.Fatal(err)
		}
		if bearer != "" {
			request.Header.Set("Authorization", "Bearer "+bearer)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want || key == "" {
			t.Errorf("status %d, want %d, with the key: %v", answer.StatusCode, want, bearer == key)
		}
	}
}
