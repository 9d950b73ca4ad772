package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// errClosed says that a refresh was not begun because the program ends.
var errClosed = fmt.Errorf("the source is closed: %w", context.Canceled)

// lastSteps counts the calls to the issuer that spend something: a refresh
// token, or the grant of a sign-in. From there on until the answer is saved
// nothing may end them but their own limits. The zero value is ready to use.
type lastSteps struct {
	mu     sync.Mutex
	closed bool
	count  int
	none   chan struct{} // closed when count falls to 0; nil: nobody waits
}

// begin starts a step, unless close was called.
func (l *lastSteps) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.count++
	return true
}

func (l *lastSteps) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count--
	if l.count == 0 && l.none != nil {
		close(l.none)
		l.none = nil
	}
}

// close lets no step begin any more and waits for those under way.
func (l *lastSteps) close(ctx context.Context) error {
	l.mu.Lock()
	l.closed = true
	if l.count == 0 {
		l.mu.Unlock()
		return nil
	}
	if l.none == nil {
		l.none = make(chan struct{})
	}
	none := l.none
	l.mu.Unlock()
	select {
	case <-none:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// endedBefore says that the program ends before the issuer has answered.
func endedBefore(cause error) error {
	return &Error{
		Code:     CodeNotSaved,
		Sentence: "Banter ended while your sign-in was being renewed, and the sign-in server had not answered.",
		Hint:     "If the next start says so, sign in again.",
		Err:      cause,
	}
}

// lost says that the program ends with tokens that no store has taken.
func lost(cause error) error {
	e := &Error{
		Code:     CodeNotSaved,
		Sentence: "Your renewed sign-in could not be saved and is lost.",
		Hint:     "Sign in again.",
		Err:      cause,
	}
	if inner, ok := errors.AsType[*Error](cause); ok && inner.Sentence != "" {
		e.Hint = inner.Sentence + " " + inner.Hint + " Then sign in again."
	}
	return e
}
