package notice

import "syscall"

// Errors of the system, by their meaning for a person. The numbers are from
// winerror.h; package syscall has no names for them.
var (
	refused     = []error{syscall.Errno(10061)}                                                                                         // WSAECONNREFUSED
	unreachable = []error{syscall.Errno(10049), syscall.Errno(10050), syscall.Errno(10051), syscall.Errno(10064), syscall.Errno(10065)} // WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH, WSAEHOSTDOWN, WSAEHOSTUNREACH
	reset       = []error{syscall.WSAECONNRESET, syscall.WSAECONNABORTED, syscall.ERROR_BROKEN_PIPE}
	timedOut    = []error{syscall.Errno(10060)} // WSAETIMEDOUT
	barred      = []error{syscall.WSAEACCES}
	full        = []error{syscall.Errno(39), syscall.Errno(112)} // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
	readOnly    = []error{syscall.Errno(19)}                     // ERROR_WRITE_PROTECT
)
