package auth

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"time"

	"banter/internal/crash"
)

// flowTime is how long a sign-in may take: the Codex CLI's limit for a device
// code (openai/codex login/src/device_code_auth.rs).
const flowTime = 15 * time.Minute

// FlowOptions configures a sign-in flow. The zero value signs in at [Codex]
// and saves nothing.
type FlowOptions struct {
	Provider   Provider     // zero: Codex()
	Store      Store        // where Wait saves the tokens; nil: nowhere
	LockFile   string       // the Source's: a sign-in then never mixes with a refresh; "": none
	Source     *Source      // over Store: its Close waits for the last step of a sign-in; may be nil
	PasteOnly  bool         // browser flow: listen nowhere, the person pastes the address
	HTTPClient *http.Client // nil: http.DefaultClient
	Now        func() time.Time
	Sleep      func(ctx context.Context, d time.Duration) error
}

func (o FlowOptions) issuer() issuer { return newIssuer(o.Provider, o.HTTPClient, o.Now) }

func (o FlowOptions) sleep(ctx context.Context, d time.Duration) error {
	if o.Sleep != nil {
		return o.Sleep(ctx, d)
	}
	return sleep(ctx, d)
}

// sleep waits for d or for the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// redeem exchanges the grant and saves the tokens. A grant is good once and
// cost the person some effort: faults that pass are waited out, and an exchange
// that has begun goes on until the tokens are saved although the caller has
// gone.
func (o FlowOptions) redeem(ctx context.Context, g grant) (Tokens, error) {
	var last lastSteps
	steps := &last
	if o.Source != nil {
		steps = &o.Source.last
	}
	if !steps.begin() {
		return Tokens{}, errClosed
	}
	var tokens Tokens
	err := authFailed(errors.New("the last step of the sign-in panicked"))
	ended := crash.Go(func() {
		answered := false
		defer func() {
			if value := recover(); value != nil { // in a store: err says so
				crash.Handled(value, debug.Stack())
			}
			steps.end(answered)
		}()
		tokens, err = o.exchangeAndSave(ctx, g, func() {
			answered = true
			steps.answered()
		})
	})
	select {
	case <-ended:
		return tokens, err
	case <-ctx.Done():
		return Tokens{}, ctx.Err()
	}
}

// exchangeAndSave repeats the exchange as long as the caller is there, and ends
// within callTime once the caller has gone.
func (o FlowOptions) exchangeAndSave(caller context.Context, g grant, answered func()) (Tokens, error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller))
	defer cancel()
	defer crash.OnDone(caller, func() { crash.AfterFunc(callTime, cancel) })()
	server := o.issuer()
	tokens, err := server.exchange(ctx, g)
	for attempt := 1; attempt < 3 && passing(err) && caller.Err() == nil; attempt++ {
		if err := o.sleep(caller, time.Duration(attempt)*time.Second); err != nil {
			return Tokens{}, err
		}
		tokens, err = server.exchange(ctx, g)
	}
	if err != nil || o.Store == nil {
		return tokens, err
	}
	answered()
	return tokens, o.Save(ctx, tokens)
}

// Save saves the tokens of a sign-in in o.Store. Wait does it; it is for those
// that Wait could not save, and that the person wants kept elsewhere.
//
// It holds the lock, so that a refresh of the sign-in that is being replaced
// cannot write over it. Without the lock it saves all the same: what the person
// has just done must not be lost, and nothing that is there can be newer. The
// error is an [*Error] of CodeNotSaved.
func (o FlowOptions) Save(ctx context.Context, t Tokens) error {
	if unlock, err := lockFile(ctx, o.LockFile); err == nil {
		defer unlock()
	}
	if err := o.Store.Save(ctx, t); err != nil {
		return notSaved(err)
	}
	return nil
}

// notSaved says that tokens exist which the store did not take. The store's
// own words say why.
func notSaved(err error) error {
	return &Error{Code: CodeNotSaved, Err: err}
}
