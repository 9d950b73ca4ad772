//go:build !windows

package notice

import "syscall"

// Errors of the system, by their meaning for a person.
var (
	refused     = []error{syscall.ECONNREFUSED}
	unreachable = []error{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN, syscall.EADDRNOTAVAIL}
	reset       = []error{syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE}
	timedOut    = []error{syscall.ETIMEDOUT}
	barred      = []error{syscall.EACCES, syscall.EPERM}
	full        = []error{syscall.ENOSPC, syscall.EDQUOT}
	readOnly    = []error{syscall.EROFS}
)
