package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"banter/internal/pty"
)

// TestTheTerminalComesBack ends the program in all ways that a person, a system
// and a lost connection can.
func TestTheTerminalComesBack(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(*chatting)
		code int
	}{
		"ctrl+c twice": {func(c *chatting) { c.press("\x03\x03") }, 0},
		"interrupt":    {func(c *chatting) { c.signal(os.Interrupt) }, 130},
		"terminate":    {func(c *chatting) { c.signal(syscall.SIGTERM) }, 130},
		"quit signal":  {func(c *chatting) { c.signal(syscall.SIGQUIT) }, 130},
		"hang up":      {func(c *chatting) { c.signal(syscall.SIGHUP) }, 130},
	} {
		for _, inline := range []string{"BANTER_INLINE=false", "BANTER_INLINE=true"} {
			t.Run(name+" "+inline, func(t *testing.T) {
				c := startDemo(t, inline)
				c.waitFor("Write below") // not while the sign-in changes the page
				test.end(c)
				if code := c.wait(); code != test.code {
					t.Errorf("exit code %d, want %d", code, test.code)
				}
				c.checkRestored()
			})
		}
	}
}

// TestEndWhileAnswering: an answer in progress does not delay the end.
func TestEndWhileAnswering(t *testing.T) {
	c := startDemo(t)
	c.waitFor("Write below") // not before the sign-in
	c.press("hello\r")
	c.waitFor("Banter's demo") // the first words of the answer
	c.signal(syscall.SIGTERM)
	if code := c.wait(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	c.checkRestored()
}

// TestDemoLeavesNothing on disk.
func TestDemoLeavesNothing(t *testing.T) {
	c := startDemo(t)
	c.waitFor("Write below") // not before the sign-in
	c.press("hello\r")
	c.waitFor("Banter's demo")
	c.press("\x03")
	c.waitFor("stopped") // the first one stops the answer
	c.press("\x03\x03")
	if code := c.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	entries, err := os.ReadDir(c.home)
	if err != nil || len(entries) > 0 {
		t.Errorf("the demo left %v, %v", entries, err)
	}
}

// patience bounds the wait for a program that hangs.
const patience = 30 * time.Second

// chatting is the program on a terminal whose screen the test reads.
type chatting struct {
	*testing.T
	home              string
	cmd               *exec.Cmd
	control, terminal *os.File
	before            string // settings of the terminal

	mu     sync.Mutex
	output strings.Builder
	window *vt.Emulator  // shows output
	more   chan struct{} // gets a value when output has grown; closed at the end
}

func startDemo(t *testing.T, env ...string) *chatting {
	t.Helper()
	c := newChatting(t)
	c.cmd = exec.Command("banter", "demo", "--approve-after", "1ms")
	c.cmd.Env = append(c.env(), env...)
	c.start()
	return c
}

// newChatting opens a terminal for a program that has yet to start.
func newChatting(t *testing.T) *chatting {
	t.Helper()
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := &chatting{T: t, home: t.TempDir(), control: control, terminal: terminal, window: vt.NewEmulator(80, 24), more: make(chan struct{}, 1)}
	go func() { _, _ = io.Copy(control, c.window) }() // what the terminal answers
	// If the parent ignores a hang-up, as nohup does, programs inherit that,
	// unless it listens for the signal.
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangUps) })
	c.before, _ = pty.Settings(terminal)
	return c
}

// env is the environment of a program that is watched.
func (c *chatting) env() []string {
	w := watched(c.T, c.TempDir())
	return append(os.Environ(), "BANTER_LOG="+w.log(), "BANTER_KEEP_UNLOCKED=off", "HOME="+c.home, "BANTER_HOME="+c.home+"/banter", "BANTER_TITLES=false", "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=")
}

// start starts cmd on the terminal.
func (c *chatting) start() {
	c.Helper()
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = c.terminal, c.terminal, c.terminal
	if err := c.cmd.Start(); err != nil {
		c.Fatal(err)
	}
	go c.read()
	c.Cleanup(func() {
		_ = c.cmd.Process.Kill() // a test that failed early has not waited for it
		c.control.Close()
		c.terminal.Close()
	})
}

func (c *chatting) read() {
	defer close(c.more)
	buffer := make([]byte, 32<<10)
	for {
		n, err := c.control.Read(buffer)
		c.mu.Lock()
		c.output.Write(buffer[:n])
		_, _ = c.window.Write(buffer[:n])
		c.mu.Unlock()
		select {
		case c.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (c *chatting) seen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.String()
}

// shown returns the text on the screen.
func (c *chatting) shown() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ansi.Strip(c.window.Render())
}

func (c *chatting) waitFor(text string) {
	c.Helper()
	late := time.After(patience)
	for !strings.Contains(c.shown(), text) {
		select {
		case _, open := <-c.more:
			if !open {
				c.Fatalf("the program ended before it showed %q:\n%s", text, c.shown())
			}
		case <-late:
			c.Fatalf("%q is not shown:\n%s", text, c.shown())
		}
	}
}

func (c *chatting) press(keys string) {
	c.Helper()
	if _, err := io.WriteString(c.control, keys); err != nil {
		c.Fatal(err)
	}
}

func (c *chatting) signal(s os.Signal) {
	c.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.Fatal(err)
	}
}

// wait returns the exit code.
func (c *chatting) wait() int {
	c.Helper()
	late := time.AfterFunc(patience, func() {
		c.Errorf("the program does not end; it showed\n%q", c.seen())
		_ = c.cmd.Process.Kill()
	})
	defer late.Stop()
	_ = c.cmd.Wait() // the exit code has it
	watchOf(c.cmd.Env).note("terminal", []byte(c.seen()))
	return c.cmd.ProcessState.ExitCode()
}

// checkRestored fails unless the terminal has its settings from before the
// start.
func (c *chatting) checkRestored() {
	c.Helper()
	c.checkSettings()
	c.terminal.Close()
	for range c.more { // until the end of the output
	}
	c.checkModes()
}

func (c *chatting) checkSettings() {
	c.Helper()
	after, _ := pty.Settings(c.terminal)
	if after != c.before {
		c.Errorf("the terminal's settings changed:\n%s\n%s", c.before, after)
	}
}

// checkModes fails unless every mode that was switched on is off.
func (c *chatting) checkModes() {
	c.Helper()
	output := c.seen()
	for _, mode := range []string{"1000", "1002", "1003", "1004", "1006", "1049", "2004", "2026", "2031"} {
		if strings.LastIndex(output, "\x1b[?"+mode+"h") > strings.LastIndex(output, "\x1b[?"+mode+"l") {
			c.Errorf("mode %s stays on", mode)
		}
	}
	if strings.LastIndex(output, "\x1b[?25l") > strings.LastIndex(output, "\x1b[?25h") {
		c.Error("the cursor stays hidden")
	}
	if shapes := regexp.MustCompile(`\x1b\[(\d) q`).FindAllStringSubmatch(output, -1); len(shapes) > 0 && shapes[len(shapes)-1][1] != "0" {
		c.Error("the cursor keeps its shape")
	}
}
