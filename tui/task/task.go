package task

import "context"

// A Task is work that its screen can cancel. Messages about the work carry the
// task, so that a screen drops those of a task that it has replaced.
type Task struct {
	Ctx  context.Context
	Stop context.CancelFunc
}

// New returns a task that runs until Stop.
func New() *Task {
	ctx, stop := context.WithCancel(context.Background())
	return &Task{Ctx: ctx, Stop: stop}
}
