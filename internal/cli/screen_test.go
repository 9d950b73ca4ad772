package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/config"
	"banter/internal/crash"
	"banter/internal/notice"
	"banter/internal/pty"
)

// canary represents a secret or a private word that a panic quotes.
const canary = "canary-eyJhbGciOi.secret"

// fragile is a program that does one thing when it starts or is drawn.
type fragile struct {
	start func() tea.Cmd
	draw  func()
}

func (f fragile) Init() tea.Cmd { return f.start() }

func (f fragile) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(breakDown); ok {
		panic(canary)
	}
	return f, nil
}

func (f fragile) View() tea.View {
	if f.draw != nil {
		f.draw()
	}
	view := tea.NewView("on screen")
	view.AltScreen, view.MouseMode = true, tea.MouseModeCellMotion
	view.Cursor = &tea.Cursor{Shape: tea.CursorBar}
	return view
}

type breakDown struct{}

func nothing() tea.Msg { return nil }

func explode() tea.Msg { panic(canary) }

// wait is a command that does not end before the test.
func wait() tea.Msg { select {} }

// TestPanicRestoresTheTerminal breaks the program in every place where it can
// break. The terminal must be as before, and nothing may quote the panic.
func TestPanicRestoresTheTerminal(t *testing.T) {
	views := 0
	for name, model := range map[string]fragile{
		"Init": {start: func() tea.Cmd { panic(canary) }},
		"goroutine": {start: func() tea.Cmd {
			crash.Go(func() { panic(canary) })
			return wait
		}},
		"timer": {start: func() tea.Cmd {
			crash.AfterFunc(0, func() { panic(canary) })
			return nil
		}},
		"end of a context": {start: func() tea.Cmd {
			ctx, cancel := context.WithCancel(context.Background())
			crash.OnDone(ctx, func() { panic(canary) })
			cancel()
			return nil
		}},
		"Update":   {start: func() tea.Cmd { return func() tea.Msg { return breakDown{} } }},
		"command":  {start: func() tea.Cmd { return explode }},
		"batch":    {start: func() tea.Cmd { return tea.Batch(nothing, explode) }},
		"sequence": {start: func() tea.Cmd { return tea.Sequence(nothing, tea.Batch(nothing, tea.Sequence(nothing, explode))) }},
		"View": {start: func() tea.Cmd { return nil }, draw: func() {
			if views++; views > 1 {
				panic(canary)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			run := runOnTerminal(t, context.Background(), model, len(name)%2 > 0)
			var crash *crashError
			if !errors.As(run.err, &crash) {
				t.Fatalf("got %v, want a crash", run.err)
			}
			run.checkRestored(t)
			if at := strings.Index(run.output, "on screen"); at >= 0 && len(name)%2 > 0 && !strings.Contains(run.output[at:], "\r\x1b[K") {
				t.Errorf("the live part stays: %q", run.output)
			}
			report, err := os.ReadFile(crash.file)
			if err != nil || !strings.Contains(string(report), "panic with a string") || !strings.Contains(string(report), "screen_test.go") {
				t.Errorf("the report must tell where it broke: %v\n%s", err, report)
			}
			if n := notice.Of(run.err); !strings.Contains(n.Hint, crash.file) {
				t.Errorf("the person must learn where the report is: %+v", n)
			}
			for place, text := range map[string]string{"screen": run.output, "report": string(report), "error": run.err.Error()} {
				if strings.Contains(text, "canary") {
					t.Errorf("the %s quotes the panic's value", place)
				}
			}
		})
	}
}

// TestSignalRestoresTheTerminal: a termination or a hang-up ends ctx.
func TestSignalRestoresTheTerminal(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	run := runOnTerminal(t, ctx, fragile{start: func() tea.Cmd {
		return func() tea.Msg { cancel(); return nil }
	}}, false)
	if exitCode(run.err) != exitInterrupted {
		t.Errorf("got %v, want an interrupt", run.err)
	}
	run.checkRestored(t)
}

// TestAPanicThatKeepsALock: the command cannot end, and the person still gets
// the sentence.
func TestAPanicThatKeepsALock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &app{}
		var lock sync.Mutex
		begin := time.Now()
		err := a.recoverPanics(t.Context(), func(ctx context.Context) error {
			<-crash.Go(func() {
				lock.Lock()
				panic(canary)
			})
			<-ctx.Done()
			time.Sleep(time.Minute) // for the lock, in a bubble that must end
			lock.Unlock()
			return nil
		})
		if took := time.Since(begin); exitCode(err) != exitFailed || took != endTime {
			t.Errorf("got %v after %v, want a crash after %v", err, took, endTime)
		}
		time.Sleep(time.Minute) // until the command has ended too
		if n := notice.Of(err); n.Unknown || !strings.Contains(n.Sentence, "a fault of its own") {
			t.Errorf("the person reads %+v", n)
		}
	})
}

