package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program returns the path of a program that is not part of Go, or skips the
// test.
func program(t testing.TB, name, debian string) (path string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("BANTER_REQUIRE_ALL") == "1" {
		t.Fatalf("%s is missing (Debian: %s)", name, debian)
	}
	if err != nil {
		t.Skipf("%s is not installed (Debian: %s)", name, debian)
	}
	return path
}

// TestInTmux runs the demo in a foreign terminal: it shows the answer, and the
// shell's screen comes back.
func TestInTmux(t *testing.T) {
	pane := newPane(t, 80, 24)
	pane.keys("echo before; banter demo --approve-after 1ms; echo after $?", "Enter")
	pane.waitFor("Write below")
	pane.keys("hello", "Enter")
	pane.waitFor("twice to leave")
	pane.waitFor("? keys") // the answer has ended: Ctrl+C would stop it first
	if screen := pane.screen(); strings.Contains(screen, "before") || strings.Contains(screen, "**") {
		t.Errorf("the program does not have the screen for itself, or did not render:\n%s", screen)
	}
	pane.keys("C-c", "C-c") // at once: on a busy machine tmux itself takes longer than the two may be apart
	pane.waitFor("after 0")
	if screen := pane.screen(); !strings.Contains(screen, "before") || strings.Contains(screen, "Ask something") {
		t.Errorf("the shell's screen is not as it was:\n%s", screen)
	}
}

// pane is a terminal of a tmux server of its own.
type pane struct {
	*testing.T
	tmux, socket string
}

// socketDir returns a folder for sockets. Their paths must be short, and TMPDIR
// may be long.
func socketDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func newPane(t *testing.T, columns, rows int) *pane {
	t.Helper()
	home := t.TempDir()
	p := &pane{T: t, tmux: program(t, "tmux", "tmux"), socket: filepath.Join(socketDir(t), "tmux")}
	t.Setenv("BANTER_LOG", watched(t, home).log())
	t.Setenv("HOME", home)
	t.Setenv("BANTER_HOME", filepath.Join(home, "banter"))
	p.run("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(columns), "-y", fmt.Sprint(rows), "env PS1='$ ' sh")
	t.Cleanup(func() { p.run("kill-server") })
	p.waitFor("$") // keys that come before the prompt are echoed twice
	return p
}

func (p *pane) run(args ...string) string {
	p.Helper()
	out, err := exec.Command(p.tmux, append([]string{"-u", "-S", p.socket}, args...)...).CombinedOutput()
	if err != nil {
		p.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (p *pane) keys(keys ...string) {
	p.Helper()
	p.run(append([]string{"send-keys"}, keys...)...)
}

func (p *pane) screen() string {
	p.Helper()
	return p.run("capture-pane", "-p")
}

// waitFor reads the screen until it has the text: tmux does not report changes.
func (p *pane) waitFor(text string) {
	p.Helper()
	p.waitUntil(true, text)
}

// waitWhile waits until text is not on the screen.
func (p *pane) waitWhile(text string) {
	p.Helper()
	p.waitUntil(false, text)
}

func (p *pane) waitUntil(there bool, text string) {
	p.Helper()
	late := time.After(patience)
	for again := time.NewTicker(20 * time.Millisecond); strings.Contains(p.screen(), text) != there; {
		select {
		case <-again.C:
		case <-late:
			p.Fatalf("that %q is on the screen should be %t:\n%s", text, there, p.screen())
		}
	}
}
