//go:build !windows

package display

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"
	"golang.org/x/sys/unix"

	"banter/internal/crash"
)

// pollTime is the interval at which a program in the background checks whether it
// has come to the foreground. A shell sends no signal if the program was not
// stopped.
const pollTime = 200 * time.Millisecond

// A watcher owns the terminal between [Program.begin] and [Program.restore]. It
// gives the terminal to the shell when the program is stopped, and takes it again
// when the program continues.
type watcher struct {
	*Program
	given                     bool // the terminal is set up for the shell
	sized, stopped, continued chan os.Signal
	done                      chan struct{}
}

// watch sends the program each new size of the window, and gives and takes the
// terminal when the process is stopped and continued. stop ends that.
func (p *Program) watch() (stop func()) {
	if p.console == nil {
		return func() {}
	}
	w := &watcher{p, !p.reading(), make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan struct{})}
	signal.Notify(w.sized, syscall.SIGWINCH)
	signal.Notify(w.continued, syscall.SIGCONT)
	if !signal.Ignored(syscall.SIGTSTP) {
		signal.Notify(w.stopped, syscall.SIGTSTP)
	}
	// Giving the terminal back from the background must not stop the process.
	signal.Ignore(syscall.SIGTTOU)
	ended := crash.Go(w.run)
	return func() {
		close(w.done)
		select {
		case <-ended:
		case <-time.After(stopTime): // the terminal accepts no output
		}
		signal.Stop(w.sized)
		signal.Stop(w.stopped)
		signal.Stop(w.continued)
		signal.Reset(syscall.SIGTTOU)
	}
}

func (w *watcher) run() {
	var poll <-chan time.Time // not nil: the program is in the background
	if w.given {
		poll = time.After(pollTime)
	}
	for {
		select {
		case <-w.done:
			return
		case <-w.sized:
			w.askSize()
			continue
		case <-w.stopped:
			if !stoppable() {
				continue
			}
			w.give()
			w.sleep()
		case loan := <-w.loans:
			if !w.lendUntil(loan) {
				return
			}
		case <-w.continued:
		case <-poll:
		}
		poll = nil
		if !w.take() {
			poll = time.After(pollTime)
		}
	}
}

// lend has the watcher lend the terminal. While it is lent, it is not lent again.
func (p *Program) lend(l Lend) {
	if p.console == nil {
		crash.Go(func() { p.lendWithoutWatch(l) })
		return
	}
	select {
	case p.loans <- l:
	default:
	}
}

// lendUntil lends the terminal, and returns false if the program ends meanwhile. If the
// person stops the other program, this one stops too, so that the shell comes back.
func (w *watcher) lendUntil(l Lend) bool {
	w.give()
	restore := w.keepSettings()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	msg, ended := l.run(ctx)
	for {
		select {
		case <-ended:
			restore()
			w.Send(*msg)
			return true
		case <-w.stopped:
			if stoppable() {
				w.sleep()
			}
		case <-w.continued:
		case <-w.sized:
		case <-w.done:
			cancel()
			select {
			case <-ended:
			case <-time.After(stopTime):
			}
			restore()
			return false
		}
	}
}

// give gives the terminal to the shell.
func (w *watcher) give() {
	w.stopReading()
	w.renderer.leave()
	w.cooked()
	w.given = true
}

// sleep stops the process and returns when it is continued. Once Go handles
// SIGTSTP it cannot go back to the default, so sleep uses SIGSTOP.
func (w *watcher) sleep() {
	select {
	case <-w.continued: // after an earlier stop
	default:
	}
	if unix.Kill(unix.Getpid(), unix.SIGSTOP) == nil {
		<-w.continued
	}
}

// take takes the terminal, which the shell may have set up for itself and written
// on. It reports whether the process may have the terminal.
func (w *watcher) take() bool {
	if !w.foreground() {
		w.stopReading() // reading would stop the process
		w.renderer.pause()
		return false
	}
	w.renderer.lose()
	if w.given {
		_ = w.raw() // otherwise keys arrive line by line
		w.given = false
	} else if in, ok := w.opts.In.(*os.File); ok {
		// Another process stopped this one. The settings to restore at the end are
		// still those from the start.
		_, _ = term.MakeRaw(in.Fd())
	}
	if err := w.startReading(); err != nil {
		w.fail(err)
	}
	w.renderer.comeBack()
	w.askSize()
	return true
}

// foreground reports whether the process may use its terminal. A terminal that is
// not the controlling one has no background.
func (p *Program) foreground() bool {
	in, ok := p.opts.In.(*os.File)
	if !ok {
		return true
	}
	group, err := unix.IoctlGetInt(int(in.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// stopGroup stops the programs that were started together with this one, as
// Ctrl+Z does if the terminal is not raw.
func stopGroup() {
	if stoppable() {
		_ = unix.Kill(0, unix.SIGTSTP)
	}
}

// stoppable reports whether a shell can continue the process after a stop. The
// first program of a terminal has no shell, nor have those in its process group.
func stoppable() bool {
	session, err := unix.Getsid(0)
	return err != nil || session != unix.Getpgrp()
}

// window returns the size that was sent, which is that of the window.
func (p *Program) window(sent tea.WindowSizeMsg) tea.WindowSizeMsg { return sent }

// openInput returns the reader of the terminal.
func openInput(in io.Reader) (cancelreader.CancelReader, error) { return uv.NewCancelReader(in) }
