package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banter/codex/codextest"
)

// A windowsHome runs banter.exe under Wine with files below one folder.
type windowsHome struct {
	t     *testing.T
	watch *watch
	dir   string
	env   []string
}

// newWindowsHome returns an empty home below dir, beside an emulator that Windows
// programs reach too. Wine has Linux' files on drive Z.
func newWindowsHome(t *testing.T, w *watch, server *codextest.Server, dir string) *windowsHome {
	h := &windowsHome{t: t, watch: w, dir: dir}
	h.env = append(os.Environ(), "BANTER_KEEP_UNLOCKED=off", "BANTER_HOME="+h.path("home"), "CODEX_HOME="+h.path("codex"),
		"BANTER_LOG="+h.path("debug.log"), "BANTER_ISSUER="+server.Issuer(), "BANTER_BASE_URL="+server.BaseURL())
	return h
}

// path returns the name that Windows programs have for a file of the home.
func (h *windowsHome) path(name string) string {
	return "Z:" + strings.ReplaceAll(filepath.Join(h.dir, name), "/", `\`)
}

// write writes a file and returns the name that Windows programs have for it.
func (h *windowsHome) write(name, text string) string {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return h.path(name)
}

// run runs banter.exe and checks its exit code. It returns all output.
func (h *windowsHome) run(code int, args ...string) string {
	h.t.Helper()
	var cmd *exec.Cmd
	var out []byte
	var err error
	// Banter says why it fails. Wine may fail to start it without a word.
	for attempt := 0; attempt == 0 || attempt < 3 && err != nil && len(out) == 0; attempt++ {
		cmd = exec.CommandContext(h.t.Context(), "/usr/lib/wine/wine64", append([]string{os.Getenv("BANTER_EXE")}, args...)...)
		cmd.Env = h.env
		out, err = cmd.CombinedOutput()
	}
	if cmd.ProcessState == nil {
		h.t.Error(err)
	} else if got := cmd.ProcessState.ExitCode(); got != code {
		h.t.Errorf("%q: exit code %d, want %d\n%s", args, got, code, out)
	}
	h.watch.note("output of "+strings.Join(args, " "), out)
	return string(out)
}

// says runs banter.exe with args and checks that its output has each of words.
func (h *windowsHome) says(code int, words []string, args ...string) {
	h.t.Helper()
	out := h.run(code, args...)
	for _, word := range words {
		if !strings.Contains(out, word) {
			h.t.Errorf("%q: %q is missing:\n%s", args, word, out)
		}
	}
}

// TestWindows has banter.exe do everything that needs no screen.
func TestWindows(t *testing.T) {
	if os.Getenv("BANTER_EXE") == "" {
		t.Skip("this test needs Wine and banter.exe: run .ci/wine")
	}
	dir := filepath.Join(t.TempDir(), "Änne's Höme 日本")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w := watched(t, dir)
	talks := newMeeting(2)
	server := w.emulator(codextest.Options{Answer: func(q codextest.Question) codextest.Answer {
		if strings.Contains(q.Text, "meet") {
			talks.wait()
		}
		return codextest.Text("Heard: " + q.Text)
	}})
	if err := server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	h := newWindowsHome(t, w, server, dir)
	h.signsIn()
	h.asksAtOnce()
	h.attaches()
	h.exports()
	h.looksAround()

	h.says(0, []string{"Signed out"}, "logout", "--store", "codex")
	h.says(4, []string{"banter login"}, "ask", "--store", "codex", "hi")
	h.signIn("keychain")
	server.Close()
	h.says(1, []string{"Nothing answers at 127.0.0.1:"}, "ask", "--store", "keychain", "hi")
}

// signsIn signs in to each store, and asks.
func (h *windowsHome) signsIn() {
	h.signIn("keychain")
	h.signIn("sealed", "--passphrase-file", h.write("pass phrase.txt", "correct horse\r\n"))
	h.says(1, []string{"needs a passphrase", "--passphrase-file"}, "ask", "--store", "sealed", "hi")
	wrong := h.write("wrong.txt", "incorrect\r\n")
	h.says(1, []string{"The passphrase is wrong."}, "ask", "--store", "sealed", "--passphrase-file", wrong, "hi")
	h.signIn("codex")
	if _, err := os.Stat(filepath.Join(h.dir, "codex", "auth.json")); err != nil {
		h.t.Error(err)
	}
}

// signIn signs in to a store, and asks.
func (h *windowsHome) signIn(store string, flags ...string) {
	h.t.Helper()
	flags = append(flags, "--store", store)
	h.says(0, []string{"Signed in as"}, append(flags, "login", "--device")...)
	h.says(0, []string{"Heard: by " + store}, append(flags, "ask", "by "+store)...)
}

// asksAtOnce has two programs use one history at the same time.
func (h *windowsHome) asksAtOnce() {
	var both sync.WaitGroup
	for _, question := range []string{"meet one", "meet two"} {
		both.Go(func() {
			h.says(0, []string{"Heard: " + question}, "ask", "--store", "codex", question)
		})
	}
	both.Wait()
	h.says(0, []string{"by keychain", "by sealed", "by codex", "meet one", "meet two"}, "history", "list")
}

// attaches asks with files whose names Windows' programs write.
func (h *windowsHome) attaches() {
	file := h.write("ä file.go", "package hello\r\n")
	h.says(0, []string{"Heard: read", "ä file.go", "package hello"}, "ask", "--store", "codex", "--file", file, "read")
	h.says(0, []string{"Heard: read all", "package hello"}, "ask", "--store", "codex", "--file", h.path("*.go"), "read all")
	h.says(1, []string{"There is no file none.go."}, "ask", "--store", "codex", "--file", h.path("none.go"), "read")
}

// exports writes the history into a folder and into a file, which another home reads.
func (h *windowsHome) exports() {
	folder, file := h.path("ex ports"), h.path("all.jsonl")
	if err := os.Mkdir(filepath.Join(h.dir, "ex ports"), 0o700); err != nil {
		h.t.Fatal(err)
	}
	h.says(0, []string{folder}, "history", "export", "--all", "--output", folder)
	if files, _ := filepath.Glob(filepath.Join(h.dir, "ex ports", "*-by-keychain-*.md")); len(files) != 1 {
		h.t.Errorf("exported: %v", files)
	}
	h.says(0, []string{file}, "history", "export", "--all", "--output", file)
	h.run(0, "history", "import", file, "--home", h.path("other"))
	h.says(0, []string{"by keychain", "meet two"}, "history", "list", "--home", h.path("other"))
}

// looksAround runs the commands that tell about the computer, and names a drive that
// does not exist.
func (h *windowsHome) looksAround() {
	config := h.path("home") + `\config.toml`
	h.says(0, []string{config}, "config", "path")
	h.run(0, "config", "set", "theme", "dusk")
	h.says(0, []string{"dusk"}, "config", "show")
	h.says(0, []string{`\home\config.toml`, "undamaged", "was saved, read and deleted"}, "doctor", "--store", "codex")
	h.says(1, []string{`Q:\data\history.db cannot be there: its folder does not exist`}, "history", "list", "--home", `Q:\`)
}

// A meeting is a place at which that many must arrive before any goes on.
type meeting struct {
	missing atomic.Int32
	all     chan struct{}
}

func newMeeting(count int32) *meeting {
	m := &meeting{all: make(chan struct{})}
	m.missing.Store(count)
	return m
}

// wait arrives and waits for the others, but not forever.
func (m *meeting) wait() {
	if m.missing.Add(-1) == 0 {
		close(m.all)
	}
	select {
	case <-m.all:
	case <-time.After(time.Minute):
	}
}
