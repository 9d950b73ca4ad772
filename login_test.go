package main

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"banter/codex/codextest"
	"banter/internal/pty"
)

// A typist is a person at a terminal on which a command runs.
type typist struct {
	t       *testing.T
	cmd     *exec.Cmd
	control *os.File
	read    []byte // all that the terminal got
	seen    int    // up to where the person has looked
}

// atTerminal runs Banter on a terminal.
func atTerminal(t *testing.T, columns, rows int, env []string, args ...string) *typist {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "banter", args...)
	cmd.Env = env
	control, err := pty.Start(cmd, columns, rows)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { control.Close() })
	return &typist{t: t, cmd: cmd, control: control}
}

// answers waits for words and types a line.
func (p *typist) answers(words, line string) {
	p.t.Helper()
	p.reads(words)
	if _, err := io.WriteString(p.control, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

// reads waits for words that have not been read yet.
func (p *typist) reads(words string) {
	p.t.Helper()
	_ = p.control.SetReadDeadline(time.Now().Add(time.Minute))
	for buffer := make([]byte, 4<<10); ; {
		if at := bytes.Index(p.read[p.seen:], []byte(words)); at >= 0 {
			p.seen += at + len(words)
			return
		}
		n, err := p.control.Read(buffer)
		p.read = append(p.read, buffer[:n]...)
		if err != nil {
			p.t.Fatalf("%q is not on the terminal: %v\n%s", words, err, p.read)
		}
	}
}

// ends waits for the end of the command and returns its output.
func (p *typist) ends(code int) string {
	p.t.Helper()
	_ = p.control.SetReadDeadline(time.Now().Add(time.Minute))
	rest, err := io.ReadAll(p.control) // ends with EIO when the command has
	p.read = append(p.read, rest...)
	watchOf(p.cmd.Env).note("terminal", p.read)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		_ = p.cmd.Process.Kill()
	}
	_ = p.cmd.Wait()
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d\n%s", got, code, p.read)
	}
	return strings.ReplaceAll(string(p.read), "\r\n", "\n")
}

// bare starts an emulator and returns an environment without a keychain, a
// screen or a sign-in. It is watched.
func bare(t *testing.T, opts codextest.Options) (server *codextest.Server, env []string) {
	t.Helper()
	home := t.TempDir()
	w := watched(t, home)
	server = w.emulator(opts)
	if err := server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server, append(os.Environ(),
		"BANTER_LOG="+w.log(), "BANTER_KEEP_UNLOCKED=off", "HOME="+home, "BANTER_HOME="+home, "CODEX_HOME="+home, "TERM=xterm-256color", "LANG=C.UTF-8", "DISPLAY=", "WAYLAND_DISPLAY=",
		"BANTER_STORE=", "BANTER_PASSPHRASE_FILE=", "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(home, "none"),
		"BANTER_ISSUER="+server.Issuer(), "BANTER_BASE_URL="+server.BaseURL())
}

// TestLoginEndsWellOnEveryTerminal, also on one that shows only text, without a
// keychain and without a browser.
func TestLoginEndsWellOnEveryTerminal(t *testing.T) {
	for _, test := range []struct {
		name          string
		columns, rows int
		env           string
	}{
		{"80x24", 80, 24, "TERM=tmux-256color"}, {"40x12", 40, 12, "TERM=xterm"}, {"dumb", 80, 24, "TERM=dumb"},
		{"no size", 0, 0, "TERM="}, {"no Unicode", 80, 24, "LANG=C"}, {"no colour", 80, 24, "NO_COLOR=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, env := bare(t, codextest.Options{})
			p := atTerminal(t, test.columns, test.rows, append(env, test.env), "login")
			p.answers("There is no keychain", "")
			p.answers("Choose s, m or r:", "s")
			p.answers("Choose a passphrase", "open sesame")
			p.answers("Once more:", "open sesame")
			out := p.ends(0)
			if strings.Contains(out, "sesame") {
				t.Errorf("the passphrase was shown:\n%s", out)
			}
			flat := strings.ReplaceAll(out, "\n", "")
			for _, want := range []string{"/codex/device", "Enter  ", "Settings > Security", "unofficial", "Signed in as", "sealed with your passphrase"} {
				if !strings.Contains(strings.ReplaceAll(flat, " ", ""), strings.ReplaceAll(want, " ", "")) {
					t.Errorf("%q is missing:\n%s", want, out)
				}
			}
		})
	}
}

func TestLoginThatKeepsNothing(t *testing.T) {
	_, env := bare(t, codextest.Options{ApproveAfter: -1})
	p := atTerminal(t, 80, 24, env, "login")
	p.answers("Choose s, m or r:", "what")
	p.answers("Choose s, m or r:", "r")
	p.answers("Choose s, m or r:", "m")
	if out := p.ends(0); !strings.Contains(out, "keeps the sign-in in memory") || strings.Contains(out, "Enter") {
		t.Errorf("got\n%s", out)
	}
	// The choice is remembered: the screen asks for a sign-in and not for the
	// keychain.
	p = atTerminal(t, 80, 24, env, "--mouse=false")
	p.reads("Scan with your phone")
	if bytes.Contains(p.read, []byte("keychain")) {
		t.Errorf("the choice is forgotten:\n%q", p.read)
	}
	_, _ = io.WriteString(p.control, "q")
	p.ends(0)
}

