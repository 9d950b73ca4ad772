// Package crash starts goroutines whose panics the program can handle.
//
// A panic on a goroutine ends the process at once. Go then prints the value,
// which may quote a token or a conversation, on a terminal that is still in raw
// mode. A goroutine that this package starts passes its panic to the program's
// handler instead. In a process without a handler, such as a program that imports
// package auth, a panic ends the process as usual.
package crash

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// A Handler receives the value of a panic and the stack of its goroutine. It is
// called on that goroutine, which ends when the handler returns.
type Handler func(value any, stack []byte)

var handler atomic.Pointer[Handler]

// Handle makes h the handler of the process until undo is called.
func Handle(h Handler) (undo func()) {
	before := handler.Swap(&h)
	return func() { handler.Store(before) }
}

// Catch passes a panic to the handler. Use it with defer, on goroutines that
// another package starts. Without a handler the panic continues.
func Catch() {
	if handler.Load() == nil {
		return
	}
	if value := recover(); value != nil {
		Handled(value, debug.Stack())
	}
}

// Handled passes a panic that its caller recovered from to the handler. Without
// a handler it does nothing.
func Handled(value any, stack []byte) {
	if h := handler.Load(); h != nil {
		(*h)(value, stack)
	}
}

// Go runs f on a new goroutine. The channel it returns is closed when f returns,
// or when the handler returns after a panic of f.
func Go(f func()) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer Catch()
		f()
	}()
	return ended
}

// AfterFunc is [time.AfterFunc], except that it catches panics of f.
func AfterFunc(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, caught(f))
}

// OnDone is [context.AfterFunc], except that it catches panics of f.
func OnDone(ctx context.Context, f func()) (stop func() bool) {
	return context.AfterFunc(ctx, caught(f))
}

func caught(f func()) func() {
	return func() {
		defer Catch()
		f()
	}
}
