package clipboard

import (
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestFindsTheToolsThatReadImages(t *testing.T) {
	for _, test := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"darwin", nil, "pngpaste"},
		{"linux", map[string]string{"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "wl-paste xclip"},
		{"linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, "powershell.exe"},
		{"windows", nil, "powershell.exe"},
		{"linux", nil, ""},
		{"linux", map[string]string{"SSH_TTY": "/dev/pts/1", "DISPLAY": ":10"}, ""},
	} {
		r := findImages(func(name string) string { return test.env[name] }, test.goos, func(name string) (string, error) { return name, nil })
		got := ""
		if r != nil {
			for _, t := range r.tools {
				if !strings.Contains(got, t.name) {
					got = strings.TrimSpace(got + " " + t.name)
				}
			}
		}
		if got != test.want {
			t.Errorf("%s %v: %q, want %q", test.goos, test.env, got, test.want)
		}
	}
}

func TestFindsTheToolsThatReadText(t *testing.T) {
	for _, test := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"darwin", nil, "pbpaste"},
		{"linux", map[string]string{"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "wl-paste xclip xsel"},
		{"linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, "powershell.exe"},
		{"android", map[string]string{"TERMUX_VERSION": "1"}, "termux-clipboard-get"},
		{"darwin", map[string]string{"SSH_TTY": "/dev/pts/1"}, ""},
	} {
		r := findText(func(name string) string { return test.env[name] }, test.goos, func(name string) (string, error) { return name, nil })
		var got []string
		if r != nil {
			for _, t := range r.tools {
				got = append(got, t.name)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s %v: %q, want %q", test.goos, test.env, got, test.want)
		}
	}
	for tool, want := range map[string]string{"printf": "text\n", "true": "", "false": ""} {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Skip(err)
		}
		r := &TextReader{[]reader{{name: tool, path: path, args: []string{`text\n`}}}}
		if text, err := r.Text(t.Context()); text != want || errors.Is(err, ErrNoText) != (want == "") {
			t.Errorf("%s: %q, %v", tool, text, err)
		}
	}
}

func TestReadsAnImage(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the fake tools are shell scripts")
	}
	script := func(name, text string) reader {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		return reader{name: name, path: path}
	}
	empty, fails := script("empty", "exit 0"), script("fails", "echo no image >&2; exit 1")
	takes := script("takes", `printf 'image\000data'`)
	shell := script("shell", "echo "+base64.StdEncoding.EncodeToString([]byte("image")))
	shell.base64 = true
	odd := script("odd", "echo '***'")
	odd.base64 = true
	large := script("large", "head -c 50000000 /dev/zero")
	for _, test := range []struct {
		tools []reader
		want  string
	}{
		{[]reader{empty, fails, takes}, "image\x00data"}, {[]reader{shell}, "image"}, {[]reader{odd, large}, ""}, {[]reader{empty}, ""},
	} {
		r := &Reader{test.tools}
		data, err := r.Image(t.Context())
		if string(data) != test.want || (err == nil) != (test.want != "") || err != nil && !errors.Is(err, ErrNoImage) {
			t.Errorf("%d tools: %d bytes, %v", len(test.tools), len(data), err)
		}
	}
}
