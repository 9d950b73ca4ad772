//go:build !windows

package notice

import "syscall"

// What the system says, by what it means to a person.
var (
	refused     = []error{syscall.ECONNREFUSED}
	unreachable = []error{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN}
	reset       = []error{syscall.ECONNRESET, syscall.EPIPE}
	full        = []error{syscall.ENOSPC, syscall.EDQUOT}
	readOnly    = []error{syscall.EROFS}
)
