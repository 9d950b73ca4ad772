package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestWindowsConsole uses banter.exe in a console, which Wine draws in the terminal. Wine's
// console knows no sequences: it passes them on, counts them as characters and so breaks
// rows in wrong places. Therefore the log tells what happens on the screen.
func TestWindowsConsole(t *testing.T) {
	exe := os.Getenv("BANTER_EXE")
	if exe == "" {
		t.Skip("this test needs Wine and banter.exe: run .ci/wine")
	}
	pane := newPane(t, 100, 30)
	start := func(args string) {
		// Keys may come before Wine reads them, and Enter must be one then too. Wine leaves
		// the cursor in the middle of a row, so the exit code begins a new one.
		pane.keys("clear; stty -icrnl; stty -g >~/before; WINEDEBUG=-all /usr/lib/wine/wine64 '"+exe+"' "+args+
			`; printf '\n\rafter %d\n' $?; stty -g | cmp ~/before - && echo given back; stty icrnl`, "Enter")
	}
	start("demo --plain --approve-after 1ms")
	pane.waitFor("You:")
	pane.keys("hello", "Enter")
	pane.waitFor("twice to leave")
	pane.keys("/quit", "Enter")
	pane.waitFor("after 0")
	pane.waitFor("given back")

	start("demo --approve-after 1ms")
	pane.waitForLog("path=/backend-api/codex/models", 2)
	pane.keys("hello", "Enter")
	pane.waitForLog("path=/backend-api/codex/responses", 2)
	pane.keys("C-c") // Wine's terminal makes a signal of it, as of the end of the window
	pane.waitFor("after 130")
	pane.waitFor("given back")
}

// waitForLog waits until the log has that many lines with a text.
func (p *pane) waitForLog(text string, lines int) {
	p.Helper()
	late := time.After(patience)
	for again := time.NewTicker(20 * time.Millisecond); ; {
		log, _ := os.ReadFile(os.Getenv("BANTER_LOG")) // it may not be there yet
		if strings.Count(string(log), text) >= lines {
			return
		}
		select {
		case <-again.C:
		case <-late:
			p.Fatalf("%q is not in the log %d times:\n%s\n%s", text, lines, log, p.screen())
		}
	}
}
