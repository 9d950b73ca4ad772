package cli

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// listening is a call whose standard error can be read.
func listening(t *testing.T) (c *call, said func() string) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return &call{Process: Process{Err: file}}, func() string {
		text, err := os.ReadFile(file.Name())
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
}

func TestServeKey(t *testing.T) {
	c, said := listening(t)
	s := serving{keyFile: filepath.Join(t.TempDir(), "key")}
	made, err := s.key(c)
	if err != nil || !strings.HasPrefix(made, "sk-banter-") {
		t.Fatal(err)
	}
	if info, err := os.Stat(s.keyFile); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if again, err := s.key(c); err != nil || again != made {
		t.Errorf("another key comes back, %v", err)
	}
	if said() != "" {
		t.Error(said())
	}
	for text, ok := range map[string]bool{"abcdefghijklmnop": true, "  abcdefghijklmnop\r\n": true, "abcdefghijklmno": false, "": false,
		"abcdefgh ijklmnopq": false, "abcdefghijklmnopé": false, "abcdefgh\nijklmnop": false} {
		if err := os.WriteFile(s.keyFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		key, err := s.key(c)
		if (err == nil) != ok || ok && key != strings.TrimSpace(text) {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Error("the error holds the key")
		}
	}
}

func TestServeKeyOfEverybody(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no permission bits on Windows")
	}
	c, said := listening(t)
	s := serving{keyFile: filepath.Join(t.TempDir(), "key")}
	if err := os.WriteFile(s.keyFile, []byte("abcdefghijklmnop\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(s.keyFile, 0o644); err != nil { // regardless of the umask
		t.Fatal(err)
	}
	if _, err := s.key(c); err != nil || !strings.Contains(said(), "chmod 600") || strings.Contains(said(), "abcdef") {
		t.Errorf("%q, %v", said(), err)
	}
}

// If the default port is in use, another one is taken. A port that was asked
// for is not replaced.
func TestServePort(t *testing.T) {
	if taken, err := net.Listen("tcp", serveAddr); err == nil {
		defer taken.Close()
	}
	c, said := listening(t)
	ln, err := serving{}.listen(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if ln.Addr().String() == serveAddr || !strings.Contains(said(), "another port") {
		t.Errorf("%v, %q", ln.Addr(), said())
	}
	_, err = serving{addr: ln.Addr().String()}.listen(t.Context(), c)
	if exitCode(err) != exitFailed {
		t.Errorf("%v", err)
	}
	_, err = serving{addr: "0.0.0.0:0"}.listen(t.Context(), c)
	if exitCode(err) != exitUsage {
		t.Errorf("%v", err)
	}
}

func TestServeGuard(t *testing.T) {
	c, _ := listening(t)
	guard, err := serving{origins: []string{"HTTP://Localhost:5173/"}, requests: 3}.guard(c)
	if err != nil || guard.Requests != 3 || guard.Key != "" || guard.Origins[0] != "http://localhost:5173" {
		t.Errorf("%+v, %v", guard, err)
	}
	for _, wrong := range []serving{{requests: 0}, {requests: -1}, {origins: []string{"*"}, requests: 1}} {
		if _, err := wrong.guard(c); exitCode(err) != exitUsage {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
