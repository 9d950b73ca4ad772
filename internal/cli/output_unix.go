//go:build unix

package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// unread reports whether f is a pipe or socket that has lost its reader.
func unread(f *os.File) bool {
	poll := []unix.PollFd{{Fd: int32(f.Fd())}}
	n, err := unix.Poll(poll, 0)
	return err == nil && n > 0 && poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
}

// wasClosed reports whether f, a standard file, was closed when the program
// started. Go's runtime then puts the null device there, open for reading and
// writing; a shell opens it for one of them.
func wasClosed(f *os.File) bool {
	var file, null unix.Stat_t
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDWR &&
		unix.Fstat(int(f.Fd()), &file) == nil && unix.Stat(os.DevNull, &null) == nil &&
		file.Mode&unix.S_IFMT == unix.S_IFCHR && file.Rdev == null.Rdev
}
