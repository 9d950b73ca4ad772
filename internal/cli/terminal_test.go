package cli

import (
	"testing"

	"banter/internal/config"
)

// What is known of terminals by their environment.
func TestWhatATerminalDoesByItself(t *testing.T) {
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
		{env: map[string]string{"TERM": "screen-256color"}, plainLinks: true},
		{env: map[string]string{"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}},
	} {
		c := &call{Process: Process{Getenv: func(name string) string { return test.env[name] }}, Config: config.Config{Bidi: test.bidi}}
		if plain, orders := c.plainLinks(), c.logicalOrder(); plain != test.plainLinks || orders != test.ordersIt {
			t.Errorf("%v, bidi %s: links plain %v, text ordered %v", test.env, test.bidi, plain, orders)
		}
	}
}
