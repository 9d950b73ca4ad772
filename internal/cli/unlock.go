package cli

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"banter/auth"
	"banter/internal/unlocked"
)

// keeper returns what keeps passphrases for the time that is set.
func (c *call) keeper() unlocked.Keeper {
	if c.KeepUnlocked.Time() == 0 {
		return unlocked.Keeper{}
	}
	socket := c.agentSocket()
	return unlocked.New(socket, func(ctx context.Context) error { return startAgent(ctx, socket) })
}

// agentSocket returns the path of the agent's socket: in the folder for the session,
// which is in memory, else in that for state.
func (c *call) agentSocket() string {
	folder := c.paths.StateDir
	if session := c.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(session) && c.Home == "" {
		folder = filepath.Join(session, "banter")
	}
	return filepath.Join(folder, "agent.sock")
}

// keptPassphrase is the passphrase of one sealed file, kept for a while.
type keptPassphrase struct {
	unlocked.Keeper
	file string
	long time.Duration // 0: it is not kept
	once sync.Once
}

func (k *keptPassphrase) get() auth.Secret {
	if k == nil || k.long == 0 {
		return auth.Secret{}
	}
	return k.Keeper.Get(k.file)
}

func (k *keptPassphrase) forget() {
	if k != nil && k.long > 0 {
		k.Keeper.Forget(k.file)
	}
}

// keep keeps a passphrase that has opened the file. A failure only means that the
// person types it again.
func (k *keptPassphrase) keep(ctx context.Context, passphrase auth.Secret) {
	if k == nil || k.long == 0 || passphrase.IsZero() {
		return
	}
	k.once.Do(func() { _ = k.Keeper.Keep(ctx, k.file, passphrase, k.long) })
}

// A keepingStore is a sealed store that keeps its passphrase after it has opened or
// written the file.
type keepingStore struct {
	auth.Store
	asks *prompter
}

// Load implements auth.Store.
func (s keepingStore) Load(ctx context.Context) (auth.Tokens, error) {
	t, err := s.Store.Load(ctx)
	if err == nil {
		s.asks.keep(ctx)
	}
	return t, err
}

// Save implements auth.Store.
func (s keepingStore) Save(ctx context.Context, t auth.Tokens) error {
	err := s.Store.Save(ctx, t)
	if err == nil {
		s.asks.keep(ctx)
	}
	return err
}

// Delete implements auth.Store.
func (s keepingStore) Delete(ctx context.Context) error {
	s.asks.kept.forget()
	return s.Store.Delete(ctx)
}

// CanSave implements auth.SaveChecker.
func (s keepingStore) CanSave(ctx context.Context) error { return auth.CanSave(ctx, s.Store) }

// agentFolder makes the folder of the agent's socket, for the person alone.
func agentFolder(socket string) error {
	folder := filepath.Dir(socket)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.Chmod(folder, 0o700)
}
