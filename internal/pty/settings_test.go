package pty_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"banter/internal/pty"
)

// TestSettings checks that Settings differ after a program has changed the
// terminal, and only then.
func TestSettings(t *testing.T) {
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	defer terminal.Close()
	settings := func() string {
		text, err := pty.Settings(terminal)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	stty := func(mode string) {
		cmd := exec.Command("stty", mode)
		cmd.Stdin = terminal
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	before := settings()
	if again := settings(); again != before {
		t.Errorf("they differ by themselves:\n%s\n%s", before, again)
	}
	stty("-echo")
	if settings() == before {
		t.Error("they hide a change")
	}
	stty("echo")
	if settings() != before {
		t.Error("they are not as before")
	}
	if _, err := pty.Start(exec.Command("/no/such/program"), 80, 24); err == nil {
		t.Error("a program that is not there was started")
	}
}

// TestOnlyStandardInput checks that output which is redirected does not reach the
// terminal.
func TestOnlyStandardInput(t *testing.T) {
	cmd := exec.Command("sh", "-c", "test -t 0 && : </dev/tty && read line && echo got $line")
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	control, err := pty.Start(cmd, 80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	if _, err := control.WriteString("hello\n"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || out.String() != "got hello\n" {
		t.Errorf("%v, %q", err, out.String())
	}
}
