package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestWindowsConsole uses banter.exe in a console, which Wine draws in the terminal. Wine's
// console knows no sequences: it passes them on and counts them as characters, so that
// it breaks rows of the screen in wrong places.
func TestWindowsConsole(t *testing.T) {
	exe := os.Getenv("BANTER_EXE")
	if exe == "" {
		t.Skip("this test needs Wine and banter.exe: run .ci/wine")
	}
	pane := newPane(t, 100, 30)
	start := func(args, shown string) {
		// Keys may come before Wine reads them, and Enter must be one then too.
		pane.keys("clear; stty -icrnl; stty -g >~/before; WINEDEBUG=-all /usr/lib/wine/wine64 '"+exe+"' "+args+"; echo after $?; stty -g | cmp ~/before - && echo given back; stty icrnl", "Enter")
		pane.waitForLetters(shown)
		pane.keys("hello", "Enter")
		pane.waitForLetters("twice to leave")
	}
	start("demo --plain --approve-after 1ms", "You:")
	pane.keys("/quit", "Enter")
	pane.waitFor("after 0")
	pane.waitFor("given back")

	start("demo --approve-after 1ms", "Write below")
	pane.keys("C-c") // Wine's terminal makes a signal of it, as if the window had been closed
	pane.waitFor("after 130")
	pane.waitFor("given back")
}

// waitForLetters is waitFor for text whose letters may be in several rows.
func (p *pane) waitForLetters(text string) {
	p.Helper()
	letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
	late := time.After(patience)
	for again := time.NewTicker(100 * time.Millisecond); !strings.Contains(letters(p.screen()), letters(text)); {
		select {
		case <-again.C:
		case <-late:
			p.Fatalf("%q is not on the screen:\n%s", text, p.screen())
		}
	}
}
