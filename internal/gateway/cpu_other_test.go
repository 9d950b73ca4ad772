//go:build !unix

package gateway

import "time"

var started = time.Now()

// cpuTime returns the time since the start, because the processor time is not
// available.
func cpuTime() time.Duration { return time.Since(started) }
