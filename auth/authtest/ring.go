package authtest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"banter/auth"
)

// A RingFault is a way for a keychain to fail.
type RingFault string

// The faults. Each lasts until [Ring.Fail] is called again.
const (
	NoFault    RingFault = ""
	Hangs      RingFault = "hangs"       // calls block until Release
	Absent     RingFault = "absent"      // no keychain service
	Locked     RingFault = "locked"      // the keychain stays locked
	DropsSets  RingFault = "drops sets"  // Set returns nil and does nothing
	KeepsAll   RingFault = "keeps all"   // Delete returns nil and does nothing
	SmallOnly  RingFault = "small only"  // Set refuses values over 2,560 bytes, as on Windows
	NoRoom     RingFault = "no room"     // Set refuses every value as too big
	Stale      RingFault = "stale"       // Get returns the values from the time of the call of Fail
	Panics     RingFault = "panics"      // calls panic
	Misbehaves RingFault = "misbehaves"  // calls return an unknown error
	Garbles    RingFault = "garbles"     // Get returns changed values
	FailsAfter RingFault = "fails after" // see FailAfter
)

// A Ring is a keychain in memory that fails on demand. It implements [auth.Ring]
// and is safe for concurrent use.
type Ring struct {
	mu       sync.Mutex
	entries  map[string]string
	past     map[string]string // for Stale
	fault    RingFault
	left     int // calls left, for FailsAfter
	calls    int
	biggest  int
	released chan struct{}
}

// NewRing returns an empty keychain.
func NewRing() *Ring {
	return &Ring{entries: map[string]string{}, released: make(chan struct{})}
}

// Fail sets the fault of all calls from now on.
func (r *Ring) Fail(fault RingFault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault, r.past = fault, maps.Clone(r.entries)
}

// FailAfter makes all calls after the next ones fail, as if the process was
// killed.
func (r *Ring) FailAfter(calls int) {
	r.Fail(FailsAfter)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = calls
}

// Release ends all calls that hang, and those that would hang later.
func (r *Ring) Release() { close(r.released) }

// Entries returns the names of all entries in order.
func (r *Ring) Entries() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.entries))
}

// Biggest returns the size of the largest value that was set.
func (r *Ring) Biggest() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.biggest
}

// Calls returns the number of calls.
func (r *Ring) Calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}

// Poke sets an entry without regard to faults.
func (r *Ring) Poke(service, entry, value string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries[service+"/"+entry] = value
}

// Peek returns an entry without regard to faults, or "" if the ring has none.
func (r *Ring) Peek(service, entry string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries[service+"/"+entry]
}

// Get implements [auth.Ring].
func (r *Ring) Get(service, entry string) (string, error) {
	if err := r.enter(); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	from := r.entries
	if r.fault == Stale {
		from = r.past
	}
	value, ok := from[service+"/"+entry]
	switch {
	case !ok:
		return "", auth.ErrNoEntry
	case r.fault == Garbles:
		return value[:len(value)/2] + "?", nil
	}
	return value, nil
}

// Set implements [auth.Ring].
func (r *Ring) Set(service, entry, value string) error {
	if err := r.enter(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.biggest = max(r.biggest, len(value))
	switch {
	case r.fault == DropsSets:
		return nil
	case r.fault == NoRoom, r.fault == SmallOnly && len(value) > 2560:
		return fmt.Errorf("data passed to Set was too big")
	}
	r.entries[service+"/"+entry] = value
	return nil
}

// Delete implements [auth.Ring].
func (r *Ring) Delete(service, entry string) error {
	if err := r.enter(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.entries[service+"/"+entry]; !ok {
		return auth.ErrNoEntry
	}
	if r.fault != KeepsAll {
		delete(r.entries, service+"/"+entry)
	}
	return nil
}

// enter counts a call and returns the error of faults that concern every call.
func (r *Ring) enter() error {
	r.mu.Lock()
	fault := r.fault
	r.calls++
	if fault == FailsAfter {
		if r.left--; r.left >= 0 {
			fault = NoFault
		}
	}
	r.mu.Unlock()
	switch fault {
	case Hangs:
		<-r.released
		return errors.New("released")
	case Absent:
		return dbusError("The name org.freedesktop.secrets was not provided by any .service files")
	case Locked:
		return errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'")
	case Misbehaves, FailsAfter:
		return errors.New("the keychain is on fire")
	case Panics:
		panic("nil signal")
	}
	return nil
}

// dbusError is an error with a text of the D-Bus daemon.
type dbusError string

func (e dbusError) Error() string { return string(e) }
