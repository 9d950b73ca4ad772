package cli

import (
	"sync"
	"time"

	"banter/codex"
	"banter/internal/crash"
	"banter/session"
)

// silentAfter is how long a server may be silent before the person is informed.
const silentAfter = 10 * time.Second

// A silence calls a function once after a long silence.
type silence struct {
	timer *time.Timer
}

// watchSilence starts to wait. It calls tell at most once.
func watchSilence(tell func()) *silence {
	return &silence{crash.AfterFunc(silentAfter, sync.OnceFunc(tell))}
}

// news reports an event. A pause before a request is sent again does not count
// as silence.
func (s *silence) news(state session.State) {
	wait := silentAfter
	if state.Retrying != nil {
		wait += state.Retrying.After
	}
	s.timer.Reset(wait)
}

func (s *silence) stop() { s.timer.Stop() }

// tellSilence prints how long the wait may take.
func (c *call) tellSilence() {
	c.say("The server has been silent for %d seconds. Banter gives up after %d minutes of silence; Ctrl+C gives up now.",
		int(silentAfter.Seconds()), int(codex.DefaultIdleTime.Minutes()))
}
