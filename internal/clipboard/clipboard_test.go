package clipboard

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFindsTheToolsOfTheDisplay(t *testing.T) {
	for _, test := range []struct {
		name, goos string
		env        map[string]string
		want       []string
	}{
		{"a Mac", "darwin", nil, []string{"pbcopy"}},
		{"Wayland with X beside it", "linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, []string{"wl-copy", "xclip", "xsel"}},
		{"X", "linux", map[string]string{"DISPLAY": ":0"}, []string{"xclip", "xsel"}},
		{"a console", "linux", nil, nil},
		{"WSL", "linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, []string{"clip.exe"}},
		{"Windows", "windows", nil, []string{"clip.exe"}},
		{"a phone", "android", map[string]string{"TERMUX_VERSION": "1"}, []string{"termux-clipboard-set"}},
		{"over ssh", "darwin", map[string]string{"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, nil},
		{"over ssh with a forwarded display", "linux", map[string]string{"SSH_TTY": "/dev/pts/1", "DISPLAY": ":10"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := find(func(name string) string { return test.env[name] }, test.goos, func(name string) (string, error) { return name, nil })
			var got []string
			if c != nil {
				for _, tool := range c.tools {
					got = append(got, tool.name)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
		})
	}
}

func TestWithoutAToolThereIsNoClipboard(t *testing.T) {
	missing := func(string) (string, error) { return "", os.ErrNotExist }
	if c := find(func(string) string { return "here" }, "linux", missing); c != nil {
		t.Errorf("found %v", c.tools)
	}
}

// fake returns a clipboard with one tool for each script.
func fake(t *testing.T, scripts ...string) *Clipboard {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake tools are shell scripts")
	}
	c := &Clipboard{}
	for i, script := range scripts {
		path := filepath.Join(t.TempDir(), "tool")
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		c.tools = append(c.tools, tool{name: string(rune('a' + i)), path: path})
	}
	return c
}

func TestWriteKeepsTheText(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	want := "a\ttab, ünïcode 漢字\nno newline at the end"
	name, err := fake(t, "exit 3", "cat > '"+out+"'").Write(context.Background(), want)
	if err != nil || name != "b" {
		t.Fatalf("written with %q, %v; want b, the first that works", name, err)
	}
	if got, _ := os.ReadFile(out); string(got) != want {
		t.Errorf("the tool got %q", got)
	}
}

func TestWriteJoinsErrors(t *testing.T) {
	_, err := fake(t, "exit 3", "exit 4").Write(context.Background(), "text")
	if err == nil || !strings.Contains(err.Error(), "run a: exit status 3") || !strings.Contains(err.Error(), "run b: exit status 4") {
		t.Errorf("error is %v", err)
	}
}

func TestAHangingToolIsEnded(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	canceled := errors.New("enough")
	time.AfterFunc(50*time.Millisecond, func() { cancel(canceled) })
	_, err := fake(t, "exec sleep 60").Write(ctx, strings.Repeat("more than a pipe holds ", 10000))
	if !errors.Is(err, canceled) {
		t.Errorf("error is %v, want the end of the context", err)
	}
}

func TestAToolMayStayBehind(t *testing.T) {
	name, err := fake(t, "cat >/dev/null; sleep 1 &").Write(context.Background(), "text")
	if err != nil || name != "a" {
		t.Errorf("written with %q, %v", name, err)
	}
}

func TestUTF16(t *testing.T) {
	if got, want := toUTF16("é😀"), "\xff\xfe\xe9\x00\x3d\xd8\x00\xde"; got != want {
		t.Errorf("got % x, want % x", got, want)
	}
}
