package cli

import (
	"context"
	"sync"
	"time"

	"banter/history"
	"banter/internal/crash"
)

// lastSyncTime bounds how long the program waits at its end for the last sync.
const lastSyncTime = 10 * time.Second

// A syncer exchanges conversations through the folder of the setting sync: when
// it starts, after each answer, and when it ends. It has a history of its own, so
// that it delays no other user, and may end later.
type syncer struct {
	wake chan struct{} // holds one token after an answer
	end  chan struct{} // closed by close
	done <-chan struct{}
	once sync.Once
}

// startSync starts the syncer of this run, if the setting is set. db is the
// history that answers are saved to; the first failure goes to warn.
func (c *call) startSync(db *history.DB, warn func(error)) {
	if c.Sync == "" || c.Temporary || c.syncer != nil {
		return
	}
	s := &syncer{wake: make(chan struct{}, 1), end: make(chan struct{})}
	c.syncer = s
	db.OnAnswer(func() {
		select {
		case s.wake <- struct{}{}:
		default: // one sync takes all answers
		}
	})
	s.done = crash.Go(func() { s.run(c, warn) })
}

// run syncs until the end, and a last time then.
func (s *syncer) run(c *call, warn func(error)) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	db, err := history.Open(ctx, c.paths.HistoryFile())
	if err != nil {
		return // the chat reports it
	}
	defer func() { _ = db.Close() }() // what was synced is saved
	warned := false
	for last := false; ; {
		if _, err := c.syncWith(ctx, db, c.Sync); err != nil && !warned {
			warned = true
			warn(err)
		}
		if last {
			return
		}
		select {
		case <-s.wake:
		case <-s.end:
			last = true
		}
	}
}

// finishSync syncs a last time. It gives up when the folder takes too long: the
// next start sends the rest.
func (c *call) finishSync() {
	s := c.syncer
	if s == nil {
		return
	}
	s.once.Do(func() { close(s.end) })
	timer := time.NewTimer(lastSyncTime)
	defer timer.Stop()
	select {
	case <-s.done:
	case <-timer.C:
	}
}
