package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"banter/codex/codextest"
)

// setUp gives a script its own home and the Codex CLI's file as its store: that
// needs no keychain, and its content can be read.
func setUp(env *testscript.Env) error {
	w := newWatch(env.WorkDir)
	env.Defer(func() {
		for _, leak := range w.leaks() {
			env.T().(searched).Error(leak)
		}
	})
	for name, value := range map[string]string{
		"HOME":                 env.WorkDir,
		"BANTER_KEEP_UNLOCKED": "off",
		"BANTER_HOME":          filepath.Join(env.WorkDir, "home"),
		"BANTER_STORE":         "codex",
		"CODEX_HOME":           filepath.Join(env.WorkDir, "codex"),
		"TERM":                 "xterm-256color",
		"LANG":                 "C.UTF-8",
		"BANTER_LOG":           w.log(),
		"GORACE":               os.Getenv("GORACE"),
	} {
		env.Setenv(name, value)
	}
	env.Values[stateKey{}] = &state{watch: w, asked: make(chan struct{}, 100)}
	return os.MkdirAll(filepath.Join(env.WorkDir, "home"), 0o700)
}

// state is shared by the commands of one script.
type state struct {
	watch       *watch
	emulator    *codextest.Server
	asked       chan struct{} // gets a value when an answer begins
	interrupted *exec.Cmd
	serving     *serving // banter serve in the background
}

type stateKey struct{}

func stateOf(ts *testscript.TestScript) *state { return ts.Value(stateKey{}).(*state) }

// commands are the commands of scripts in addition to testscript's.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"emulator": startEmulator,
	"fault":    setFault,
	"expire":   func(ts *testscript.TestScript, _ bool, _ []string) { emulator(ts).ExpireAccess() },
	"revoked":  func(ts *testscript.TestScript, _ bool, _ []string) { emulator(ts).RevokeSignIns() },
	"clients":  countClients,
	"settings": setClient,
	"secrets":  checkAddresses,
	"sent":     checkSent,
	"requests": countRequests,
	"exits":    checkExit,
	"leaks":    checkLeaks,
	"needs":    failIfRequired,

	"interrupt": interrupt,
	"ended":     checkEnded,
}

// startEmulator starts an emulator and points the program at it:
// emulator [-doc FILE] [-text TEXT] [-chunk BYTES] [-ttl LIFE] [-gone] [-documented]
// [-workspace ID].
// LIFE is the life of the tokens of a sign-in. With -gone it is closed at once. With
// -documented the base URL is that of the documented route. -workspace names another
// workspace of the person.
func startEmulator(ts *testscript.TestScript, _ bool, args []string) {
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	doc := flags.String("doc", "", "")
	text := flags.String("text", "", "")
	chunk := flags.Int("chunk", 0, "")
	ttl := flags.Duration("ttl", 0, "")
	gone := flags.Bool("gone", false, "")
	documented := flags.Bool("documented", false, "")
	workspace := flags.String("workspace", "", "")
	ts.Check(flags.Parse(args))
	if *doc != "" {
		*text = ts.ReadFile(*doc)
	}
	asked := stateOf(ts).asked
	var others []codextest.Account
	if *workspace != "" {
		others = []codextest.Account{{ID: *workspace, Plan: "business"}}
	}
	server := stateOf(ts).watch.emulator(codextest.Options{
		Workspaces: others, Doc: *text, Chunk: *chunk, LoginTTL: *ttl,
		OnRequest: func(r codextest.Request) {
			if r.Endpoint == "responses" {
				asked <- struct{}{}
			}
		},
	})
	ts.Check(server.Start("127.0.0.1:0"))
	ts.Setenv("BANTER_ISSUER", server.Issuer())
	ts.Setenv("BANTER_BASE_URL", server.BaseURL())
	if *documented {
		ts.Setenv("BANTER_BASE_URL", server.DocumentedBaseURL())
	}
	if *gone {
		server.Close()
		return
	}
	ts.Defer(server.Close)
	stateOf(ts).emulator = server
}

func emulator(ts *testscript.TestScript) *codextest.Server {
	server := stateOf(ts).emulator
	if server == nil {
		ts.Fatalf("no emulator was started")
	}
	return server
}

// setFault makes answers go wrong: fault NAME [TIMES], fault none.
func setFault(ts *testscript.TestScript, _ bool, args []string) {
	if args[0] == "none" {
		emulator(ts).ClearFaults()
		return
	}
	times := 1
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		times = n
	}
	ts.Check(emulator(ts).Fault(args[0], times))
}

