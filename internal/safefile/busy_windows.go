package safefile

import (
	"errors"
	"syscall"
	"time"
)

// busyTime is how long a file that another program has open is waited for. A
// program has our files open for moments, a virus scanner a little longer.
const busyTime = 500 * time.Millisecond

const errSharing = syscall.Errno(32) // ERROR_SHARING_VIOLATION

// untilFree calls act until it succeeds, or fails for another reason than that a
// program has the file open or is replacing it. Windows says the same of a file
// that may not be used at all.
func untilFree(act func() error) error {
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		err := act()
		busy := errors.Is(err, errSharing) || errors.Is(err, syscall.ERROR_ACCESS_DENIED)
		if !busy || time.Since(start) > busyTime {
			return err
		}
	}
}
