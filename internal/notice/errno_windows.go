package notice

import "syscall"

// Errors of the system, by their meaning for a person. Windows itself returns the
// numbers, which are from winerror.h; package syscall made up the other names.
var (
	refused     = []error{syscall.Errno(10061), syscall.ECONNREFUSED} // WSAECONNREFUSED
	unreachable = []error{
		syscall.Errno(10049), syscall.EADDRNOTAVAIL, // WSAEADDRNOTAVAIL
		syscall.Errno(10050), syscall.ENETDOWN, // WSAENETDOWN
		syscall.Errno(10051), syscall.ENETUNREACH, // WSAENETUNREACH
		syscall.Errno(10064), syscall.EHOSTDOWN, // WSAEHOSTDOWN
		syscall.Errno(10065), syscall.EHOSTUNREACH, // WSAEHOSTUNREACH
		syscall.Errno(1231), syscall.Errno(1232), // ERROR_NETWORK_UNREACHABLE, ERROR_HOST_UNREACHABLE
	}
	reset = []error{
		syscall.WSAECONNRESET, syscall.ECONNRESET, syscall.WSAECONNABORTED, syscall.ECONNABORTED,
		syscall.ERROR_BROKEN_PIPE, syscall.EPIPE,
		syscall.ERROR_NETNAME_DELETED, syscall.Errno(1236), // ERROR_CONNECTION_ABORTED
	}
	timedOut = []error{syscall.Errno(10060), syscall.ETIMEDOUT, syscall.Errno(121)} // WSAETIMEDOUT, ERROR_SEM_TIMEOUT
	barred   = []error{syscall.WSAEACCES}
	full     = []error{syscall.Errno(39), syscall.Errno(112), syscall.ENOSPC, syscall.EDQUOT} // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
	readOnly = []error{syscall.Errno(19), syscall.EROFS}                                      // ERROR_WRITE_PROTECT
)
