package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// errClosed says that a refresh was not begun because the program ends.
var errClosed = fmt.Errorf("the source is closed: %w", context.Canceled)

// saveTime is how long a store may take to save what the issuer has given when
// the program ends. It is generous: there the tokens would be lost, and most of
// the time goes into sealing a file on a busy machine.
const saveTime = 30 * time.Second

// lastSteps counts the calls to the issuer that spend something: a refresh
// token, or the grant of a sign-in. From there on until the answer is saved
// nothing may end them but their own limits. The zero value is ready to use.
type lastSteps struct {
	mu     sync.Mutex
	closed bool
	count  int           // steps under way
	saving int           // those of them that have their answer
	none   chan struct{} // closed when count falls to 0; nil: no close waits
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

// answered says that a step has got its answer.
func (l *lastSteps) answered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saving++
}

// end ends a step, which may have been answered.
func (l *lastSteps) end(answered bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count--
	if answered {
		l.saving--
	}
	if l.count == 0 && l.none != nil {
		close(l.none)
		l.none = nil
	}
}

// close lets no step begin any more and waits for those under way: until ctx
// ends for the answer of the issuer, and saveTime longer for the store.
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
	}
	l.mu.Lock()
	saving := l.saving > 0
	l.mu.Unlock()
	if !saving {
		return ctx.Err()
	}
	limit := time.NewTimer(saveTime)
	defer limit.Stop()
	select {
	case <-none:
		return nil
	case <-limit.C:
		return errSlowStore
	}
}

// errSlowStore says that the program does not wait any longer for a store.
var errSlowStore = errors.New("the store takes too long to save")

// endedBefore says that the program ends before a step has.
func endedBefore(cause error) error {
	e := &Error{
		Code:     CodeNotSaved,
		Sentence: "Banter ended while your sign-in was being renewed, and the sign-in server had not answered.",
		Hint:     "If the next start says so, sign in again.",
		Err:      cause,
	}
	if errors.Is(cause, errSlowStore) {
		e.Sentence = "Banter ended while your renewed sign-in was being saved, which took too long."
	}
	return e
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
