// Package task runs the I/O of the screens off the UI's goroutine.
package task

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// A Group is the I/O under way. Bubble Tea neither cancels its Cmds nor waits
// for them; what must not outlive the program runs in a group.
type Group struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

// NewGroup returns a group that runs until [Group.End].
func NewGroup() *Group {
	g := &Group{}
	g.ctx, g.cancel = context.WithCancel(context.Background())
	return g
}

// Do returns a Cmd that runs f with a context that End cancels. After End the
// Cmd does nothing.
func (g *Group) Do(f func(context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		g.mu.Lock()
		if g.closed {
			g.mu.Unlock()
			return nil
		}
		g.wg.Add(1)
		g.mu.Unlock()
		defer g.wg.Done()
		return f(g.ctx)
	}
}

// End cancels what runs and waits for it. Nothing starts afterwards.
func (g *Group) End() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.cancel()
	g.wg.Wait()
}
