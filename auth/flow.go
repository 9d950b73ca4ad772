package auth

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"time"

	"banter/internal/crash"
)

// flowTime is how long a sign-in may take. It is the limit of the Codex CLI for a
// device code (openai/codex login/src/device_code_auth.rs).
const flowTime = 15 * time.Minute

// FlowOptions configures a sign-in flow. The zero value signs in at [Codex] and
// does not save the tokens.
type FlowOptions struct {
	Provider Provider // zero: Codex()
	Store    Store    // where Wait saves the tokens; nil: they are only returned

	// LockFile is the LockFile of the [Source] on Store, so that a refresh does
	// not overwrite the new tokens. Empty: no lock.
	LockFile string
	// Source, if not nil, is a Source on Store. Its Close then waits for a
	// sign-in that is exchanging or saving tokens.
	Source *Source
	// Registry keeps the client that the issuer registers for the person, and the
	// id of this installation. It is required for a Provider with a DynamicClient,
	// and unused otherwise, as are the next three.
	Registry *Registry
	// Account is the program's name for the account. The client that is
	// registered for the account is used again.
	Account string
	// NewClient makes the flow register another client for the account, for
	// another person or workspace.
	NewClient bool
	// AskPlanUse asks the person again for the use of their plan, which they have
	// not allowed before: see [Tokens.PlanUse]. A program sets it only if the
	// person wants that.
	AskPlanUse bool

	// PasteOnly makes a browser flow not listen: the person pastes the address.
	PasteOnly bool

	HTTPClient *http.Client                                     // nil: http.DefaultClient
	Now        func() time.Time                                 // nil: time.Now
	Sleep      func(ctx context.Context, d time.Duration) error // nil: a timer
}

func (o FlowOptions) issuer() issuer { return newIssuer(o.Provider, o.HTTPClient, o.Now) }

func (o FlowOptions) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

func (o FlowOptions) sleep(ctx context.Context, d time.Duration) error {
	if o.Sleep != nil {
		return o.Sleep(ctx, d)
	}
	return sleep(ctx, d)
}

// sleep waits for d or until ctx is done.
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

// redeem exchanges the grant and saves the tokens. A grant is valid once, and the
// person would have to sign in again to get another. So redeem repeats an exchange
// after a failure that may pass, and an exchange that has begun continues until
// the tokens are saved, even if ctx ends before.
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
			if value := recover(); value != nil { // a store panicked; err reports it
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

// exchangeAndSave exchanges the grant up to three times and saves the tokens. It
// calls answered between the two. After caller has ended it does not repeat the
// exchange, and ends within callTime.
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
	if err == nil && server.provider.dynamic() {
		if err := o.recognize(ctx, g.client, tokens); err != nil {
			return Tokens{}, err
		}
	}
	if err != nil || o.Store == nil {
		return tokens, err
	}
	answered()
	return tokens, SaveTokens(ctx, o, tokens)
}

// SaveTokens saves the tokens of a sign-in in the Store of opts, which must not
// be nil, while it holds the LockFile of opts. A flow's Wait calls it; a program
// calls it with another store if Wait returned tokens with an error of
// [CodeNotSaved]. The error of SaveTokens has that code, too.
//
// The lock keeps a refresh of the replaced sign-in from overwriting the new one.
// If the lock cannot be had, SaveTokens saves without it: losing the sign-in
// that the person has just completed would be worse.
func SaveTokens(ctx context.Context, opts FlowOptions, t Tokens) error {
	if unlock, err := lockFile(ctx, opts.LockFile); err == nil {
		defer unlock()
	}
	if err := opts.Store.Save(ctx, t); err != nil {
		return &Error{Code: CodeNotSaved, Err: err} // the words are the store's
	}
	return nil
}