// TestLoginWithoutATerminal says in words what is missing, and saves nothing.
func TestLoginWithoutATerminal(t *testing.T) {
	_, env := bare(t, codextest.Options{})
	for _, args := range [][]string{{"login"}, {"login", "--browser"}} {
		out := inBackground(t, env, args...)
		if !strings.Contains(out, "There is no keychain") ||
			!strings.Contains(out, "--store sealed and --passphrase-file") || strings.Contains(out, "Enter") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
}

// link matches the address at which a sign-in in the browser begins.
var link = regexp.MustCompile(`Open {3}(\S+)`)

// TestLoginWithAPastedAddress signs in over ssh: the browser is on another
// computer.
func TestLoginWithAPastedAddress(t *testing.T) {
	server, env := bare(t, codextest.Options{})
	env = append(env, "BANTER_STORE=codex", "SSH_CONNECTION=1")
	p := atTerminal(t, 2000, 24, env, "login", "--browser")
	p.reads("Paste it here")
	address, err := server.Authorize(string(link.FindSubmatch(p.read)[1]))
	if err != nil {
		t.Fatal(err)
	}
	p.seen = 0
	p.answers("Paste it here", strings.Replace(address, "state=", "state=x", 1))
	p.answers("another sign-in", "")
	p.reads("Paste it here") // the empty line answers it, and the next one hides what is typed
	p.answers("Paste it here", address)
	out := p.ends(0)
	grant, err := url.Parse(address)
	if err != nil || strings.Contains(out, grant.Query().Get("code")) || !strings.Contains(out, "Signed in as") {
		t.Errorf("%v: want a sign-in, and its code not shown:\n%s", err, out)
	}
}

// TestPlainContinuesWithAPastedAddress continues with ChatGPT in the chat without a
// screen, over ssh: the browser is on another computer. Then the person asks.
func TestPlainContinuesWithAPastedAddress(t *testing.T) {
	server, env := bare(t, codextest.Options{Doc: "It is 42.\n"})
	env = append(env, "SSH_CONNECTION=1", "BANTER_BASE_URL="+server.DocumentedBaseURL())
	p := atTerminal(t, 2000, 24, env, "--plain", "--route", "documented", "--store", "memory")
	p.reads("Open this page, if your browser has not: ")
	p.reads("where it is not shown")
	address, err := server.Authorize(string(pageLink.FindSubmatch(p.read)[1]))
	if err != nil {
		t.Fatal(err)
	}
	p.answers("", strings.Replace(address, "state=", "state=x", 1))
	p.answers("another sign-in", address)
	p.answers("Using ChatGPT plan.", "What is it?")
	p.answers("It is 42.", "/quit")
	out := p.ends(0)
	grant, err := url.Parse(address)
	if err != nil || strings.Contains(out, grant.Query().Get("code")) || strings.Contains(out, "state=x") {
		t.Errorf("%v: the address is shown:\n%s", err, out)
	}
}

// pageLink matches the address of the page in the chat without a screen.
var pageLink = regexp.MustCompile(`your browser has not: (\S+)`)

// TestLoginInABrowser lets a browser of this computer open the page and return.
// Its last page has nothing of the sign-in.
func TestLoginInABrowser(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the scripts' own browser is called as on Linux")
	}
	_, env := bare(t, codextest.Options{})
	page := filepath.Join(t.TempDir(), "page.html")
	env = append(env, "BANTER_STORE=codex", "DISPLAY=:0", "SSH_CONNECTION=", "SSH_TTY=", "BANTER_TEST_PAGE="+page)
	out := inBackground(t, env, "login", "--browser")
	for late := time.Now().Add(2 * time.Minute); strings.Contains(out, "uses the ports") && time.Now().Before(late); {
		waitForPorts()
		out = inBackground(t, env, "login", "--browser")
	}
	if !strings.Contains(out, "Signed in as") {
		t.Fatalf("got\n%s", out)
	}
	text, err := os.ReadFile(page)
	watchOf(env).note("page", text)
	if err != nil || !bytes.Contains(text, []byte("close")) {
		t.Errorf("%v: the page says\n%s", err, text)
	}
}

// The ports that the issuer has registered for the browser's return.
var callbackPorts = []string{"1455", "1457"}

// waitForPorts waits until other sign-ins may have ended, whose listeners then
// close their connections.
func waitForPorts() {
	for _, port := range callbackPorts {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err != nil {
			return // it is free
		}
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, _ = conn.Read(make([]byte, 1))
		conn.Close()
	}
}

// TestLoginInABrowserWithoutPorts says so if no terminal can take an address
// either.
func TestLoginInABrowserWithoutPorts(t *testing.T) {
	_, env := bare(t, codextest.Options{})
	for _, port := range callbackPorts {
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil { // else another program has it
			defer l.Close()
		}
	}
	out := inBackground(t, append(env, "BANTER_STORE=codex"), "login", "--browser")
	if !strings.Contains(out, "Another program uses the ports of the browser sign-in.") || strings.Contains(out, "Open ") {
		t.Errorf("got\n%s", out)
	}
}

// inBackground runs Banter without the terminal of the test.
func inBackground(t *testing.T, env []string, args ...string) (output string) {
	t.Helper()
	cmd := exec.Command(program(t, "setsid", "util-linux"), append([]string{"-w", "banter"}, args...)...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	watchOf(env).note("output of "+strings.Join(args, " "), out)
	return string(out)
}

// openPage is xdg-open in the tests: a browser whose person agrees to
// everything, unless BANTER_TEST_DECISION says otherwise, in the workspace of
// BANTER_TEST_WORKSPACE. It saves the last page.
func openPage() {
	decision := cmp.Or(os.Getenv("BANTER_TEST_DECISION"), "approve")
	answer, err := http.PostForm(os.Args[1], url.Values{"decision": {decision}, "workspace": {os.Getenv("BANTER_TEST_WORKSPACE")}})
	if err != nil {
		return
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	_ = os.WriteFile(os.Getenv("BANTER_TEST_PAGE"), text, 0o600)
}
