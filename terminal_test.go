package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/codex/codextest"
	"banter/internal/pty"
)

// The questions of a program about the background, and the answers of a light
// terminal.
const (
	backgroundQuery  = "\x1b]11;?\a\x1b[c"
	backgroundAnswer = "\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?62c"
)

// onTerminal runs Banter on a light terminal of 80x40 cells until it ends and
// returns its output.
func onTerminal(t *testing.T, env []string, args ...string) (output string) {
	t.Helper()
	cmd := exec.Command("banter", args...)
	cmd.Env = append(os.Environ(), env...)
	control, err := pty.Start(cmd, 80, 40)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	var text []byte
	for buffer, err := make([]byte, 32<<10), error(nil); err == nil; { // ends with EIO when the program ends
		var n int
		n, err = control.Read(buffer)
		text = append(text, buffer[:n]...)
		if bytes.HasSuffix(text, []byte(backgroundQuery)) {
			_, _ = io.WriteString(control, backgroundAnswer) // it may be gone by now
		}
	}
	watchOf(env).note("terminal", text)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("banter %s: %v\n%s", strings.Join(args, " "), err, text)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// signedIn starts an emulator and returns an environment with a sign-in there.
// It is watched.
func signedIn(t *testing.T, opts codextest.Options) (server *codextest.Server, env []string) {
	t.Helper()
	home := t.TempDir()
	w := watched(t, home)
	server = w.emulator(opts)
	if err := server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	env = []string{
		"BANTER_LOG=" + w.log(), "BANTER_KEEP_UNLOCKED=off", "HOME=" + home, "BANTER_HOME=" + home, "CODEX_HOME=" + home, "BANTER_STORE=codex", "TERM=xterm-256color", "COLORTERM=truecolor",
		"LANG=C.UTF-8", "LC_ALL=", "NO_COLOR=", "COLORFGBG=15;0", "BANTER_ISSUER=" + server.Issuer(), "BANTER_BASE_URL=" + server.BaseURL(),
	}
	cmd := exec.Command("banter", "login")
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("login: %v\n%s", err, out)
	}
	return server, env
}

func TestModelsAreATableOnATerminal(t *testing.T) {
	_, env := signedIn(t, codextest.Options{})
	rows := strings.Split(onTerminal(t, env, "models"), "\n")
	if want := "MODEL          NAME           CONTEXT  EFFORTS"; !strings.HasPrefix(rows[0], want) {
		t.Errorf("got %q, want it to begin with %q", rows[0], want)
	}
	if want := "gpt-6.1-sol    GPT-6.1-Sol    272k     low medium high"; !strings.HasPrefix(rows[1], want) {
		t.Errorf("got %q, want it to begin with %q", rows[1], want)
	}
}

// TestAskRendersOnATerminal: an answer is printed once, from top to bottom,
// with colours and without its markers.
func TestAskRendersOnATerminal(t *testing.T) {
	const answer = "# Title\n\nSome **bold** words.\n\n- one\n- two\n\n```go\nfunc main() {}\n```\n"
	_, env := signedIn(t, codextest.Options{Doc: answer, Chunk: 5})
	output := onTerminal(t, env, "ask", "hi")
	_, printed, asked := strings.Cut(output, backgroundQuery)
	if !asked {
		t.Errorf("the terminal was not asked for its background: %q", output)
	}
	if strings.ContainsAny(printed, "\r\b") || strings.Contains(printed, "\x1b[K") || strings.Contains(printed, "\x1b[A") {
		t.Errorf("the output takes something back: %q", printed)
	}
	if !strings.Contains(printed, "\x1b[") {
		t.Errorf("no colours: %q", printed)
	}
	plain := ansi.Strip(printed)
	for _, want := range []string{"Title", "Some bold words.", "one", "two", "func main() {}"} {
		if strings.Count(plain, want) != 1 {
			t.Errorf("%q is there %d times, want once:\n%s", want, strings.Count(plain, want), plain)
		}
	}
	if strings.Contains(plain, "**") || strings.Contains(plain, "```") {
		t.Errorf("markers were not rendered:\n%s", plain)
	}
}

// TestLoginShowsAQRCodeOnATerminal, beside the link and the code.
func TestLoginShowsAQRCodeOnATerminal(t *testing.T) {
	server, env := signedIn(t, codextest.Options{})
	output := onTerminal(t, env, "login", "--device")
	if !strings.Contains(output, "\x1b[38;2;0;0;0;48;2;255;255;255m") || !strings.Contains(output, "▀") {
		t.Errorf("no code in explicit colours: %q", output)
	}
	for _, want := range []string{"Open   " + server.Issuer() + "/codex/device", "Enter  ", "Signed in as"} {
		if !strings.Contains(output, want) {
			t.Errorf("%q is missing:\n%s", want, output)
		}
	}
	if got := onTerminal(t, append(env, "LANG=C"), "login", "--device"); strings.Contains(got, "▀") {
		t.Errorf("a terminal without Unicode gets blocks:\n%s", got)
	}
}

// TestTheChatWantsAKeyboard: without a terminal as standard input, a person
// could neither type nor leave.
func TestTheChatWantsAKeyboard(t *testing.T) {
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	defer terminal.Close()
	cmd := exec.Command("banter", "demo")
	var said strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("hello\n"), terminal, &said
	_ = cmd.Run() // see the exit code
	if code := cmd.ProcessState.ExitCode(); code != 2 || said.String() != "banter: The chat needs a terminal. In a pipe, use banter ask, or banter --plain.\n" {
		t.Errorf("exit code %d, %q", code, said.String())
	}
}
