package attempt

import "time"

// SetHandshakeTime shortens the limit until the returned function is called.
func SetHandshakeTime(d time.Duration) (restore func()) {
	old := handshakeTime
	handshakeTime = d
	return func() { handshakeTime = old }
}
