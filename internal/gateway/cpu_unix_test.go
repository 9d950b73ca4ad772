//go:build unix

package gateway

import (
	"syscall"
	"time"
)

// cpuTime returns the processor time that the process has used, which other
// programs on the machine do not disturb.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
