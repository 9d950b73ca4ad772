package browser

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
			args := command(test.system, func(key string) string { return test.env[key] }, look)
			if got := append(args, "")[0]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
