package tui

import "context"

// A job is work off the UI's goroutine that its screen can call off. Messages
// of the work carry the job, so that a screen drops those of another one: they
// are late.
type job struct {
	ctx  context.Context
	stop context.CancelFunc
}

func newJob() *job {
	ctx, stop := context.WithCancel(context.Background())
	return &job{ctx: ctx, stop: stop}
}
