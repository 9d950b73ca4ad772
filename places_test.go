//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"banter/codex/codextest"
)

// asksAt asks a question with a given home, and returns the output and the exit
// code. It kills a program that hangs.
func asksAt(t *testing.T, env []string, args ...string) (said string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "banter", append(slices.Clone(args), "ask", "hi")...)
	var stderr bytes.Buffer
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), &stderr
	_ = cmd.Run() // see the exit code
	watchOf(env).note("standard error", stderr.Bytes())
	return stderr.String(), cmd.ProcessState.ExitCode()
}

// places are things in the place of a file.
var places = map[string]func(t *testing.T, name string){
	"a folder":        func(t *testing.T, name string) { try(t, os.Mkdir(name, 0o700)) },
	"a named pipe":    func(t *testing.T, name string) { try(t, syscall.Mkfifo(name, 0o600)) },
	"leads to itself": func(t *testing.T, name string) { try(t, os.Symlink(filepath.Base(name), name)) },
	"a device":        func(t *testing.T, name string) { try(t, os.Symlink("/dev/zero", name)) },
	"a socket":        listenAt,
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// listenAt makes a socket at name, which may be too long for one.
func listenAt(t *testing.T, name string) {
	short := socketDir(t)
	listener, err := net.Listen("unix", filepath.Join(short, "s"))
	try(t, err)
	t.Cleanup(func() { listener.Close() })
	try(t, os.Symlink(filepath.Join(short, "s"), name))
}

func TestOddPlacesAreNamed(t *testing.T) {
	_, env := signedIn(t, codextest.Options{Doc: "Yes."})
	for kind, place := range places {
		t.Run("history/"+kind, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data", "banter")
			try(t, os.MkdirAll(data, 0o700))
			file := filepath.Join(data, "history.db")
			place(t, file)
			said, code := asksAt(t, append(env, "BANTER_HOME=", "XDG_DATA_HOME="+filepath.Dir(data)))
			oneSentence(t, said, code, 1, filepath.Dir(file), kind)
		})
		t.Run("config/"+kind, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			try(t, os.MkdirAll(home, 0o700))
			file := filepath.Join(home, "config.toml")
			place(t, file)
			said, code := asksAt(t, append(env, "BANTER_HOME="+home))
			oneSentence(t, said, code, 2, file, kind)
		})
		t.Run("choices/"+kind, func(t *testing.T) {
			home := t.TempDir()
			try(t, os.MkdirAll(filepath.Join(home, "state"), 0o700))
			place(t, filepath.Join(home, "state", "choices.toml"))
			if said, code := asksAt(t, append(env, "BANTER_HOME="+home)); code != 0 || strings.Contains(said, "unexpected") {
				t.Errorf("exit code %d: %s", code, said)
			}
		})
	}
}

// oneSentence checks that one sentence says what is wrong, where, and what to
// do.
func oneSentence(t *testing.T, said string, code, want int, words ...string) {
	t.Helper()
	if code != want {
		t.Errorf("exit code %d, want %d", code, want)
	}
	if strings.Count(strings.TrimSpace(said), "\n") > 0 || !strings.HasPrefix(said, "banter: ") || strings.Contains(said, "unexpected") {
		t.Errorf("no single sentence: %s", said)
	}
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("%q lacks %q", said, word)
		}
	}
}

func TestHomesThatAreNone(t *testing.T) {
	_, env := signedIn(t, codextest.Options{Doc: "Yes."})
	file := filepath.Join(t.TempDir(), "file")
	try(t, os.WriteFile(file, nil, 0o600))
	for _, test := range []struct {
		name string
		env  []string
		code int
		word string
	}{
		{"HOME is null", []string{"HOME=/dev/null"}, 2, "/dev/null is a file, not a folder"},
		{"HOME is a file", []string{"HOME=" + file}, 2, file + " is a file, not a folder"},
		{"HOME is relative", []string{"HOME=home"}, 2, `HOME is "home", which is not an absolute path`},
		{"HOME is not set", []string{"HOME="}, 2, "is not set"},
		{"BANTER_HOME below a file", []string{"BANTER_HOME=" + file + "/home"}, 2, file + " is a file, not a folder"},
		{"XDG_DATA_HOME cannot be made", []string{"XDG_DATA_HOME=/proc/none"}, 1, "/proc/none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			said, code := asksAt(t, slices.Concat(env, []string{"BANTER_HOME=", "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME="}, test.env))
			oneSentence(t, said, code, test.code, test.word)
		})
	}
	if said, code := asksAt(t, slices.Concat(env, []string{"BANTER_HOME=", "XDG_DATA_HOME=relative", "XDG_STATE_HOME=:", "XDG_CONFIG_HOME=."})); code != 0 || said != "" {
		t.Errorf("relative directories, which are to be ignored: %d %s", code, said)
	}
}

