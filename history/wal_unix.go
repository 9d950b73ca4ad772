//go:build unix

package history

import (
	"io"
	"os"
	"syscall"
)

// locked reports whether a process holds a lock on the byte at offset of f.
func locked(f *os.File, offset int64) bool {
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: offset, Len: 1}
	err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock)
	return err != nil || lock.Type != syscall.F_UNLCK
}
