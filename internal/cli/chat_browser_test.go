package cli

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// These run in real time: a browser comes back over a real port.

// TestSignInByBrowserOnTheScreen: b opens the page, and the browser that comes
// back from it signs in.
func TestSignInByBrowserOnTheScreen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the browser of this test is called as on Linux")
	}
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada, ApproveAfter: -1})
	page := m.browser()
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory"})
	p.sees("browser on this machine")
	p.Press("b")
	p.sees("Sign in on the page that your browser opens.", "left")
	address, err := m.Authorize(page())
	if err != nil {
		t.Fatal(err)
	}
	if !visit(address) { // another program has the ports that the browser comes back to
		p.Paste(address)
		p.Press("enter")
	}
	p.sees("Ask something")
	if who := p.asks(m, "hello", "An answer."); who != ada.ID {
		t.Errorf("asked as %q", who)
	}
	p.leaves()
}

// TestBringBackTheAddress is the way over ssh: the link is copied, the page
// opened elsewhere, and the address that it ended at pasted.
func TestBringBackTheAddress(t *testing.T) {
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada, ApproveAfter: -1})
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory"})
	p.sees("browser elsewhere")
	p.Press("b")
	p.sees("Open this link on a machine that has a browser")
	p.Press("ctrl+y")
	p.sees("Link copied")
	copied := p.Copied()
	address, err := m.Authorize(copied[len(copied)-1])
	if err != nil {
		t.Fatal(err)
	}
	p.Paste(strings.Replace(address, "state=", "state=x", 1))
	p.Press("enter")
	p.sees("another sign-in")
	p.Paste(address[:40] + "\n  " + address[40:]) // as a terminal breaks it
	p.Press("enter")
	p.sees("Ask something")
	if who := p.asks(m, "hello", "An answer."); who != ada.ID {
		t.Errorf("asked as %q", who)
	}
	p.leaves()
	if code := address[strings.Index(address, "code="):][:20]; strings.Contains(string(p.Output()), code) {
		t.Error("the code was shown")
	}
}

// TestBackFromTheBrowserToACode: Esc gives up the page, and shows a code.
func TestBackFromTheBrowserToACode(t *testing.T) {
	m := newComputer(t, codextest.Options{ApproveAfter: -1})
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory"})
	p.sees("copy code")
	p.Press("b")
	p.sees("Open this link")
	p.Press("esc")
	p.sees("copy code")
	p.seesNot("Open this link")
	p.leaves()
}

// browser puts one on the computer and returns what waits for the page that it
// is asked to open.
func (m *computer) browser() (page func() string) {
	m.t.Helper()
	bin, asked := m.t.TempDir(), filepath.Join(m.home, "page")
	script := "#!/bin/sh\nprintf %s \"$1\" > '" + asked + ".part' && mv '" + asked + ".part' '" + asked + "'\n"
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(script), 0o700); err != nil {
		m.t.Fatal(err)
	}
	m.t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	m.t.Setenv("DISPLAY", ":0")
	m.t.Setenv("SSH_TTY", "")
	m.t.Setenv("SSH_CONNECTION", "")
	return func() string {
		m.t.Helper()
		for range 3000 {
			if text, err := os.ReadFile(asked); err == nil {
				return string(text)
			}
			time.Sleep(10 * time.Millisecond)
		}
		m.t.Fatal("no browser was opened")
		return ""
	}
}

// visit is the browser that comes back, and reports whether Banter was there
// to take it in.
func visit(address string) bool {
	answer, err := http.Get(address)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK && strings.Contains(string(text), "close")
}
