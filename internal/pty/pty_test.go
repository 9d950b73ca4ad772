package pty_test

import (
	"bufio"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"banter/internal/pty"
)

func TestStart(t *testing.T) {
	cmd := exec.Command("sh", "-c", "stty size; read line; echo got $line; test -t 0 && test -t 1 && : </dev/tty && echo yes")
	control, err := pty.Start(cmd, 91, 17)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	out := bufio.NewReader(control)
	expect := func(want string) {
		t.Helper()
		line, err := out.ReadString('\n')
		if got := strings.TrimSpace(line); got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	expect("17 91")
	if _, err := control.WriteString("hello\n"); err != nil {
		t.Fatal(err)
	}
	expect("hello") // the echo
	expect("got hello")
	expect("yes")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
