//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"banter/codex/codextest"
)

// signInFile returns the file in which the programs of c keep their sign-in
// with the store codex.
func (c *crowd) signInFile(t *testing.T) string {
	t.Helper()
	for _, v := range c.env {
		if home, ok := strings.CutPrefix(v, "CODEX_HOME="); ok {
			c.env = append(c.env, "BANTER_STORE=codex")
			return filepath.Join(home, "auth.json")
		}
	}
	t.Fatal("no CODEX_HOME")
	return ""
}

// refreshToken returns the refresh token in a file of the Codex CLI.
func refreshToken(t *testing.T, path string) (token, apiKey string) {
	t.Helper()
	var file struct {
		Key    string `json:"OPENAI_API_KEY"`
		Tokens struct {
			Refresh string `json:"refresh_token"`
		}
	}
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil || file.Tokens.Refresh == "" {
		t.Fatalf("no sign-in in %s: %v", path, err)
	}
	return file.Tokens.Refresh, file.Key
}

// privately gives mounts of its own to the test and to the programs that it
// starts.
func privately(t *testing.T) {
	t.Helper()
	runtime.LockOSThread() // the thread ends with the test
	if err := errors.Join(unix.Unshare(unix.CLONE_NEWNS), unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "")); err != nil {
		t.Skip("mounting needs to be root: ", err)
	}
}

// mounted mounts a copy of the file at path over it, and returns the path of
// the copy. Flags may make it read-only.
func mounted(t *testing.T, path string, flags uintptr) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "auth.json")
	if err := os.WriteFile(copied, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(copied, path, "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(path, unix.MNT_DETACH) })
	if flags != 0 {
		if err := unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

// TestRenewalInAMountedFile: as in a container, the renewed sign-in is saved in
// the mounted file. If that cannot be written, no refresh token is spent.
func TestRenewalInAMountedFile(t *testing.T) {
	privately(t)
	c := newCrowd(t, codextest.Options{Doc: "Hi."})
	path := c.signInFile(t)
	c.must(t, "login")
	copied := mounted(t, path, 0)
	before, _ := refreshToken(t, copied)
	c.ExpireAccess()
	c.must(t, "ask", "--temporary", "hi")
	renewed, _ := refreshToken(t, copied)
	if renewed == before {
		t.Error("the renewed sign-in is not in the mounted file")
	}
	if err := unix.Unmount(path, 0); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, read(t, copied), 0o600); err != nil {
		t.Fatal(err)
	}

	mounted(t, path, unix.MS_RDONLY)
	c.ExpireAccess()
	asked := c.count("refresh")
	_, errs, code := c.banter(t, "ask", "--temporary", "hi")
	want := "Your sign-in has to be renewed, and the renewed one could not be saved. " + path + " cannot be written. " + path + " is on a disk that cannot be written."
	if code != 1 || !strings.Contains(flat(errs), want) || c.count("refresh") != asked {
		t.Errorf("exit code %d, %d refreshes: %s", code, c.count("refresh")-asked, errs)
	}
	if err := unix.Unmount(path, 0); err != nil {
		t.Fatal(err)
	}
	c.must(t, "ask", "--temporary", "hi")
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// flat joins wrapped lines.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestSignInThroughADanglingLink: the sign-in is saved in the target of the
// link.
func TestSignInThroughADanglingLink(t *testing.T) {
	c := newCrowd(t, codextest.Options{})
	path := c.signInFile(t)
	shared := filepath.Join(filepath.Dir(path), "shared", "auth.json")
	if err := os.Symlink(filepath.Join("shared", "auth.json"), path); err != nil {
		t.Fatal(err)
	}
	c.must(t, "login")
	refreshToken(t, shared)
	if _, err := os.Readlink(path); err != nil {
		t.Errorf("the link is gone: %v", err)
	}
	if out := c.must(t, "logout", "--store", "codex"); !strings.Contains(out, "Signed out") {
		t.Errorf("got %s", out)
	}
	if _, err := os.Stat(shared); !os.IsNotExist(err) {
		t.Errorf("the sign-in is still there: %v", err)
	}
}

// TestForeignEncodings: a file with a byte order mark is used, and signing in
// over a broken file keeps a copy.
func TestForeignEncodings(t *testing.T) {
	c := newCrowd(t, codextest.Options{Doc: "Hi."})
	path := c.signInFile(t)
	c.must(t, "login")
	text := strings.Replace(string(read(t, path)), `"OPENAI_API_KEY": null`, `"OPENAI_API_KEY": "sk-mine"`, 1)
	if err := os.WriteFile(path, []byte("\ufeff"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	c.ExpireAccess()
	c.must(t, "ask", "--temporary", "hi")
	if _, key := refreshToken(t, path); key != "sk-mine" {
		t.Errorf("the API key is %q", key)
	}

	const broken = `{"OPENAI_API_KEY":"sk-mine",`
	if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := c.banter(t, "whoami"); code != 4 || !strings.Contains(flat(errs), "You are not signed in. "+path+" holds no JSON object. Run banter login.") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	_, errs, code := c.banter(t, "login")
	copies, _ := filepath.Glob(path + ".bak-*")
	if code != 0 || len(copies) != 1 || string(read(t, copies[0])) != broken {
		t.Fatalf("exit code %d, copies %v: %s", code, copies, errs)
	}
	if want := path + " could not be read and was replaced. The old file is now " + copies[0] + "."; !strings.Contains(flat(errs), want) {
		t.Errorf("the person is not told: %s", errs)
	}
	refreshToken(t, path)
}

// TestPipesInPlaceOfFiles: no read waits for a writer.
func TestPipesInPlaceOfFiles(t *testing.T) {
	c := newCrowd(t, codextest.Options{})
	path := c.signInFile(t)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"whoami"}, {"login"}, {"models"}} {
		_, errs, code := c.banter(t, args...)
		if code == 0 || !strings.Contains(flat(errs), path+" is a pipe, not a file.") {
			t.Errorf("%v: exit code %d: %s", args, code, errs)
		}
	}
}

// TestSeveralProgramsRenewOnce: programs that start together on a sign-in that
// has ended share one refresh.
func TestSeveralProgramsRenewOnce(t *testing.T) {
	c := newCrowd(t, codextest.Options{Doc: "Hi."})
	c.signInFile(t)
	c.must(t, "login")
	c.ExpireAccess()
	if err := c.Fault("delay:300ms@refresh", 1); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			cmd := exec.Command("banter", "ask", "--temporary", "hi")
			cmd.Env = c.env
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	if n := c.count("refresh"); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

// TestLogoutThatIsRefused: if a store cannot delete the sign-in, an error says
// so, and the account stays on the list.
func TestLogoutThatIsRefused(t *testing.T) {
	privately(t)
	c := newCrowd(t, codextest.Options{})
	path := c.signInFile(t)
	c.must(t, "login")
	copied := mounted(t, path, unix.MS_RDONLY)
	out, errs, code := c.banter(t, "logout", "--store", "codex")
	if code != 1 || strings.Contains(out, "Signed out") || !strings.Contains(flat(errs), path+" cannot be written.") {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	refreshToken(t, copied)
	if out := c.must(t, "whoami", "--all"); !strings.Contains(out, "codex") {
		t.Errorf("the account is off the list: %s", out)
	}
}
