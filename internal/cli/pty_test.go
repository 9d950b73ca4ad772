package cli

import (
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"banter/codex/codextest"
	"banter/internal/pty"
)

// A window is a real terminal of 100x40 cells on which a command line runs in
// this process.
type window struct {
	t       *testing.T
	control *os.File
	ended   chan error

	mu     sync.Mutex
	em     *vt.Emulator
	output strings.Builder
}

// opens runs a command line on a terminal.
func (m *computer) opens(args ...string) *window {
	m.t.Helper()
	control, terminal, err := pty.Open(100, 40)
	if errors.Is(err, pty.ErrUnsupported) {
		m.t.Skip(err)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	w := &window{t: m.t, control: control, ended: make(chan error, 1), em: vt.NewEmulator(100, 40)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(w, control) // ends with EIO when the terminal is closed
	}()
	go func() { _, _ = io.Copy(control, w.em) }() // what the terminal answers
	a := &app{Process: m.process(terminal, terminal, terminal)}
	a.Args, a.Environ = args, []string{"TERM=xterm-256color", "COLORTERM=truecolor"}
	go func() {
		err := a.execute(m.t.Context())
		report(terminal, err, a.signIn)
		terminal.Close()
		<-read
		w.ended <- err
	}()
	m.t.Cleanup(func() {
		control.Close()
		if pipe, ok := w.em.InputPipe().(io.Closer); ok {
			_ = pipe.Close()
		}
	})
	return w
}

// Write receives the output of the program.
func (w *window) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.output.Write(p)
	return w.em.Write(p)
}

func (w *window) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return ansi.Strip(w.em.Render())
}

func (w *window) sees(text string) {
	w.t.Helper()
	for late := time.Now().Add(time.Minute); !strings.Contains(w.text(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			w.t.Fatalf("%q is not on the screen:\n%s", text, w.text())
		}
	}
}

func (w *window) press(keys string) {
	w.t.Helper()
	if _, err := io.WriteString(w.control, keys); err != nil {
		w.t.Fatal(err)
	}
}

// ends waits for the end of the command and returns all that it wrote.
func (w *window) ends() (output string, err error) {
	w.t.Helper()
	select {
	case err = <-w.ended:
	case <-time.After(time.Minute):
		w.t.Fatalf("it does not end:\n%s", w.text())
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.ReplaceAll(w.output.String(), "\r\n", "\n"), err
}

// TestChatOnATerminal is the whole command: the chat, its end, and how to go
// on, which is then done.
func TestChatOnATerminal(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "An **answer**."})
	w := m.opens()
	w.sees("Ask something")
	w.press("hello there\r")
	w.sees("An answer.")
	w.sees("? keys") // it is complete: quitting need not ask
	w.press("\x04")  // Ctrl+D
	out, err := w.ends()
	_, hint, told := strings.Cut(out, "To go on with this conversation:\n")
	if err != nil || !told {
		t.Fatalf("%v, and at the end it says\n%q", err, out[max(0, len(out)-300):])
	}
	resume := strings.Fields(hint)
	w = m.opens(resume[1:3]...)
	w.sees("hello there")
	w.press("\x04")
	if _, err := w.ends(); err != nil {
		t.Error(err)
	}

	w = m.opens("resume")
	w.sees("hello there") // in the list
	w.press("\x1b")
	w.sees("Ask something")
	w.press("\x04")
	if _, err := w.ends(); err != nil {
		t.Error(err)
	}

	w = m.opens("--temporary")
	w.sees("temporary")
	w.press("leaves nothing\r")
	w.sees("An answer.")
	w.sees("? keys") // it is complete: quitting need not ask
	w.press("\x04")
	if out, err := w.ends(); err != nil || strings.Contains(out, "To go on") {
		t.Errorf("%v: a temporary conversation cannot be gone on with", err)
	}
}

// TestAnswersOnATerminal are rendered, in the colours of its background.
func TestAnswersOnATerminal(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "# Title\n\nSome **bold** words.\n\n- one\n- two\n", Chunk: 3})
	out, err := m.opens("ask", "hi").ends()
	if plain := ansi.Strip(out); err != nil || !strings.Contains(plain, "Some bold words.") || strings.Contains(plain, "**") || !strings.Contains(out, "\x1b[1") {
		t.Errorf("%v, got %q", err, out)
	}
	if _, err := m.opens("ask", "--theme", "none", "hi").ends(); exitCode(err) != exitUsage {
		t.Errorf("a theme that is none: %v", err)
	}
	if out, err := m.opens("demo", "--theme", "none").ends(); exitCode(err) != exitUsage || !strings.Contains(out, "Choose one of ") {
		t.Errorf("a theme that is none: %v, %q", err, out)
	}
	if _, err := m.opens("ask").ends(); exitCode(err) != exitUsage {
		t.Errorf("no question, and no reader: %v", err)
	}
	if out, err := m.opens("models").ends(); err != nil || !strings.Contains(out, "MODEL") || !strings.Contains(out, " 272k ") {
		t.Errorf("%v, got %q", err, out)
	}
}

// TestCodesOnATerminal are drawn if the terminal has room and can show them.
func TestCodesOnATerminal(t *testing.T) {
	m := signedIn(t, codextest.Options{})
	if out, err := m.opens("login", "--device").ends(); err != nil || !strings.Contains(out, "▀") || !strings.Contains(out, "\x1b[38;2;0;0;0;48;2;255;255;255m") {
		t.Errorf("%v, got %q", err, out)
	}
	m.env["LANG"] = "C"
	if out, err := m.opens("login", "--device").ends(); err != nil || strings.Contains(out, "▀") {
		t.Errorf("without Unicode: %v, got %q", err, out)
	}
	m.env["LANG"], m.env["NO_COLOR"] = "C.UTF-8", "yes"
	for guess, dark := range map[string]bool{"15;0": true, "0;15": false} {
		m.env["COLORFGBG"] = guess
		out, err := m.opens("login", "--device").ends()
		bright := strings.Contains(out, strings.Repeat("█", 20)) // the margin of the code, where white is what is written
		if err != nil || strings.Contains(out, "\x1b[38") || !strings.Contains(out, "▀") || bright != dark {
			t.Errorf("without colours, on %s: %v, got %q", guess, err, out)
		}
	}
}

// TestDemoOnATerminal signs itself in and leaves nothing behind.
func TestDemoOnATerminal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no pseudoterminal for this test")
	}
	m := newComputer(t, codextest.Options{})
	w := m.opens("demo", "--approve-after", "1ms")
	w.sees("Write below")
	w.press("hello\r")
	w.sees("Banter's demo")
	w.press("\x1bOQ") // F2
	w.sees("There is no other account here.")
	w.press("\x03")
	w.sees("stopped")
	w.press("\x03\x03")
	if out, err := w.ends(); err != nil || strings.Contains(out, "To go on") {
		t.Errorf("%v, got %q", err, out[max(0, len(out)-200):])
	}
	if _, err := os.Stat(m.env["BANTER_HOME"]); !os.IsNotExist(err) {
		t.Errorf("something was left: %v", err)
	}
}
