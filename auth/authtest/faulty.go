package authtest

import (
	"context"
	"errors"
	"sync"

	"banter/auth"
)

// A StoreFault is a way for a store to fail.
type StoreFault string

// The faults. Each lasts until [Faulty.Fail] is called again.
const (
	Works        StoreFault = ""
	SaveFails    StoreFault = "save fails"
	LoadFails    StoreFault = "load fails"
	StoreHangs   StoreFault = "hangs"         // calls return when the context ends
	StoreStale   StoreFault = "stale"         // Load returns the tokens from the time of the call of Fail
	SaveVanishes StoreFault = "save vanishes" // Save returns nil and does not save
	CannotSave   StoreFault = "cannot save"   // Save fails, and CanSave, too
)

// ErrFault is the error of a failing [Faulty] store.
var ErrFault = errors.New("the store is on fire")

// A Faulty is a store that fails on demand. It is safe for concurrent use.
type Faulty struct {
	Store auth.Store

	mu           sync.Mutex
	fault        StoreFault
	times        int
	past         auth.Tokens
	pastErr      error
	loads, saves int
}

// NewFaulty returns a Faulty that works like store until [Faulty.Fail] is called.
func NewFaulty(store auth.Store) *Faulty { return &Faulty{Store: store} }

// Fail sets the fault for the next calls that it concerns, times in all, or for
// all calls if times < 0.
func (f *Faulty) Fail(fault StoreFault, times int) {
	past, err := f.Store.Load(context.Background())
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault, f.times, f.past, f.pastErr = fault, times, past, err
}

// Loads returns the number of calls of Load.
func (f *Faulty) Loads() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.loads
}

// Saves returns the number of calls of Save.
func (f *Faulty) Saves() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.saves
}

// strikes returns the current fault if it is one of faults, and Works otherwise.
func (f *Faulty) strikes(faults ...StoreFault) StoreFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range faults {
		if fault == f.fault && f.times != 0 {
			f.times--
			return fault
		}
	}
	return Works
}

// Load implements [auth.Store].
func (f *Faulty) Load(ctx context.Context) (auth.Tokens, error) {
	f.mu.Lock()
	f.loads++
	f.mu.Unlock()
	switch f.strikes(LoadFails, StoreHangs, StoreStale) {
	case LoadFails:
		return auth.Tokens{}, ErrFault
	case StoreHangs:
		<-ctx.Done()
		return auth.Tokens{}, ctx.Err()
	case StoreStale:
		return f.past, f.pastErr
	}
	return f.Store.Load(ctx)
}

// Save implements [auth.Store].
func (f *Faulty) Save(ctx context.Context, t auth.Tokens) error {
	f.mu.Lock()
	f.saves++
	f.mu.Unlock()
	switch f.strikes(SaveFails, CannotSave, StoreHangs, SaveVanishes) {
	case SaveFails, CannotSave:
		return ErrFault
	case StoreHangs:
		<-ctx.Done()
		return ctx.Err()
	case SaveVanishes:
		return nil
	}
	return f.Store.Save(ctx, t)
}

// CanSave implements [auth.SaveChecker].
func (f *Faulty) CanSave(ctx context.Context) error {
	if f.strikes(CannotSave) != Works {
		return ErrFault
	}
	return auth.CanSave(ctx, f.Store)
}

// Delete implements [auth.Store].
func (f *Faulty) Delete(ctx context.Context) error { return f.Store.Delete(ctx) }
