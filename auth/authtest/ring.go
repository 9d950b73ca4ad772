package authtest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"banter/auth"
)

// A RingFault is a way in which a keychain fails.
type RingFault string

// The faults. Each lasts until Fail is called with another, or with NoFault.
const (
	NoFault    RingFault = ""
	Hangs      RingFault = "hangs"       // calls never return, until Release
	Absent     RingFault = "absent"      // there is no keychain service
	Locked     RingFault = "locked"      // nobody unlocks it
	DropsSets  RingFault = "drops sets"  // writes are confirmed and forgotten
	KeepsAll   RingFault = "keeps all"   // deletions are confirmed and forgotten
	SmallOnly  RingFault = "small only"  // values over 2,560 bytes are refused, as on Windows
	NoRoom     RingFault = "no room"     // every value is refused as too big
	Stale      RingFault = "stale"       // reads give what was there when the fault began
	Panics     RingFault = "panics"      // the client library crashes
	Misbehaves RingFault = "misbehaves"  // any other error
	Garbles    RingFault = "garbles"     // values come back changed
	FailsAfter RingFault = "fails after" // works for some calls, then fails for ever; see FailAfter
)

// A Ring is a keychain in memory, with faults on demand. It is safe for
// concurrent use.
type Ring struct {
	mu       sync.Mutex
	entries  map[string]string
	past     map[string]string // for Stale
	fault    RingFault
	left     int // for FailsAfter
	calls    int
	biggest  int
	released chan struct{}
}

// NewRing returns an empty keychain.
func NewRing() *Ring {
	return &Ring{entries: map[string]string{}, released: make(chan struct{})}
}

// Fail makes every call from now on fail in the given way.
func (r *Ring) Fail(fault RingFault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault, r.past = fault, maps.Clone(r.entries)
}

// FailAfter lets calls more pass, then fails all: a process that is killed.
func (r *Ring) FailAfter(calls int) {
	r.Fail(FailsAfter)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = calls
}

// Release ends all calls that hang, now and later.
func (r *Ring) Release() { close(r.released) }

// Entries returns the names of all entries, sorted.
func (r *Ring) Entries() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.entries))
}

// Biggest returns the size of the largest value ever written.
func (r *Ring) Biggest() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.biggest
}

// Calls returns how many calls were made.
func (r *Ring) Calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}

// Poke writes an entry past all faults.
func (r *Ring) Poke(service, entry, value string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries[service+"/"+entry] = value
}

// Peek reads an entry past all faults; empty if there is none.
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

// enter counts a call and fails it if every call fails.
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

// dbusError is an error in the words of the D-Bus daemon.
type dbusError string

func (e dbusError) Error() string { return string(e) }
