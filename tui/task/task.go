package task

import "context"

// A Task is work that its screen can cancel. Messages about the work hold the task,
// so that a screen can drop those of a task that it has replaced.
type Task struct {
	Ctx  context.Context    // canceled by Stop
	Stop context.CancelFunc // may be called several times
}

// Task returns a task that End of the group stops too.
func (g *Group) Task() *Task {
	ctx, stop := context.WithCancel(g.ctx)
	return &Task{Ctx: ctx, Stop: stop}
}

// New returns a task, which Stop must end.
func New() *Task {
	ctx, stop := context.WithCancel(context.Background())
	return &Task{Ctx: ctx, Stop: stop}
}
