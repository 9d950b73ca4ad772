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

// ringService is the service name of all entries.
const ringService = "Banter"

// keychainTime is the limit for an operation of many calls, on a keychain that
// answers each one slowly.
const keychainTime = 12 * time.Second

// A Keychain is a [Store] in the keychain of the operating system. Each call ends
// within a few seconds, also if the keychain waits for a person to unlock it. The
// errors have codes that begin with CodeKeychain, or [CodeDamaged].
//
// Tokens are larger than an entry may be on some systems (2,560 bytes on Windows,
// about 3,000 on macOS). So they are stored as a generation of small entries, and
// one more entry, the head, names the current generation. Save writes a new
// generation, reads it back and then replaces the head; if it fails before, the
// old tokens remain. The head also lists the generations that are being written,
// incomplete or replaced, so that later calls remove them.
//
// Processes should not save at the same time; [Source] prevents it with its lock
// file. If they do, Load returns the tokens of one of them.
type Keychain struct {
	ring    boundRing
	account string
	writing chan struct{} // holds a value while a goroutine saves or deletes
}

// NewKeychain returns a store in [SystemRing] whose entries begin with the name
// account. It does no I/O.
func NewKeychain(account string) *Keychain { return NewKeychainOn(SystemRing(), account) }

// NewKeychainOn returns a store in the given ring. Tests use a ring in memory.
func NewKeychainOn(ring Ring, account string) *Keychain {
	return &Keychain{ring: newBoundRing(ring), account: account, writing: make(chan struct{}, 1)}
}

// Load implements [Store].
func (k *Keychain) Load(ctx context.Context) (Tokens, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, keychainTime, errRingSlow)
	defer cancel()
	// Another process may replace and remove the generation while it is read.
	// Then the head has changed, and the next round reads the new generation.
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
		value := base64.StdEncoding.EncodeToString(data) // every system stores ASCII unchanged
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
		// Entries that are not removed remain on the list of the head.
		_ = k.remove(ctx, replaced)
		return nil
	})
}

// CanSave implements [SaveChecker]. It writes an entry of the largest size, reads
// it back and removes it.
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
		// Once the head has no current generation, Load finds no tokens.
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

// change calls act within keychainTime, one call at a time.
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

// unpack decodes the value of a generation.
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

// keychainDamaged returns the error for entries that hold no sign-in.
func keychainDamaged(cause error) error {
	return &Error{
		Code:     CodeDamaged,
		Sentence: "The sign-in in the keychain is damaged.",
		Hint:     "Sign in again.",
		Err:      fmt.Errorf("keychain: %w: %w", ErrSignInAgain, cause),
	}
}

// keychainLost returns the error for a keychain that accepted a change and did not
// make it.
func keychainLost(what string) error {
	return ringFailed(CodeKeychainLost, errors.New("read back something else for "+what))
}