// checkSent matches the body of the last question: sent REGEXP.
func checkSent(ts *testscript.TestScript, neg bool, args []string) {
	pattern := regexp.MustCompile("(?s)" + args[0])
	requests := emulator(ts).Requests()
	for i := len(requests) - 1; i >= 0; i-- {
		if requests[i].Endpoint != "responses" {
			continue
		}
		if pattern.MatchString(requests[i].Body) == neg {
			ts.Fatalf("%q, expected %v, is not so in\n%s", args[0], !neg, requests[i].Body)
		}
		return
	}
	ts.Fatalf("no question was sent")
}

// countRequests counts what arrived at an endpoint: requests N ENDPOINT.
func countRequests(ts *testscript.TestScript, _ bool, args []string) {
	n := 0
	for _, request := range emulator(ts).Requests() {
		if request.Endpoint == args[1] {
			n++
		}
	}
	if fmt.Sprint(n) != args[0] {
		ts.Fatalf("%d requests at %s, want %s", n, args[1], args[0])
	}
}

// countClients counts the registrations of the documented route: clients N.
func countClients(ts *testscript.TestScript, _ bool, args []string) {
	if n := len(emulator(ts).Clients()); fmt.Sprint(n) != args[0] {
		ts.Fatalf("%d clients are registered, want %s", n, args[0])
	}
}

// setClient sets the client of a workspace in ChatGPT's settings: its cap is reached, or
// its plan use is off: settings WORKSPACE cap|off.
func setClient(ts *testscript.TestScript, _ bool, args []string) {
	for _, client := range emulator(ts).Clients() {
		if client.Account.ID == args[0] {
			emulator(ts).SetClient(client.ID, codextest.ClientSettings{CapReached: args[1] == "cap", PlanUseOff: args[1] == "off"})
			return
		}
	}
	ts.Fatalf("no client is in the workspace %s", args[0])
}

// checkAddresses looks for secrets in the addresses of all requests. Only the page of
// the sign-in has parameters at all, on the documented route.
func checkAddresses(ts *testscript.TestScript, _ bool, _ []string) {
	for _, request := range emulator(ts).Requests() {
		page := request.Endpoint == "documented-authorize"
		if strings.Contains(request.Path+request.Query, canary) || !page && strings.Contains(request.Endpoint, "documented") && request.Query != "" {
			ts.Fatalf("a secret is in the address of a request to %s", request.Endpoint)
		}
	}
}

// checkExit runs a program and checks its exit code: exits CODE PROGRAM ARGS.
func checkExit(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// interrupt presses Ctrl+C on the first program in the background, once an
// answer has begun.
func interrupt(ts *testscript.TestScript, _ bool, _ []string) {
	<-stateOf(ts).asked
	cmd := ts.BackgroundCmds()[0]
	stateOf(ts).interrupted = cmd
	ts.Check(cmd.Process.Signal(os.Interrupt))
}

// checkEnded checks how the interrupted program ended, after wait: ended CODE.
func checkEnded(ts *testscript.TestScript, _ bool, args []string) {
	if got := fmt.Sprint(stateOf(ts).interrupted.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// checkLeaks looks for tokens everywhere except in the store, which must have
// them: in every file of the script and in the output of the last program. With
// -nowhere no file may have them.
func checkLeaks(ts *testscript.TestScript, _ bool, args []string) {
	store := filepath.Join(ts.Getenv("CODEX_HOME"), "auth.json")
	kept := false
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		switch {
		case !bytes.Contains(text, []byte(canary)):
		case name == store:
			kept = true
		default:
			ts.Fatalf("%s holds a token", name)
		}
		return err
	}))
	for _, output := range []string{"stdout", "stderr"} {
		if strings.Contains(ts.ReadFile(output), canary) {
			ts.Fatalf("a token is on %s", output)
		}
	}
	if nowhere := len(args) > 0; kept == nowhere {
		ts.Fatalf("tokens in %s: %v, want %v", store, kept, !nowhere)
	}
}

// failIfRequired fails if a missing program is required: needs PROGRAM HINT.
func failIfRequired(ts *testscript.TestScript, _ bool, args []string) {
	if os.Getenv("BANTER_REQUIRE_ALL") == "1" {
		ts.Fatalf("%s is missing (%s)", args[0], args[1])
	}
}

// condition implements the conditions of scripts that testscript lacks.
func condition(name string) (bool, error) {
	if name != "mounts" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return exec.Command("unshare", "-m", "true").Run() == nil, nil // needs to be root
}
