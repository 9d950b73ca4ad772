// Package unlocked keeps passphrases for a while after a person has typed them: in
// the kernel's keyring on Linux, and elsewhere, or where the kernel refuses, in an
// agent, a small process that ends on its own. Nothing is ever written to a disk.
//
// Other programs of the same person can read what is kept, as they can ask an
// ssh-agent; programs of other people cannot.
package unlocked

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"banter/auth"
)

// A Keeper keeps passphrases. The zero Keeper keeps none. Its methods may be called
// concurrently, also by several processes.
type Keeper struct {
	socket string
	start  func(ctx context.Context) error
}

// New returns a keeper whose agent listens on a Unix socket at that path, in a folder
// that only the person can enter. start starts a process that calls [Serve]; nil
// means that there is no agent.
func New(socket string, start func(ctx context.Context) error) Keeper { return Keeper{socket, start} }

// Keep keeps the passphrase of a file for a time.
func (k Keeper) Keep(ctx context.Context, file string, passphrase auth.Secret, long time.Duration) error {
	name := nameOf(file)
	if kernelKeep(name, passphrase.Reveal(), long) == nil || k.start == nil {
		return nil
	}
	call := request{Do: "keep", Name: name, Secret: passphrase.Reveal(), Seconds: int(long.Seconds())}
	if _, err := k.ask(call); err == nil {
		return nil
	}
	if err := k.start(ctx); err != nil {
		return err
	}
	_, err := k.ask(call)
	return err
}

// Get returns the passphrase of a file; empty if none is kept.
func (k Keeper) Get(file string) auth.Secret {
	name := nameOf(file)
	if kept, ok := kernelGet(name); ok {
		return auth.NewSecret(kept)
	}
	kept, err := k.ask(request{Do: "get", Name: name})
	if err != nil {
		return auth.Secret{}
	}
	return auth.NewSecret(kept)
}

// Forget forgets the passphrase of a file.
func (k Keeper) Forget(file string) {
	name := nameOf(file)
	kernelForget(func(other string) bool { return other == name })
	_, _ = k.ask(request{Do: "forget", Name: name})
}

// Lock forgets all passphrases, and ends the agent. It returns how many the kernel
// and the agent had.
func (k Keeper) Lock() int {
	n := kernelForget(func(string) bool { return true })
	if count, err := k.ask(request{Do: "lock"}); err == nil {
		n += len(count)
	}
	return n
}

// nameOf returns the name under which the passphrase of a file is kept.
func nameOf(file string) string {
	sum := sha256.Sum256([]byte(file))
	return prefix + hex.EncodeToString(sum[:12])
}

// prefix begins all names.
const prefix = "banter:"