// TestACrashIsNoInterrupt: the end of the context is the same, the exit code
// and the words are not.
func TestACrashIsNoInterrupt(t *testing.T) {
	a := &app{}
	err := a.recoverPanics(t.Context(), func(ctx context.Context) error {
		crash.Go(func() { panic(canary) })
		<-ctx.Done()
		return ctx.Err()
	})
	if exitCode(err) != exitFailed {
		t.Errorf("exit code %d of %v", exitCode(err), err)
	}
}

func TestCrashOfATemporaryRunLeavesNothing(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	c := &call{Config: config.Config{Temporary: true}, paths: config.Paths{StateDir: state}}
	err := (&reports{c.paths, c.Temporary}).write(canary, nil)
	if _, statErr := os.Stat(state); !os.IsNotExist(statErr) {
		t.Errorf("a temporary run left %s: %v", state, statErr)
	}
	if n := notice.Of(err); n.Sentence == "" || n.Hint != "" {
		t.Errorf("got %+v", n)
	}
}

// finished is what a program on a terminal left behind.
type finished struct {
	err           error
	output        string
	before, after string // settings of the terminal
}

func runOnTerminal(t *testing.T, ctx context.Context, model tea.Model, inline bool) finished {
	t.Helper()
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	output := make(chan string)
	crash.Go(func() {
		text, _ := io.ReadAll(control) // ends with EIO when the terminal is closed
		output <- string(text)
	})

	var run finished
	run.before, _ = pty.Settings(terminal)
	c := &call{
		Process: Process{In: terminal, Out: terminal, Err: terminal, Environ: []string{"TERM=xterm-256color"}, Getenv: func(string) string { return "" }},
		paths:   config.Paths{StateDir: t.TempDir()}, Config: config.Config{Inline: inline},
	}
	a := &app{Process: c.Process}
	a.reports.Store(&reports{paths: c.paths})
	run.err = a.recoverPanics(ctx, func(ctx context.Context) error { return c.runScreen(ctx, model) })
	run.after, _ = pty.Settings(terminal)
	terminal.Close()
	run.output = <-output
	return run
}

// checkRestored fails unless every mode that was set was taken back.
func (f finished) checkRestored(t *testing.T) {
	t.Helper()
	if f.before != f.after {
		t.Errorf("the terminal's settings changed:\n%s\n%s", f.before, f.after)
	}
	for _, mode := range []string{"1049", "1002", "1003", "1006", "2004", "1004"} {
		set, reset := strings.LastIndex(f.output, "\x1b[?"+mode+"h"), strings.LastIndex(f.output, "\x1b[?"+mode+"l")
		if set > reset {
			t.Errorf("mode %s stays on", mode)
		}
	}
	if hidden, shown := strings.LastIndex(f.output, "\x1b[?25l"), strings.LastIndex(f.output, "\x1b[?25h"); hidden > shown {
		t.Error("the cursor stays hidden")
	}
	if shaped, reset := strings.LastIndex(f.output, "\x1b[6 q"), strings.LastIndex(f.output, "\x1b[0 q"); shaped > reset {
		t.Error("the cursor keeps its shape")
	}
}
