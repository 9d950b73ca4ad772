//go:build !windows

package display

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"
)

// watch tells the program when the size of the window changes, and takes the
// terminal over again when the process goes on, until stop.
func (p *Program) watch() (stop func()) {
	if p.console == nil {
		return func() {}
	}
	changed, continued, done := make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	signal.Notify(continued, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-changed:
				p.askSize()
			case <-continued:
				p.goOn()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changed)
		signal.Stop(continued)
		close(done)
	}
}

// goOn takes the terminal over again after others than the program itself have
// stopped it: the shell has had the terminal meanwhile, and left it as shells
// like it, so that no key would arrive and no row would be where it is thought.
func (p *Program) goOn() {
	if !p.painter.here() {
		return // it was Ctrl+Z; Bubble Tea will say when to come back
	}
	if in, ok := p.opts.In.(*os.File); ok {
		_, _ = term.MakeRaw(in.Fd()) // what is given back in the end stays that of the start
	}
	p.painter.leave()
	p.painter.comeBack()
	p.askSize()
}
