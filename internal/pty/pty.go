// Package pty opens pseudo-terminals, so that tests and benchmarks can run the
// program as a person does. It works on Linux only, and the program does not
// import it.
package pty

import (
	"errors"
	"os"
	"os/exec"
)

// ErrUnsupported is returned on systems other than Linux.
var ErrUnsupported = errors.New("pseudo-terminals are opened on Linux only")

// Start starts cmd in a session of its own on a new terminal of the given size.
// The terminal takes the place of those of its three standard files that are
// nil. The returned file is the other end: the caller reads there what the
// program draws, writes there what a person types, and closes it.
func Start(cmd *exec.Cmd, columns, rows int) (*os.File, error) {
	control, terminal, err := Open(columns, rows)
	if err != nil {
		return nil, err
	}
	defer terminal.Close() // the program has its own copy
	own := -1              // number of a standard file that is the terminal
	if cmd.Stderr == nil {
		cmd.Stderr, own = terminal, 2
	}
	if cmd.Stdout == nil {
		cmd.Stdout, own = terminal, 1
	}
	if cmd.Stdin == nil {
		cmd.Stdin, own = terminal, 0
	}
	cmd.SysProcAttr = controlling(own)
	if err := cmd.Start(); err != nil {
		control.Close()
		return nil, err
	}
	return control, nil
}
