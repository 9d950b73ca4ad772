//go:build unix

package safefile_test

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// strangeKinds are the kinds of file that exist on Unix only.
var strangeKinds = map[string]func(t *testing.T, path string){
	"a pipe": func(t *testing.T, path string) {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	},
	"a socket": func(t *testing.T, path string) {
		short, err := os.MkdirTemp("/tmp", "s") // a socket's address is short
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(short) })
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, "s"), Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		link(t, filepath.Join(short, "s"), path)
	},
	"a device": func(t *testing.T, path string) { link(t, os.DevNull, path) },
}