func TestForeignHistoriesStay(t *testing.T) {
	_, env := signedIn(t, codextest.Options{Doc: "Yes."})
	made := t.TempDir()
	if said, code := asksAt(t, append(env, "BANTER_HOME="+made)); code != 0 {
		t.Fatal(said)
	}
	history, err := os.ReadFile(filepath.Join(made, "data", "history.db"))
	try(t, err)
	with := func(at int, value uint32) []byte {
		changed := bytes.Clone(history)
		binary.BigEndian.PutUint32(changed[at:], value)
		return changed
	}
	for _, test := range []struct {
		name string
		file []byte
		word string // of the sentence
		next string // of the hint
	}{
		{"another program's", with(68, 0x12345678), "belongs to another program", "--home"},
		{"no program's", with(68, 0), "belongs to another program", "--home"},
		{"newer", with(60, 99), "was written by a newer Banter", "--home"},
		{"text", []byte(strings.Repeat("a text\n", 500)), "is damaged", "banter history repair"},
		{"short text", []byte("a text\n"), "is damaged", "banter history repair"},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := t.TempDir()
			try(t, os.Mkdir(filepath.Join(home, "data"), 0o755))
			file := filepath.Join(home, "data", "history.db")
			try(t, os.WriteFile(file, test.file, 0o644))
			try(t, os.Chmod(file, 0o644)) // regardless of the umask
			said, code := asksAt(t, append(env, "BANTER_HOME="+home))
			oneSentence(t, said, code, 1, file, test.word, test.next)
			after, err := os.ReadFile(file)
			info, _ := os.Stat(file)
			if err != nil || !bytes.Equal(after, test.file) || info.Mode().Perm() != 0o644 {
				t.Errorf("the file was changed: %v, mode %v", err, info.Mode())
			}
			if beside, _ := filepath.Glob(file + "*"); len(beside) != 1 {
				t.Errorf("left behind: %v", beside)
			}
		})
	}
}

// TestChatWithoutAHistory: the chat opens, says what is wrong, and keeps typed
// text.
func TestChatWithoutAHistory(t *testing.T) {
	_, env := signedIn(t, codextest.Options{Doc: "Yes."})
	home := t.TempDir()
	try(t, os.MkdirAll(filepath.Join(home, "data", "history.db"), 0o700))
	p := atTerminal(t, 100, 24, append(append(os.Environ(), env...), "BANTER_HOME="+home))
	p.reads("is a folder")
	_, _ = p.control.WriteString("\x04") // quit
	p.ends(0)
}

func TestALogThatIsAPipe(t *testing.T) {
	_, env := signedIn(t, codextest.Options{Doc: "Yes."})
	pipe := filepath.Join(t.TempDir(), "pipe")
	try(t, syscall.Mkfifo(pipe, 0o600))
	said, code := asksAt(t, env, "--log", pipe)
	oneSentence(t, said, code, 2, pipe, "named pipe")
}

// TestDamageIsToldWhereItIsRead changes an answer in the file: the next
// question and the chat report it and go on.
func TestDamageIsToldWhereItIsRead(t *testing.T) {
	_, env := signedIn(t, codextest.Options{Doc: "Unmistakable."})
	home := t.TempDir()
	env = append(env, "BANTER_HOME="+home)
	if said, code := asksAt(t, env); code != 0 {
		t.Fatal(said)
	}
	file := filepath.Join(home, "data", "history.db")
	saved, err := os.ReadFile(file)
	try(t, err)
	try(t, os.WriteFile(file, bytes.ReplaceAll(saved, []byte("Unmistakable."), []byte("Unmistakeble.")), 0o600))
	cmd := exec.Command("banter", "ask", "-c", "And?")
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	try(t, cmd.Run())
	if said := stderr.String(); !strings.Contains(said, "One part of this conversation is damaged and differs from what was saved.") || !strings.Contains(said, "banter history repair") {
		t.Errorf("ask -c says: %s", said)
	}
	p := atTerminal(t, 100, 24, append(os.Environ(), env...), "-c")
	p.reads("One part of this conversation is damaged")
	_, _ = p.control.WriteString("\x04") // quit
	p.ends(0)
}
