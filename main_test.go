package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets this test's binary run as banter inside scripts. There, sealing
// is cheap: the race detector makes its usual cost ten times as high.
func TestMain(m *testing.M) {
	testscript.Main(clean{m}, map[string]func(){"banter": quickBanter, "xdg-open": openPage})
}

func quickBanter() { os.Exit(run(1)) }

// clean runs the tests without variables of the environment about Banter, its
// servers and the terminal, which the programs would inherit.
type clean struct{ *testing.M }

// Run implements testscript.TestingM.
func (c clean) Run() int {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		own := strings.HasPrefix(name, "BANTER_") && !slices.Contains(ofTests, name)
		if own || foreign.MatchString(name) {
			os.Unsetenv(name)
		}
	}
	if os.Getenv("HOME") == "" {
		os.Setenv("HOME", os.TempDir())
	}
	os.Setenv("TERM", "xterm-256color")
	os.Setenv("LANG", "C.UTF-8")
	return c.M.Run()
}

// ofTests are the variables that configure tests.
var ofTests = []string{"BANTER_REQUIRE_ALL", "BANTER_EXE", "BANTER_ROUNDS", "BANTER_RENEWAL_ROUNDS"}

var foreign = regexp.MustCompile(`^(?i:https?_proxy|all_proxy|no_proxy)$|^(NO_COLOR|CLICOLOR.*|COLORTERM|COLORFGBG|LC_.*|SSH_.*|TMUX.*|TERM_PROGRAM.*|WT_SESSION|VTE_VERSION|KONSOLE_VERSION|TERMUX_VERSION|WSL_DISTRO_NAME|CODEX_HOME|CHATGPT_LOCAL_HOME|XDG_.*)$`)

// TestScripts runs the program as a person or a script does, against the
// emulator on a port of this computer. Every script has its own home, which is
// searched for secrets at the end.
func TestScripts(t *testing.T) {
	testscript.RunT(searched{t}, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setUp,
		Cmds:                commands,
		Condition:           condition,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// searched is a test that keeps all output of the commands of its script.
type searched struct{ *testing.T }

// Run implements testscript.T.
func (s searched) Run(name string, f func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) { f(searched{t}) })
}

// Verbose implements testscript.T: otherwise what went well is not kept.
func (s searched) Verbose() bool { return true }

// Log implements testscript.T. It gets the whole script and its outputs once,
// at the end.
func (s searched) Log(args ...any) {
	s.Helper()
	for _, arg := range args {
		if text, ok := arg.(string); ok && strings.Contains(text, canary) {
			s.Error("a secret is in the output")
		}
	}
	s.T.Log(args...)
}
