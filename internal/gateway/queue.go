package gateway

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Limits of a [queue].
const (
	maxWaiting = 128
	maxWait    = 2 * time.Minute
	// maxFetched is the most bytes read of the body of a waiting request.
	maxFetched = 1 << 20
)

// A queue lets a number of requests in at the same time. The others wait in the
// order of their arrival, until their clients hang up.
type queue struct {
	slots   *semaphore.Weighted
	waiting atomic.Int32
}

func newQueue(slots int) *queue { return &queue{slots: semaphore.NewWeighted(int64(slots))} }

// enter waits until r may be answered. The caller must call leave after the
// answer.
func (q *queue) enter(w http.ResponseWriter, r *http.Request) *fault {
	if q.slots.TryAcquire(1) {
		return nil
	}
	defer q.waiting.Add(-1)
	if q.waiting.Add(1) > maxWaiting {
		return tooMany()
	}
	fetch(w, r)
	ctx, cancel := context.WithTimeout(r.Context(), maxWait)
	defer cancel()
	switch {
	case q.slots.Acquire(ctx, 1) == nil:
		return nil
	case r.Context().Err() != nil:
		return &fault{status: http.StatusServiceUnavailable, kind: "server_error", code: "stopped", message: "Stopped."}
	}
	return tooMany()
}

func (q *queue) leave() { q.slots.Release(1) }

func tooMany() *fault {
	return &fault{status: http.StatusTooManyRequests, kind: "requests", code: "rate_limit_exceeded", again: true, after: time.Second,
		message: "Too many requests at the same time."}
}

// fetch reads the body of a request, or the beginning of a long one: net/http
// notices that a client has hung up only after the body has been read.
func fetch(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime))
	// The handler that reads the rest gets an error again.
	head, _ := io.ReadAll(io.LimitReader(r.Body, maxFetched))
	_ = control.SetReadDeadline(time.Time{})
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), r.Body), r.Body}
}
