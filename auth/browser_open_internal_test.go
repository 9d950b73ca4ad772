package auth

import (
	"errors"
	"slices"
	"testing"
)

func TestBrowserCommand(t *testing.T) {
	for name, test := range map[string]struct {
		system    string
		env       map[string]string
		installed []string
		want      string
	}{
		"linux, screen":       {"linux", map[string]string{"DISPLAY": ":0"}, []string{"xdg-open"}, "xdg-open"},
		"linux, wayland":      {"linux", map[string]string{"WAYLAND_DISPLAY": "w"}, []string{"xdg-open"}, "xdg-open"},
		"linux, no screen":    {"linux", nil, []string{"xdg-open"}, ""},
		"linux, no xdg-open":  {"linux", map[string]string{"DISPLAY": ":0"}, nil, ""},
		"linux, ssh with X11": {"linux", map[string]string{"DISPLAY": ":10", "SSH_CONNECTION": "a"}, []string{"xdg-open"}, ""},
		"WSL":                 {"linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, []string{"wslview", "xdg-open"}, "wslview"},
		"WSL, nothing there":  {"linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, nil, ""},
		"macOS":               {"darwin", nil, []string{"open"}, "open"},
		"macOS, ssh":          {"darwin", map[string]string{"SSH_TTY": "x"}, []string{"open"}, ""},
		"Windows":             {"windows", nil, []string{"rundll32"}, "rundll32"},
		"js":                  {"js", map[string]string{"DISPLAY": ":0"}, []string{"xdg-open"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			look := func(program string) (string, error) {
				if slices.Contains(test.installed, program) {
					return program, nil
				}
				return "", errors.New("not found")
			}
			command := browserCommand(test.system, func(key string) string { return test.env[key] }, look)
			if got := append(command, "")[0]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// FuzzReadPasted: whatever is pasted gives a code, a problem or an error.
func FuzzReadPasted(f *testing.F) {
	for _, text := range []string{
		"", "code", "code=", "code=a&state=b", "http://localhost:1455/auth/callback?code=a&state=b#x", "?", "?error=access_denied&state=s",
		"%zz=1", "http://[::1", "code=a;state=b", "\x1b[31mcode=a", "AAAAAAAAAA", "code=%00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := readPasted(text)
		if err == nil && c.code.IsZero() && c.problem == "" {
			t.Errorf("%q is taken for a callback", text)
		}
		if err == nil && c.bare && c.problem != "" {
			t.Errorf("%q: a problem without a state counts", text)
		}
		_ = c.failure()
	})
}
