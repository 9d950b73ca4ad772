package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"banter/auth"
)

// A fileStore is an [auth.Store] in a file of mode 0600.
type fileStore struct{ path string }

// Load implements [auth.Store].
func (s fileStore) Load(ctx context.Context) (auth.Tokens, error) {
	if err := ctx.Err(); err != nil {
		return auth.Tokens{}, err
	}
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return auth.Tokens{}, auth.ErrNoTokens
	}
	if err != nil {
		return auth.Tokens{}, fmt.Errorf("load tokens: %w", err)
	}
	return auth.UnmarshalTokens(data)
}

// Save writes a new file and renames it, so that readers see the old tokens or
// the new ones. On Windows the rename fails while a reader has the file open: a
// program that runs there tries again.
func (s fileStore) Save(ctx context.Context, t auth.Tokens) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	data, err := auth.MarshalTokens(t)
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(s.path), "tokens-*") // mode 0600
	if err != nil {
		return fmt.Errorf("save tokens: %w", err)
	}
	defer os.Remove(next.Name()) // fails after the rename
	_, err = next.Write(data)
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return fmt.Errorf("save tokens: %w", err)
	}
	return os.Rename(next.Name(), s.path)
}

// Delete implements [auth.Store].
func (s fileStore) Delete(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Remove(s.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// A program can save tokens in a store of its own. The store encodes them with
// MarshalTokens, because encoding/json would write masks. TestStore of package
// authtest tests such a store.
func ExampleStore() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	var store auth.Store = fileStore{filepath.Join(dir, "tokens.json")}
	ctx := context.Background()
	err = store.Save(ctx, auth.Tokens{
		Access: auth.NewSecret("access"), Refresh: auth.NewSecret("refresh"), AccountID: "account",
		Expiry: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	})
	fmt.Println("saved:", err)
	tokens, err := store.Load(ctx)
	fmt.Println("loaded:", tokens.Access.Reveal(), tokens.AccountID, err)
	// Output:
	// saved: <nil>
	// loaded: access account <nil>
}
