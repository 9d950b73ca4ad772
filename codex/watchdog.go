package codex

import (
	"io"
	"time"

	"banter/internal/crash"
)

// maxSilence is how many idle times may pass without an event while keep-alive
// bytes arrive. Deep reasoning can be silent for long, but a server that only
// sends comments has forgotten the request.
const maxSilence = 4

// A watchdog calls a function when nothing has arrived for the idle time.
type watchdog struct {
	idle  time.Duration
	timer *time.Timer
	last  time.Time // when bytes last came after an event
	lived bool      // an event has come since then
}

func newWatchdog(idle time.Duration, expire func()) *watchdog {
	return &watchdog{idle: idle, timer: crash.AfterFunc(idle, expire), last: time.Now()}
}

// event notes that an event has arrived. It is called for every delta, so it
// reads no clock and resets no timer.
func (w *watchdog) event() { w.lived = true }

// bytes notes that bytes have arrived.
func (w *watchdog) bytes() {
	now := time.Now()
	if w.lived {
		w.last, w.lived = now, false
	}
	if now.Sub(w.last) < maxSilence*w.idle {
		w.timer.Reset(w.idle)
	}
}

func (w *watchdog) stop() { w.timer.Stop() }

// reader returns r with every read watched.
func (w *watchdog) reader(r io.Reader) io.Reader { return watchedReader{r, w} }

type watchedReader struct {
	r io.Reader
	w *watchdog
}

func (r watchedReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if n > 0 {
		r.w.bytes()
	}
	return n, err
}
