package auth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"

	"banter/auth"
)

// TestHostID checks that many first starts make one id, which stays.
func TestHostID(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	ids := make([]string, 20)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() { ids[i], _ = auth.NewRegistry(dir).HostID(t.Context()) })
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] || !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(id) {
			t.Errorf("ids %q and %q", id, ids[0])
		}
	}
	path := filepath.Join(dir, "host-id")
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("file %v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("urn:uuid:"), 0o600); err != nil {
		t.Fatal(err)
	}
	if id, err := auth.NewRegistry(dir).HostID(t.Context()); err != nil || len(id) != len(ids[0]) {
		t.Errorf("after damage: %q, %v", id, err)
	}
}

// TestRegistryErrors checks that no sign-in begins while the registrations cannot be
// read or written: it could register a client that the program then forgets.
func TestRegistryErrors(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, dir string){
		"damaged": func(t *testing.T, dir string) { writeFile(t, filepath.Join(dir, "clients.json"), "{") },
		"newer":   func(t *testing.T, dir string) { writeFile(t, filepath.Join(dir, "clients.json"), `{"version":2}`) },
		"folder in its place": func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "clients.json"), 0o700); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, emulator(t))
			dir := filepath.Join(d.dir, "chatgpt")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			spoil(t, dir)
			_, err := auth.StartBrowserFlow(t.Context(), d.opts)
			checkError(t, err, auth.CodeRegistry, "")
			if _, _, err := d.opts.Registry.Find(t.Context(), d.server.Issuer(), "default"); err == nil {
				t.Error("Find finds nothing wrong")
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := auth.NewRegistry(t.TempDir()).List(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
