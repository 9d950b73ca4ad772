package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// history returns the scrollback and the screen without blanks at the ends of rows and
// without empty rows at the end.
func (p *pane) history() string {
	p.Helper()
	rows := strings.Split(p.run("capture-pane", "-p", "-S", "-"), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimRight(row, " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// has fails unless the scrollback and the screen have each text once and in this order,
// and end with the last one.
func (p *pane) has(texts ...string) {
	p.Helper()
	all, at := p.history(), 0
	for _, text := range texts {
		if n := strings.Count(all, text); n != 1 {
			p.Fatalf("%q is there %d times:\n%s", text, n, all)
		}
		if i := strings.Index(all, text); i < at {
			p.Fatalf("%q is too early:\n%s", text, all)
		} else {
			at = i
		}
	}
	if !strings.HasSuffix(all, texts[len(texts)-1]) {
		p.Fatalf("%q is not the end:\n%s", texts[len(texts)-1], all)
	}
}

// TestInlineInTmux has the demo below the shell's text in a terminal that wraps its rows
// again: in another size, while it is stopped, after an editor that crashed on the other
// screen, and at the end.
func TestInlineInTmux(t *testing.T) {
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\nprintf '\\033[?1049h\\033[Hedits'; kill -9 $$\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", editor)
	pane := newPane(t, 80, 24)
	pane.keys("set -m; echo before; banter demo --inline --approve-after 1ms; echo after $?", "Enter")
	pane.waitFor("Write below")
	pane.keys("hello", "Enter")
	pane.waitFor("twice to leave")
	pane.waitFor("? keys")
	said := []string{"\nbefore\n", "▌ hello", "This is Banter's demo.", "Lists keep their shape", "And a table lines up", "twice to leave.", "\n  Ask something"}
	status := "? keys   Ctrl+O models"
	pane.has(append(said, status)...)

	pane.run("resize-window", "-x", "50", "-y", "20")
	pane.waitFor("? keys\n")
	pane.has(append(said, "? keys")...)
	pane.run("resize-window", "-x", "80", "-y", "24")
	pane.waitFor(status)
	pane.has(append(said, status)...)

	pane.keys("C-x", "C-e")
	pane.waitFor("The editor")
	pane.keys("Escape")
	pane.waitWhile("The editor")
	pane.waitFor(status)
	pane.has(append(said, status)...)

	pane.keys("Escape", "C-z") // at once: two keys, and not a chord
	pane.waitFor("[1] + Stopped")
	if all := pane.history(); strings.Contains(all, "Ask something") {
		t.Errorf("while it is stopped, its input is there:\n%s", all)
	}
	pane.keys("fg", "Enter")
	pane.waitFor("Ask something")
	pane.keys("C-c", "C-c")
	pane.waitFor("after")
	if all := pane.history(); strings.Contains(all, "Ask something") || strings.Contains(all, "? keys") || strings.Count(all, "twice to leave.") != 1 {
		t.Errorf("after the end:\n%s", all)
	}
}

// TestEndWhileAnsweringInline ends the program while an answer arrives: what has arrived
// stays, and nothing else.
func TestEndWhileAnsweringInline(t *testing.T) {
	c := startDemo(t, "BANTER_INLINE=true")
	c.waitFor("Write below")
	c.press("hello\r")
	c.waitFor("Banter's demo")
	c.signal(syscall.SIGTERM)
	if code := c.wait(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	c.checkRestored()
	shown := c.shown()
	if !strings.Contains(shown, "Banter's demo") || strings.Contains(shown, "Esc stop") || strings.Contains(c.seen(), "\x1b[?1049h") {
		t.Errorf("the terminal has\n%s", shown)
	}
}
