package attempt

import "time"

// SetHandshakeTime sets handshakeTime until restore is called.
func SetHandshakeTime(d time.Duration) (restore func()) {
	old := handshakeTime
	handshakeTime = d
	return func() { handshakeTime = old }
}
