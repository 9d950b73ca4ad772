package tui

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// work is the I/O under way. Bubble Tea neither cancels its Cmds nor waits for
// them; what must not outlive the program is made with do.
type work struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

func newWork() *work {
	w := &work{}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}

// do returns a Cmd that runs f, off the UI's goroutine and as long as the
// program lasts.
func (w *work) do(f func(context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		w.mu.Lock()
		if w.closed {
			w.mu.Unlock()
			return nil
		}
		w.wg.Add(1)
		w.mu.Unlock()
		defer w.wg.Done()
		return f(w.ctx)
	}
}

// end cancels what runs, waits for it, and lets nothing start any more.
func (w *work) end() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.cancel()
	w.wg.Wait()
}
