package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ringService is the name under which all of Banter's entries are filed.
const ringService = "Banter"

// keychainTime bounds a whole operation of many calls, on a keychain that
// answers each one slowly.
const keychainTime = 12 * time.Second

// A Keychain keeps tokens in the operating system's keychain, under the name
// of an account.
//
// Systems limit the size of an entry (Windows to 2,560 bytes, macOS to about
// 3,000), and a set of tokens is larger. So a set is a generation of small
// entries, and one more entry, the head, says which generation counts. A save
// writes a new generation, reads it back and only then switches the head:
// whatever goes wrong before leaves the old set in force. The head also lists
// the generations that do not count (being written, torn, replaced), so that
// none is ever forgotten in the keychain.
//
// The caller sees to it that processes do not save at the same time, as
// [Source] does with its lock file; when they do, one set wins whole.
type Keychain struct {
	ring    boundRing
	account string
	writing chan struct{} // holds one token while a goroutine saves or deletes
}

// NewKeychain returns the system keychain's store for the named account. It
// does no I/O.
func NewKeychain(account string) *Keychain { return NewKeychainOn(SystemRing(), account) }

// NewKeychainOn returns a store in the given ring.
func NewKeychainOn(ring Ring, account string) *Keychain {
	return &Keychain{ring: newBoundRing(ring), account: account, writing: make(chan struct{}, 1)}
}

// Load implements [Store].
func (k *Keychain) Load(ctx context.Context) (Tokens, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, keychainTime, errRingSlow)
	defer cancel()
	// A save in another process may remove the generation that is being read:
	// then the head has changed, and the next attempt reads the new one.
	var last generation
	for {
		h, err := k.readHead(ctx)
		if err != nil {
			return Tokens{}, err
		}
		if h.Current.Name == "" {
			return Tokens{}, ErrNoTokens
		}
		value, err := k.readPieces(ctx, h.Current)
		if err == nil {
			return unpack(value)
		}
		if !errors.Is(err, errTorn) {
			return Tokens{}, err
		}
		if h.Current == last {
			return Tokens{}, keychainDamaged(err)
		}
		last = h.Current
	}
}

// Save implements [Store].
func (k *Keychain) Save(ctx context.Context, t Tokens) error {
	data, err := MarshalTokens(t)
	if err != nil {
		return err
	}
	return k.change(ctx, func(ctx context.Context) error {
		value := base64.StdEncoding.EncodeToString(data) // ASCII: every system keeps it as it is
		g := newGeneration(value)
		if err := k.announce(ctx, g); err != nil {
			return err
		}
		if err := k.writePieces(ctx, g, value); err != nil {
			return err
		}
		replaced, err := k.switchTo(ctx, g)
		if err != nil {
			return err
		}
		// The new set is in force; what is left over stays on the head's list.
		_ = k.remove(ctx, replaced)
		return nil
	})
}

// CanSave implements [SaveChecker]. It writes an entry as large as any, reads it
// back and removes it.
func (k *Keychain) CanSave(ctx context.Context) error {
	return k.change(ctx, func(ctx context.Context) error {
		probe := k.account + "#probe"
		if err := k.setAndCheck(ctx, probe, strings.Repeat("x", pieceSize)); err != nil {
			return err
		}
		return k.removeEntry(ctx, probe)
	})
}

// Delete implements [Store].
func (k *Keychain) Delete(ctx context.Context) error {
	return k.change(ctx, func(ctx context.Context) error {
		h, err := k.readHead(ctx)
		if hasCode(err, CodeDamaged) {
			return k.removeEntry(ctx, k.account)
		}
		if err != nil || h.empty() {
			return err
		}
		// From here on Load finds nothing, also when the rest is cut short.
		h.Junk, h.Current = slices.Concat(h.Junk, []generation{h.Current}), generation{}
		if err := k.writeHead(ctx, h); err != nil {
			return err
		}
		for _, g := range h.Junk {
			if err := k.remove(ctx, g); err != nil {
				return err
			}
		}
		return k.removeEntry(ctx, k.account)
	})
}

// change runs one change at a time, within keychainTime.
func (k *Keychain) change(ctx context.Context, act func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, keychainTime, errRingSlow)
	defer cancel()
	select {
	case k.writing <- struct{}{}:
	case <-ctx.Done():
		return ringLate(ctx)
	}
	defer func() { <-k.writing }()
	return act(ctx)
}

func unpack(value string) (Tokens, error) {
	data, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return Tokens{}, keychainDamaged(errors.New("not base64"))
	}
	t, err := UnmarshalTokens(data)
	if err != nil {
		return Tokens{}, keychainDamaged(err)
	}
	return t, nil
}

// keychainDamaged says that entries are there but hold no sign-in.
func keychainDamaged(cause error) error {
	return &Error{
		Code:     CodeDamaged,
		Sentence: "The sign-in in the keychain is damaged.",
		Hint:     "Sign in again.",
		Err:      fmt.Errorf("keychain: %w: %w", ErrSignInAgain, cause),
	}
}

// keychainLost says that the keychain accepted a change and did not make it.
func keychainLost(what string) error {
	return ringFailed(CodeKeychainLost, errors.New("read back something else for "+what))
}
