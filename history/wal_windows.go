package history

import (
	"os"

	"golang.org/x/sys/windows"
)

// locked reports whether a process holds a lock on the byte at offset of f. It has to
// lock the byte itself for a moment to find out.
func locked(f *os.File, offset int64) bool {
	const atOnce = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	file, at := windows.Handle(f.Fd()), windows.Overlapped{Offset: uint32(offset)}
	if err := windows.LockFileEx(file, atOnce, 0, 1, 0, &at); err != nil {
		return true
	}
	_ = windows.UnlockFileEx(file, 0, 1, 0, &at) // else the file is closed soon
	return false
}
