//go:build !windows

package display

import (
	"os"
	"os/signal"
	"syscall"
)

// watchSize tells the program when the size of the window changes, until stop.
func (p *Program) watchSize() (stop func()) {
	if p.console == nil {
		return func() {}
	}
	changed, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	go func() {
		for {
			select {
			case <-changed:
				p.askSize()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changed)
		close(done)
	}
}
