package cli

import (
	"errors"
	"io"
	"testing"

	"banter/internal/crash"
	"banter/internal/pty"
)

func TestParseBackground(t *testing.T) {
	for answer, want := range map[string]struct{ light, ok bool }{
		"\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?62;4c":     {true, true},
		"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62;4c": {false, true},
		"\x1b]11;#fdf6e3\a\x1b[?1;2c":                 {true, true},
		"\x1b[?62;4c":                                 {false, false},
		"\x1b]11;nonsense\a\x1b[?62c":                 {false, false},
		"\x1b]11;rgb:ffff":                            {false, false},
		"":                                            {false, false},
		"typed ahead\x1b]11;rgb:ff/ff/ff\a\x1b[?62;c": {true, true},
	} {
		light, ok := parseBackground([]byte(answer))
		if light != want.light || ok != want.ok {
			t.Errorf("%q: got %v, %v", answer, light, ok)
		}
	}
}

func TestLightGuess(t *testing.T) {
	for value, want := range map[string]bool{"0;15": true, "0;default;15": true, "0;7": true, "15;0": false, "": false, "15": false} {
		c := &call{Process: Process{Getenv: func(name string) string { return map[string]string{"COLORFGBG": value}[name] }}}
		if got := c.lightGuess(); got != want {
			t.Errorf("COLORFGBG=%s: got %v", value, got)
		}
	}
}

func TestPlainASCII(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want bool
	}{
		{map[string]string{"LANG": "en_US.UTF-8"}, false},
		{map[string]string{"LANG": "de_DE.utf8", "LC_ALL": ""}, false},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "C"}, true},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LANG": "C.UTF-8", "TERM": "linux"}, true},
		{nil, false}, // macOS and Windows often name no locale
	} {
		c := &call{Process: Process{Getenv: func(name string) string { return test.env[name] }}}
		if got := c.plainASCII(); got != test.want {
			t.Errorf("%v: got %v, want %v", test.env, got, test.want)
		}
	}
}

// TestASilentTerminal: what only pretends to be a terminal never answers. The
// question has an end, and the settings are as before.
func TestASilentTerminal(t *testing.T) {
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	defer terminal.Close()
	crash.Go(func() { _, _ = io.Copy(io.Discard, control) })
	before, _ := pty.Settings(terminal)
	if _, ok := askBackground(terminal, terminal); ok {
		t.Error("a silent terminal has a background")
	}
	if after, _ := pty.Settings(terminal); after != before {
		t.Errorf("the terminal's settings changed:\n%s\n%s", before, after)
	}
}
