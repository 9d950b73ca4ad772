//go:build unix

package gateway

import (
	"syscall"
	"time"
)

// cpuTime returns the processor time of the process, on which other programs
// have little effect.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
