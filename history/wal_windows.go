package history

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// locked returns true because it cannot find out: a log that may be in use is
// not examined.
func locked(*os.File, int64) bool { return true }

// inUseElsewhere reports whether another process has the database at path open. It
// opens the index of the log for a moment in which nothing else can; SQLite then
// tries again.
func inUseElsewhere(path string) bool {
	name, err := windows.UTF16PtrFromString(path + "-shm")
	if err != nil {
		return false
	}
	file, err := windows.CreateFile(name, windows.GENERIC_READ, 0, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err == nil {
		_ = windows.CloseHandle(file)
	}
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}
