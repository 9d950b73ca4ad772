package cli

import (
	"errors"
	"testing"

	"banter/internal/config"
	"banter/internal/pty"
)

// The abilities of terminals, by their environment.
func TestAbilitiesOfTerminals(t *testing.T) {
	for _, test := range []struct {
		env                  map[string]string
		bidi                 config.Bidi
		plainLinks, ordersIt bool
	}{
		{env: map[string]string{"TERM": "xterm-256color"}},
		{env: map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "7600"}, ordersIt: true},
		{env: map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "5602"}},
		{env: map[string]string{"VTE_VERSION": "7600"}, bidi: config.BidiBanter},
		{env: map[string]string{"TERM": "xterm-kitty"}, bidi: config.BidiTerminal, ordersIt: true},
		{env: map[string]string{"KONSOLE_VERSION": "230801"}, ordersIt: true},
		{env: map[string]string{"TERM_PROGRAM": "Apple_Terminal"}, plainLinks: true, ordersIt: true},
		{env: map[string]string{"TERM": "linux"}, plainLinks: true},
		{env: map[string]string{"TERM": "vt100"}, plainLinks: true},
		{env: map[string]string{"TERM": "vte-256color"}},
		{env: map[string]string{"TERM": "screen-256color"}, plainLinks: true},
		{env: map[string]string{"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}},
	} {
		c := &call{Process: Process{Getenv: func(name string) string { return test.env[name] }}, Config: config.Config{Bidi: test.bidi}}
		if plain, orders := c.plainLinks(), c.logicalOrder(); plain != test.plainLinks || orders != test.ordersIt {
			t.Errorf("%v, bidi %s: links plain %v, text ordered %v", test.env, test.bidi, plain, orders)
		}
	}
}

func TestFitted(t *testing.T) {
	control, terminal, err := pty.Open(20, 5)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	defer terminal.Close()
	for line, want := range map[string]string{
		"":                      "",
		"short":                 "short",
		"exactly twenty cells":  "exactly twenty cells",
		"one cell more than it": "one cell more than\nit",
		"a /name/of/a/file-that-is-long.txt, kept whole": "a\n/name/of/a/file-that-is-long.txt,\nkept whole",
		"世界世界世界 世界世界":                                    "世界世界世界\n世界世界",
		"Open   http://a-link-that-is-long":              "Open  \nhttp://a-link-that-is-long",
	} {
		if got := fitted(terminal, line); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
