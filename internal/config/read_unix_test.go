//go:build unix

package config_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"banter/internal/config"
)

func TestOddThingsInTheFilesPlace(t *testing.T) {
	fifo := func(name string) error { return syscall.Mkfifo(name, 0o600) }
	for _, test := range []struct {
		name  string
		place func(name string) error
		word  string
	}{
		{"named pipe", fifo, "a named pipe"},
		{"link to a named pipe", func(name string) error {
			if err := fifo(name + ".pipe"); err != nil {
				return err
			}
			return os.Symlink(name+".pipe", name)
		}, "a named pipe"},
		{"device", func(name string) error { return os.Symlink("/dev/zero", name) }, "a device"},
		{"loop", func(name string) error { return os.Symlink(name, name) }, "leads to itself"},
		{"folder through a link", func(name string) error { return os.Symlink(filepath.Dir(name), name) }, "a folder"},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := t.TempDir()
			file := filepath.Join(home, "config.toml")
			if err := test.place(file); err != nil {
				t.Fatal(err)
			}
			refuses(t, home, file, test.word)

			paths := config.Paths{StateDir: home}
			if err := test.place(filepath.Join(home, "choices.toml")); err != nil {
				t.Fatal(err)
			}
			if got := paths.NewChoices(true).Recall("model"); got != "" {
				t.Errorf("recalled %q", got)
			}
		})
	}
	t.Run("socket", func(t *testing.T) {
		home, err := os.MkdirTemp("/tmp", "s") // a socket's path must be short
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(home)
		listener, err := net.Listen("unix", filepath.Join(home, "config.toml"))
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		refuses(t, home, "a socket")
	})
}

func TestNoFileIsMeant(t *testing.T) {
	for name, target := range map[string]string{"dangling": "/nowhere/at/all", "null": "/dev/null"} {
		home := t.TempDir()
		if err := os.Symlink(target, filepath.Join(home, "config.toml")); err != nil {
			t.Fatal(err)
		}
		_, _, err := config.Load(config.Sources{Flags: map[string]string{"home": home}, Getenv: func(string) string { return "" }, GOOS: "linux"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHomeBelowAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, filepath.Join(file, "home"), file+" is a file, not a folder")
	refuses(t, "/dev/null", "/dev/null is a file, not a folder")
	refuses(t, "/"+strings.Repeat("x/", 3000)+"y", "too long")
}
