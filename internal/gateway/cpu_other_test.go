//go:build !unix

package gateway

import "time"

var started = time.Now()

// cpuTime returns the time since the start, for want of the processor's.
func cpuTime() time.Duration { return time.Since(started) }
