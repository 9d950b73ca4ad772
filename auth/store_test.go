package auth_test

import (
	"path/filepath"
	"runtime"
	"testing"

	"banter/auth"
	"banter/auth/authtest"
)

func TestRow05Stores(t *testing.T) {
	for name, open := range map[string]func(*testing.T) func() auth.Store{
		"Memory": func(*testing.T) func() auth.Store {
			store := auth.NewMemory()
			return func() auth.Store { return store }
		},
		"Keychain": func(*testing.T) func() auth.Store {
			ring := authtest.NewRing()
			return func() auth.Store { return auth.NewKeychainOn(ring, "default") }
		},
		"Sealed": func(t *testing.T) func() auth.Store {
			path := filepath.Join(t.TempDir(), "state", "tokens.age")
			return func() auth.Store { return auth.NewSealed(path, sealedWith("passphrase")) }
		},
		"CodexFile": func(t *testing.T) func() auth.Store {
			path := filepath.Join(t.TempDir(), "codex", "auth.json")
			return func() auth.Store { return auth.NewCodexFile(path) }
		},
	} {
		t.Run(name, func(t *testing.T) { authtest.TestStore(t, open) })
	}
}

// TestExampleStore checks that the store of the example follows the rules of
// Store.
func TestExampleStore(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not replace a file that a reader has open, and the example does not try again")
	}
	authtest.TestStore(t, func(t *testing.T) func() auth.Store {
		path := filepath.Join(t.TempDir(), "tokens.json")
		return func() auth.Store { return fileStore{path} }
	})
}
