//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// startJob starts the demo from a shell with job control that runs script. The
// script starts the program as $BANTER.
func startJob(t *testing.T, script string, env ...string) (c *chatting, pid func() int) {
	t.Helper()
	c = newChatting(t)
	folder := t.TempDir()
	c.cmd = exec.Command("sh", "-c", "set -m\n"+script)
	c.cmd.Env = append(append(c.env(), env...), `BANTER=sh -c "echo \$\$ >pid; exec banter demo --approve-after 1ms"`)
	c.cmd.Dir = folder
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.start()
	return c, func() int {
		text, err := os.ReadFile(filepath.Join(folder, "pid"))
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

const (
	rounds = 1 // of TestStopAndEnd, unless BANTER_ROUNDS is set

	startDemoThenWait = "eval $BANTER\necho \"stopped $?\"\nread line\n"
)

// stops are the ways to stop the program: the key and the signal.
var stops = map[string]func(*chatting, int){
	"ctrl+z":     func(c *chatting, _ int) { c.press("\x1a") },
	"kill -TSTP": func(c *chatting, pid int) { c.kill(pid, syscall.SIGTSTP) },
}

func (c *chatting) kill(pid int, s syscall.Signal) {
	c.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		c.Fatal(err)
	}
}

// waitGone waits until a program has ended, whether or not its shell knows.
func (c *chatting) waitGone(pid int) {
	c.Helper()
	program, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return // it has ended long ago
	}
	defer unix.Close(program)
	for {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(program), Events: unix.POLLIN}}, int(patience.Milliseconds()))
		if err != unix.EINTR {
			if n != 1 {
				c.Fatalf("the program still runs: %v", err)
			}
			return
		}
	}
}

// TestStopAndGoOn: the shell has the terminal while the program is stopped.
// Afterwards the program has it again, with its whole screen.
func TestStopAndGoOn(t *testing.T) {
	for name, stop := range stops {
		for _, inline := range []string{"BANTER_INLINE=false", "BANTER_INLINE=true"} {
			t.Run(name+" "+inline, func(t *testing.T) {
				c, pid := startJob(t, startDemoThenWait+"fg\necho \"ended $?\"\nread line\n", inline)
				c.waitFor("Write below")
				stop(c, pid())
				c.waitFor("stopped 1") // and the number of the signal
				c.checkModes()
				if inline == "BANTER_INLINE=true" && strings.Contains(c.shown(), "Ask something") {
					t.Errorf("while it is stopped, the input is there:\n%s", c.shown())
				}
				c.press("\r")
				c.waitFor("Write below")
				c.press("some words")
				c.waitFor("some words")
				c.press("\x03\x03\x03") // the first one clears the input
				c.waitFor("ended 0")
				c.checkModes()
				c.press("\r")
				c.wait()
			})
		}
	}
}

// TestInTheBackground: a program without the terminal neither stops nor writes,
// and takes the terminal in the foreground.
func TestInTheBackground(t *testing.T) {
	c, pid := startJob(t, startDemoThenWait+"bg >/dev/null\nread line\nfg >/dev/null\necho \"ended $?\"\nread line\n")
	c.waitFor("Write below")
	stops["kill -TSTP"](c, pid())
	c.waitFor("stopped 1")
	c.press("in the background\r")
	c.waitFor("in the background")
	before := c.seen()
	c.kill(pid(), syscall.SIGWINCH)
	c.press("still the shell's")
	c.waitFor("still the shell's")
	c.checkModes()
	if wrote := strings.TrimPrefix(c.seen(), before); strings.Contains(wrote, "\x1b") {
		t.Errorf("the program wrote %q", wrote)
	}
	c.press("\r")
	c.waitFor("Write below")
	c.press("\x03\x03")
	c.waitFor("ended 0")
	c.checkModes()
	c.press("\r")
	c.wait()
}

// TestStartedInTheBackground: the program takes the terminal in the foreground.
func TestStartedInTheBackground(t *testing.T) {
	c, pid := startJob(t, "eval \"$BANTER &\"\necho started\nread line\nfg >/dev/null\necho \"ended $?\"\nread line\n")
	c.waitFor("started")
	c.checkModes()
	c.press("\r")
	c.waitFor("Write below")
	c.kill(pid(), syscall.SIGTERM)
	c.waitFor("ended 130")
	c.checkModes()
	c.press("\r")
	c.wait()
}

// TestStopAndEnd ends the program when it takes the terminal again, and while
// it is stopped or in the background.
func TestStopAndEnd(t *testing.T) {
	n := rounds
	if text := os.Getenv("BANTER_ROUNDS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	for name, script := range map[string]string{
		"fg, then the signal":   "PID=$(cat pid)\n(kill -TERM $PID) &\nfg >/dev/null\n",
		"the signal, then fg":   "kill -TERM $(cat pid)\nfg >/dev/null\n",
		"bg, then the signal":   "bg >/dev/null\nkill -TERM $(cat pid)\nwait\n",
		"the signal to the job": "kill -TERM %1\nkill -CONT %1\nwait\n",
	} {
		for i := range n {
			t.Run(fmt.Sprintf("%s/%d", name, i), func(t *testing.T) {
				c, pid := startJob(t, startDemoThenWait+script+"echo \"ended\"\nread line\n")
				c.waitFor("Write below")
				stops["kill -TSTP"](c, pid())
				c.waitFor("stopped 1")
				c.press("\r")
				c.waitFor("ended")
				c.waitGone(pid())
				c.press("\r")
				c.wait()
				c.checkRestored()
			})
		}
	}
}

// TestStopWithoutAShell: the first program of a terminal cannot be stopped,
// because no shell could continue it.
func TestStopWithoutAShell(t *testing.T) {
	c := newChatting(t)
	c.cmd = exec.Command("banter", "demo", "--approve-after", "1ms")
	c.cmd.Env = c.env()
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.start()
	c.waitFor("Write below")
	c.press("\x1a")
	c.signal(syscall.SIGTSTP)
	c.press("words")
	c.waitFor("words")
	c.signal(syscall.SIGTERM)
	if code := c.wait(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	c.checkRestored()
}

// anEditor changes the terminal as an editor does, tells when it goes on after a stop,
// and ends after a line "end".
const anEditor = `#!/bin/sh
stty -echo -icanon
printf '\033[?1049h\033[?1003h\033[?25l'
trap 'echo again in the editor' CONT
echo in the editor
until test "$line" = end; do read line; done
echo written in the editor >>"$1"
`

// TestStopAnEditor: Ctrl+Z stops the editor and the program, and the shell continues
// both. After the editor, and after the end, nothing of it is left on the terminal.
func TestStopAnEditor(t *testing.T) {
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte(anEditor), 0o700); err != nil {
		t.Fatal(err)
	}
	c, _ := startJob(t, "export VISUAL="+editor+"\n"+startDemoThenWait+"fg\necho \"ended $?\"\nread line\n")
	c.waitFor("Write below")
	c.press("\x18\x05")
	c.waitFor("in the editor")
	c.press("\x1a")
	c.waitFor("stopped 1")
	c.press("\r")
	c.waitFor("again in the editor")
	c.press("end\r")
	c.waitFor("written in the editor")
	c.press("\x03\x03\x03") // the first one clears the input
	c.waitFor("ended 0")
	c.checkSettings()
	c.checkModes()
	c.press("\r")
	c.wait()
}
