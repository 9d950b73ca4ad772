// Package task runs the I/O of the screens outside the UI's goroutine. A [Group]
// ends with the program; a [Task] can be canceled by its screen.
package task

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// A Group runs commands that must not outlive the program: Bubble Tea neither
// cancels commands nor waits for them.
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

// Do returns a command that calls f with a context that End cancels. After End the
// command does nothing and returns nil.
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

// End cancels all calls and waits for them. No call starts afterwards. It may be
// called again.
func (g *Group) End() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.cancel()
	g.wg.Wait()
}
