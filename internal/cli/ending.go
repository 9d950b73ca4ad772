package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"banter/auth"
	"banter/internal/crash"
	"banter/internal/display"
)

// renewTime is how long the program waits at its end for the server's answer to
// a renewal. A refresh token is good once, so the new one must reach the store,
// which has more time: see [auth.Source.Close].
const renewTime = 5 * time.Second

// waitTold is how long the program waits before it explains the wait.
const waitTold = 100 * time.Millisecond

// openSources are the sources of one run. They are closed at its end.
type openSources struct {
	say     func(format string, args ...any)
	signals bool // untilAsked was called

	mu  sync.Mutex
	all []*auth.Source
}

func (o *openSources) add(s *auth.Source) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, s)
}

// close waits until every new token is in its store. It may be called several
// times, also concurrently.
func (o *openSources) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), renewTime)
	defer cancel()
	waiting := crash.AfterFunc(waitTold, func() {
		o.say("Your sign-in is being renewed. Banter ends when the new one is saved.")
	})
	defer waiting.Stop()
	o.mu.Lock()
	all := o.all
	o.mu.Unlock()
	failed := make([]error, len(all))
	var ended []<-chan struct{}
	for i, s := range all {
		ended = append(ended, crash.Go(func() { failed[i] = s.Close(ctx) }))
	}
	for _, e := range ended {
		<-e
	}
	return errors.Join(failed...)
}

// untilAsked returns a context that the first signal of endings cancels. The
// second signal ends the program as soon as no sign-in is being renewed.
func (o *openSources) untilAsked(ctx context.Context) (asked context.Context, stop func()) {
	o.signals = true
	asked, stopFirst := untilSignal(ctx)
	unwatch := crash.OnDone(asked, func() {
		again, _ := untilSignal(context.WithoutCancel(ctx)) // for as long as the program lasts
		crash.OnDone(again, func() {
			_ = o.close()
			endNow()
		})
	})
	return asked, func() {
		unwatch()
		stopFirst()
	}
}

// untilSignal is [signal.NotifyContext] for endings. It passes over the signals of keys
// while another program has the terminal: they are meant for that.
func untilSignal(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endings()...)
	crash.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case s := <-signals:
				if ofKey := s == os.Interrupt || s == syscall.SIGQUIT; ofKey && display.Lent() {
					continue
				}
				cancel()
			}
		}
	})
	return ctx, func() {
		signal.Stop(signals)
		cancel()
	}
}

// endNow ends the program as an unhandled signal does.
func endNow() {
	signal.Reset(endings()...)
	self, err := os.FindProcess(os.Getpid())
	if err == nil && self.Signal(syscall.SIGTERM) != nil {
		_ = self.Kill() // Windows has no other way
	}
}
