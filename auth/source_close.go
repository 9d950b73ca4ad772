package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// errClosed reports that a refresh or an exchange did not begin after Close.
var errClosed = fmt.Errorf("the source is closed: %w", context.Canceled)

// saveTime is how long Close waits for a store that is saving tokens. It is long
// because the tokens would otherwise be lost, and sealing a file is slow on a busy
// machine.
const saveTime = 30 * time.Second

// lastSteps counts the steps that must not be interrupted: sending a refresh token
// or the grant of a sign-in to the issuer, and saving the tokens it answers with.
// The zero value is ready to use.
type lastSteps struct {
	mu     sync.Mutex
	closed bool
	count  int           // steps in progress
	saving int           // steps in progress that have their answer
	none   chan struct{} // closed when count becomes 0; nil unless close waits
}

// begin starts a step and reports true, or reports false after close.
func (l *lastSteps) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.count++
	return true
}

// answered records that the issuer has answered a step.
func (l *lastSteps) answered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saving++
}

// end ends a step.
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

// close keeps further steps from beginning and waits for those in progress: until
// ctx ends for the issuer, and saveTime longer for the store.
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

// errSlowStore reports that a store did not save within saveTime.
var errSlowStore = errors.New("the store takes too long to save")

// endedBefore returns the error for a step that close did not wait for.
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

// lost returns the error for tokens that could not be saved.
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
