//go:build !linux

package pty

import (
	"os"
	"syscall"
)

// Open fails with [ErrUnsupported].
func Open(columns, rows int) (control, terminal *os.File, err error) {
	return nil, nil, ErrUnsupported
}

// Settings fails with [ErrUnsupported].
func Settings(*os.File) (string, error) { return "", ErrUnsupported }

func controlling(int) *syscall.SysProcAttr { return nil }
