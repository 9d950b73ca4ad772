package codex

import (
	"io"
	"time"

	"banter/internal/crash"
)

// maxSilence is how often the idle time may pass without an event as long as
// keep-alive bytes arrive. Deep reasoning can be silent for long; a server
// that only ever sends comments has forgotten the request.
const maxSilence = 4

// A watch calls a function when nothing has arrived for the idle time.
type watch struct {
	idle  time.Duration
	timer *time.Timer
	last  time.Time // when bytes last came after an event
	lived bool      // an event has come since
}

func newWatch(idle time.Duration, bark func()) *watch {
	return &watch{idle: idle, timer: crash.AfterFunc(idle, bark), last: time.Now()}
}

// event says that an event has arrived. It is called for every delta, so it
// asks neither the clock nor the timer.
func (w *watch) event() { w.lived = true }

// bytes says that something has arrived.
func (w *watch) bytes() {
	now := time.Now()
	if w.lived {
		w.last, w.lived = now, false
	}
	if now.Sub(w.last) < maxSilence*w.idle {
		w.timer.Reset(w.idle)
	}
}

func (w *watch) stop() { w.timer.Stop() }

// reader returns r with every read watched.
func (w *watch) reader(r io.Reader) io.Reader { return watchedReader{r, w} }

type watchedReader struct {
	r io.Reader
	w *watch
}

func (r watchedReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if n > 0 {
		r.w.bytes()
	}
	return n, err
}
