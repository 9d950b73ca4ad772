package authtest

import (
	"context"
	"errors"
	"sync"

	"banter/auth"
)

// A StoreFault is a way in which a store fails.
type StoreFault string

// The faults. Each lasts until Fail is called with another.
const (
	Works        StoreFault = ""
	SaveFails    StoreFault = "save fails"
	LoadFails    StoreFault = "load fails"
	StoreHangs   StoreFault = "hangs" // until the context ends
	StoreStale   StoreFault = "stale" // loads give what was there when the fault began
	SaveVanishes StoreFault = "save vanishes"
	CannotSave   StoreFault = "cannot save" // and the store knows it before
)

// ErrFault is what a [Faulty] store fails with.
var ErrFault = errors.New("the store is on fire")

// Faulty wraps a store and makes it fail on demand. It is safe for concurrent
// use.
type Faulty struct {
	Store auth.Store

	mu           sync.Mutex
	fault        StoreFault
	times        int
	past         auth.Tokens
	pastErr      error
	loads, saves int
}

// NewFaulty wraps store.
func NewFaulty(store auth.Store) *Faulty { return &Faulty{Store: store} }

// Fail makes calls fail in the given way, the next times of those that it
// concerns; times < 0 means from now on.
func (f *Faulty) Fail(fault StoreFault, times int) {
	past, err := f.Store.Load(context.Background())
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault, f.times, f.past, f.pastErr = fault, times, past, err
}

// Loads returns how often Load was called.
func (f *Faulty) Loads() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.loads
}

// Saves returns how often Save was called.
func (f *Faulty) Saves() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.saves
}

// strikes reports whether the call is hit by one of the given faults.
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
