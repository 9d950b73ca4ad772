package main

import (
	"bufio"
	"flag"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func init() {
	commands["serving"] = startServing
	commands["call"] = callServer
	commands["stopped"] = stopServing
}

// serving is banter serve in the background of a script.
type serving struct {
	cmd    *exec.Cmd
	stderr strings.Builder // complete once the program has ended
}

// startServing starts banter serve and waits for its address: serving LINES
// ARGS. Of that many lines on standard output, NAME=VALUE becomes a variable,
// the last line is in $LAST, host and port are in $ADDR.
func startServing(ts *testscript.TestScript, _ bool, args []string) {
	s := &serving{cmd: exec.Command("banter", append([]string{"serve"}, args[1:]...)...)}
	s.cmd.Dir, s.cmd.Stderr = ts.Getenv("WORK"), &s.stderr
	s.cmd.Env = os.Environ()
	for _, name := range []string{"HOME", "BANTER_HOME", "BANTER_STORE", "CODEX_HOME", "BANTER_ISSUER", "BANTER_BASE_URL", "BANTER_LOG"} {
		s.cmd.Env = append(s.cmd.Env, name+"="+ts.Getenv(name))
	}
	stdout, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	ts.Defer(func() { s.cmd.Process.Kill() })
	lines := bufio.NewScanner(stdout)
	for range number(ts, args[0]) {
		if !lines.Scan() {
			ts.Fatalf("serve did not start: %v: %s", s.cmd.Wait(), s.stderr.String())
		}
		ts.Setenv("LAST", lines.Text())
		name, value, _ := strings.Cut(lines.Text(), "=")
		ts.Setenv(name, value)
		if u, err := url.Parse(value); err == nil && u.Host != "" {
			ts.Setenv("ADDR", u.Host)
		}
	}
	stateOf(ts).serving = s
}

// callServer sends a request and checks its status; the answer is in the file
// answer: call [-h NAME:VALUE]... [-d BODY] STATUS URL.
func callServer(ts *testscript.TestScript, _ bool, args []string) {
	header := http.Header{"Content-Type": {"application/json"}}
	flags := flag.NewFlagSet("call", flag.ContinueOnError)
	body := flags.String("d", "", "")
	flags.Func("h", "", func(text string) error {
		name, value, _ := strings.Cut(text, ":")
		header.Set(name, value)
		return nil
	})
	ts.Check(flags.Parse(args))
	method := http.MethodGet
	if *body != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequest(method, flags.Arg(1), strings.NewReader(*body))
	ts.Check(err)
	req.Header, req.Host = header, header.Get("Host")
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "answer"), answer, 0o600))
	if got := resp.Status[:3]; got != flags.Arg(0) {
		ts.Fatalf("status %s, want %s: %s", got, flags.Arg(0), answer)
	}
}

// stopServing ends banter serve as Ctrl+C does. It must end well and soon; its
// standard error is then in the file journal.
func stopServing(ts *testscript.TestScript, _ bool, _ []string) {
	s := stateOf(ts).serving
	ts.Check(s.cmd.Process.Signal(os.Interrupt))
	late := time.AfterFunc(30*time.Second, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	ts.Check(s.cmd.Wait())
	stateOf(ts).watch.note("journal", []byte(s.stderr.String()))
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "journal"), []byte(s.stderr.String()), 0o600))
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}
