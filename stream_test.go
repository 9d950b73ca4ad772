//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// TestEventsArriveOneByOne: a program reads the lines of ask --json while the answer is
// written. The server stops in the middle of it, so what is read before the interrupt
// was not held back.
func TestEventsArriveOneByOne(t *testing.T) {
	t.Parallel()
	server, env := bare(t, codextest.Options{Doc: strings.Repeat("All of this. ", 40)})
	env = append(env, "BANTER_STORE=codex")
	inBackground(t, env, "login")
	if err := server.Fault("stall", 1); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "banter", "ask", "--json", "hi")
	cmd.Env = env
	out, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	type event struct {
		Type, Text, Code string
		Exit             int
	}
	var last event
	text, stopped := "", false
	for lines.Scan() {
		last = event{}
		if err := json.Unmarshal(lines.Bytes(), &last); err != nil {
			t.Fatalf("%v: %s", err, lines.Text())
		}
		if text += last.Text; last.Type == "text" && !stopped {
			stopped = true
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 || last != (event{"error", "", "interrupted", 130}) || !strings.Contains(text, "All of this. ") {
		t.Errorf("exit code %d after %+v and the text %q", code, last, text)
	}
}

// TestPipesGetNoSequences: what a pipe gets has no escape sequence, also if the model
// writes one and the environment asks for colors. Only rows of a width can be told to
// have them: CLICOLOR_FORCE=1 banter ask --width 80 | less -R.
func TestPipesGetNoSequences(t *testing.T) {
	t.Parallel()
	_, env := bare(t, codextest.Options{Doc: "# Red\n\n\x1b[31mred\x1b[m `code` \x07\n\n```go\npackage main\n```\n"})
	env = append(env, "BANTER_STORE=codex", "CLICOLOR_FORCE=1", "FORCE_COLOR=1", "COLORTERM=truecolor")
	const rows = "ask --width 40 sum"
	inBackground(t, env, "login")
	for _, flags := range []string{"ask sum", "ask --raw sum", rows, "ask --code sum", "ask --json sum", "ask --web --sources sum", "status", "models", "doctor", "config show", "whoami", "history list", "--help", "ask --help", "help scripts"} {
		cmd := exec.CommandContext(t.Context(), "banter", strings.Fields(flags)...)
		cmd.Env, cmd.Stdin = env, strings.NewReader("x\n")
		if flags == rows {
			cmd.Env = append(slices.Clone(env), "CLICOLOR_FORCE=")
		}
		out, err := cmd.StdoutPipe()
		if err := errors.Join(err, cmd.Start()); err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(out)
		if err := cmd.Wait(); err != nil || len(text) == 0 || strings.ContainsAny(string(text), "\x1b\x07\u009b") {
			t.Errorf("%s: %v: %q", flags, err, text)
		}
	}
}
