//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"banter/codex/codextest"
)

// A way is a command that renews a sign-in, with its preparation.
type way struct {
	args   []string
	screen bool // it runs on a terminal
	begin  func(t *testing.T, p *running)
}

var ways = map[string]way{
	"ask":    {args: []string{"ask", "--temporary", "hi"}},
	"models": {args: []string{"models", "--temporary"}},
	"serve": {args: []string{"serve", "--addr", "127.0.0.1:0"}, begin: func(t *testing.T, p *running) {
		lines := bufio.NewReader(p.out)
		address, key := setting(t, lines), setting(t, lines)
		request, err := http.NewRequest(http.MethodPost, address+"/responses", strings.NewReader(`{"model":"gpt-5.5","input":"hi"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+key)
		request.Header.Set("Content-Type", "application/json")
		go func() {
			if answer, err := http.DefaultClient.Do(request); err == nil {
				_ = answer.Body.Close()
			}
		}()
	}},
	"chat": {args: []string{"--temporary"}, screen: true, begin: func(t *testing.T, p *running) {
		p.waitFor(t, "Ask something")
		_, _ = io.WriteString(p.control, "hi\r")
	}},
}

func setting(t *testing.T, lines *bufio.Reader) string {
	t.Helper()
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, value, _ := strings.Cut(strings.TrimSpace(line), "=")
	return value
}

// running is a program whose output is read while it runs.
type running struct {
	cmd     *exec.Cmd
	out     io.ReadCloser
	control *os.File // of its terminal, if it has one
	ended   chan struct{}

	mu    sync.Mutex
	words []byte
	more  *sync.Cond
	over  bool
}

func (c *crowd) start(t *testing.T, w way) *running {
	t.Helper()
	p := &running{ended: make(chan struct{})}
	p.more = sync.NewCond(&p.mu)
	var said io.Reader
	if w.screen {
		terminal := atTerminal(t, 80, 24, c.env, w.args...)
		p.cmd, p.control, said = terminal.cmd, terminal.control, terminal.control
	} else {
		p.cmd = exec.CommandContext(t.Context(), "banter", w.args...)
		p.cmd.Env = c.env
		var err, err2 error
		p.out, err = p.cmd.StdoutPipe()
		said, err2 = p.cmd.StderrPipe()
		if err := errors.Join(err, err2, p.cmd.Start()); err != nil {
			t.Fatal(err)
		}
	}
	go p.listen(said)
	return p
}

func (p *running) listen(said io.Reader) {
	buffer := make([]byte, 4<<10)
	for {
		n, err := said.Read(buffer)
		p.mu.Lock()
		p.words = append(p.words, buffer[:n]...)
		p.over = err != nil
		p.more.Broadcast()
		p.mu.Unlock()
		if err != nil {
			_ = p.cmd.Wait()
			close(p.ended)
			return
		}
	}
}

// waitFor waits until the program has printed a text or has ended.
func (p *running) waitFor(t *testing.T, text string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !bytes.Contains(p.words, []byte(text)) && !p.over {
		p.more.Wait()
	}
}

// endings are how a program can end while its sign-in is renewed.
var endings = []struct {
	name    string
	signals []os.Signal
	loses   bool // it may lose the renewed sign-in
}{
	{"interrupt", []os.Signal{os.Interrupt}, false},
	{"terminate", []os.Signal{syscall.SIGTERM}, false},
	{"hang up", []os.Signal{syscall.SIGHUP}, false},
	{"interrupt twice", []os.Signal{os.Interrupt, os.Interrupt}, false},
	{"kill", []os.Signal{os.Kill}, true},
}

// TestEndingWhileRenewing ends programs after the refresh token was spent and
// before the answer has arrived. Every ending except a kill waits for the
// answer, and says so. BANTER_RENEWAL_ROUNDS sets how often each ending is
// played on each store.
func TestEndingWhileRenewing(t *testing.T) {
	hangUp := make(chan os.Signal, 1) // under nohup, the programs would ignore the signal as well
	signal.Notify(hangUp, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangUp) })
	rounds, err := strconv.Atoi(os.Getenv("BANTER_RENEWAL_ROUNDS"))
	if err != nil {
		rounds = 1
	}
	for store, prepare := range map[string]func(*testing.T, *crowd){
		"sealed":   func(*testing.T, *crowd) {},
		"codex":    func(*testing.T, *crowd) {},
		"keychain": func(t *testing.T, c *crowd) { withKeyring(t, c) },
	} {
		t.Run(store, func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, codextest.Options{Doc: "Hi."})
			prepare(t, c)
			c.env = append(c.env, "BANTER_STORE="+store, "TERM=xterm-256color")
			c.must(t, "login", "--device")
			names := []string{"ask", "models", "serve", "chat"}
			for i, ending := range endings {
				lost := 0
				for round := range rounds {
					name := names[(i+round)%len(names)]
					if c.endsWhileRenewing(t, name, ending.signals, round%2 == 1) {
						lost++
					}
				}
				t.Logf("%s: %d of %d lost", ending.name, lost, rounds)
				if lost > 0 && !ending.loses {
					t.Errorf("%s lost the sign-in", ending.name)
				}
			}
		})
	}
}

// endsWhileRenewing plays one round and reports whether the sign-in was lost.
// In every second round a kill comes before the token is spent.
func (c *crowd) endsWhileRenewing(t *testing.T, name string, signals []os.Signal, early bool) (lost bool) {
	t.Helper()
	c.ExpireAccess()
	arrived := make(chan *renewal, 1)
	c.renewals.Store(&arrived)
	w := ways[name]
	p := c.start(t, w)
	if w.begin != nil {
		w.begin(t, p)
	}
	var held *renewal
	select {
	case held = <-arrived:
	case <-p.ended:
		t.Fatalf("%s ended without a refresh: %s", name, p.words)
	}
	c.renewals.Store(nil)
	early = early && signals[0] == os.Kill
	if !early {
		close(held.spend)
		<-held.spent
	}
	p.strike(t, signals)
	if signals[0] != os.Kill {
		p.waitFor(t, "is being renewed")
	}
	if early {
		<-p.ended
		close(held.drop)
	}
	close(held.answer)
	<-p.ended
	out, errs, code := c.banter(t, "ask", "--temporary", "hi")
	switch {
	case code == 0:
		return false
	case code == 4 && strings.Contains(errs, "already renewed elsewhere") && strings.Contains(errs, "banter login"):
	default:
		t.Errorf("%s after %v: exit code %d\n%s%s", name, signals, code, out, errs)
	}
	t.Logf("%s after %v: the program said\n%s\nthe next one\n%s", name, signals, p.words, errs)
	if early {
		t.Error("a sign-in is lost whose token was not spent")
	}
	c.must(t, "login", "--device")
	return true
}

func (p *running) strike(t *testing.T, signals []os.Signal) {
	t.Helper()
	for i, s := range signals {
		if i > 0 {
			p.waitFor(t, "is being renewed") // the first one has arrived
		}
		if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
	}
}

// withKeyring gives the programs a keychain of their own.
func withKeyring(t testing.TB, c *crowd) {
	bus, keyring := program(t, "dbus-daemon", "dbus"), program(t, "gnome-keyring-daemon", "gnome-keyring")
	home := socketDir(t)
	daemon := exec.CommandContext(t.Context(), bus, "--session", "--nofork", "--nopidfile", "--print-address", "--address=unix:path="+filepath.Join(home, "bus"))
	lines, err := daemon.StdoutPipe()
	if err := errors.Join(err, daemon.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = daemon.Process.Kill(); _ = daemon.Wait() })
	address, err := bufio.NewReader(lines).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home)
	secrets := exec.CommandContext(t.Context(), keyring, "--foreground", "--unlock", "--components=secrets")
	secrets.Env, secrets.Stdin = env, strings.NewReader("password")
	if err := secrets.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = secrets.Process.Kill(); _ = secrets.Wait() })
	c.env = append(c.env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	ask := []string{"--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"}
	for late := time.Now().Add(patience); ; {
		owned := exec.CommandContext(t.Context(), program(t, "dbus-send", "dbus"), ask...)
		owned.Env = env
		if out, err := owned.Output(); err == nil && bytes.Contains(out, []byte("true")) {
			return
		}
		if time.Now().After(late) {
			t.Fatal(fmt.Errorf("no keychain within %v", patience))
		}
	}
}
