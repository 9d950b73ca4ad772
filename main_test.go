package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets this test's binary run as banter inside scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"banter": main, "xdg-open": openPage})
}

// TestScripts runs the program as a person or a script does, against the
// emulator on a port of this machine. Every script has its own home.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setUp,
		Cmds:                commands,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}
