package auth_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

// A faultRow is a fault of a store, with the sentence for each operation on it.
// An empty sentence means that the operation succeeds. FILE is replaced by the
// path of the store.
type faultRow struct {
	store, fault       string
	load, save, delete string
}

const (
	absent  = "There is no keychain on this machine."
	locked  = "The keychain is locked."
	hanging = "The keychain does not answer."
	broken  = "The keychain does not work."
	lost    = "The keychain did not keep the change."
	noRoom  = "The keychain has no room for the sign-in."
	torn    = "The sign-in in the keychain is damaged."
	cut     = "The file with your sign-in is damaged."
	noPass  = "The file with your sign-in needs a passphrase."
	nobody  = "You are not signed in."
)

var faultMatrix = []faultRow{
	{"Memory", "none", "", "", ""},
	{"Memory", "empty", nobody, "", ""},

	{"Keychain", "none", "", "", ""},
	{"Keychain", "empty", nobody, "", ""},
	{"Keychain", "absent", absent, absent, absent},
	{"Keychain", "locked", locked, locked, locked},
	{"Keychain", "hangs", hanging, hanging, hanging},
	{"Keychain", "panics", broken, broken, broken},
	{"Keychain", "misbehaves", broken, broken, broken},
	{"Keychain", "drops sets", "", lost, lost},
	{"Keychain", "keeps all", "", "", lost},
	{"Keychain", "no room", "", noRoom, noRoom},
	{"Keychain", "small only", "", "", ""},
	{"Keychain", "stale", "", lost, lost},
	{"Keychain", "garbles", torn, lost, ""},

	{"Sealed", "none", "", "", ""},
	{"Sealed", "empty", nobody, "", ""},
	{"Sealed", "cut", cut, "", ""},
	{"Sealed", "garbage", cut, "", ""},
	{"Sealed", "wrong passphrase", "The passphrase is wrong.", "", ""},
	{"Sealed", "nobody to ask", noPass, noPass, ""},
	{"Sealed", "folder is a file", "FILE cannot be read.", "FILE cannot be written.", "FILE cannot be removed."},
	{"Sealed", "file is a folder", "FILE cannot be read.", "FILE cannot be written.", "FILE cannot be removed."},

	{"CodexFile", "none", "", "", ""},
	{"CodexFile", "empty", nobody, "", ""},
	{"CodexFile", "cut", "FILE is damaged.", "", "FILE is damaged."},
	{"CodexFile", "garbage", "FILE is damaged.", "", "FILE is damaged."},
	{"CodexFile", "folder is a file", "FILE cannot be read.", "FILE cannot be written.", "FILE cannot be written."},
	{"CodexFile", "file is a folder", "FILE cannot be read.", "FILE cannot be written.", "FILE cannot be written."},
}

// TestFaultMatrix checks the sentence of each operation on each store with each
// fault. An operation takes less than 4 s. It leaves the old tokens, the new
// ones, or an empty store, and never a readable token.
func TestFaultMatrix(t *testing.T) {
	for _, row := range faultMatrix {
		for operation, want := range map[string]string{"load": row.load, "save": row.save, "delete": row.delete} {
			t.Run(row.store+"/"+row.fault+"/"+operation, func(t *testing.T) {
				if row.fault == "folder is a file" && operation != "save" && runtime.GOOS == "windows" {
					t.Skip("Windows says that such a file does not exist")
				}
				synctest.Test(t, func(t *testing.T) { faultCell(t, row, operation, want) })
			})
		}
	}
}

func faultCell(t *testing.T, row faultRow, operation, want string) {
	dir := filepath.Join(t.TempDir(), "state")
	old, next := fresh("old", time.Hour), fresh("next", time.Hour)
	store, mend := breakStore(t, row, dir, old)
	begin := time.Now()
	err := operate(t, store, operation, next)
	if took := time.Since(begin); took > 4*time.Second {
		t.Errorf("took %v", took)
	}
	n := notice.Of(err)
	if got := strings.ReplaceAll(n.Sentence, filepath.Join(dir, "tokens"), "FILE"); got != want {
		t.Errorf("says %q, want %q (%v)", got, want, err)
	}
	if err != nil && (n.Unknown || n.Hint == "") {
		t.Errorf("no next step: %+v", n)
	}
	if err != nil && strings.Contains(err.Error()+n.Sentence+n.Hint, authtest.Canary) {
		t.Error("the error holds a token")
	}
	again := mend()
	if again == nil {
		return
	}
	got, loadErr := again.Load(t.Context())
	switch {
	case loadErr == nil && (got.Access == old.Access || operation == "save" && got.Access == next.Access):
	case operation == "delete" || row.fault == "empty" && errors.Is(loadErr, auth.ErrNoTokens):
	default:
		t.Errorf("afterwards: %v", loadErr)
	}
}

func operate(t *testing.T, store auth.Store, operation string, next auth.Tokens) error {
	switch operation {
	case "save":
		return store.Save(t.Context(), next)
	case "delete":
		return store.Delete(t.Context())
	}
	_, err := store.Load(t.Context())
	return err
}

// breakStore returns a store that holds old and has the fault of the row, and a
// function that removes the fault, or nil if the content itself is damaged.
func breakStore(t *testing.T, row faultRow, dir string, old auth.Tokens) (auth.Store, func() auth.Store) {
	t.Helper()
	switch row.store {
	case "Memory":
		store := auth.NewMemory()
		fill(t, store, row, old)
		return store, func() auth.Store { return store }
	case "Keychain":
		ring := authtest.NewRing()
		store := auth.NewKeychainOn(ring, "default")
		fill(t, store, row, old)
		if row.fault != "none" && row.fault != "empty" {
			ring.Fail(authtest.RingFault(row.fault))
		}
		return store, func() auth.Store {
			ring.Fail(authtest.NoFault)
			ring.Release()
			return auth.NewKeychainOn(ring, "default")
		}
	}
	return breakFile(t, row, dir, old)
}

func breakFile(t *testing.T, row faultRow, dir string, old auth.Tokens) (auth.Store, func() auth.Store) {
	t.Helper()
	path := filepath.Join(dir, "tokens")
	open := func(passphrase string) auth.Store {
		if row.store == "CodexFile" {
			return auth.NewCodexFile(path)
		}
		if passphrase == "" {
			return auth.NewSealed(path, auth.SealedOptions{})
		}
		return auth.NewSealed(path, sealedWith(passphrase))
	}
	fill(t, open("right"), row, old)
	passphrase, content := "right", false
	switch row.fault {
	case "cut":
		content = true
		if err := os.Truncate(path, 20); err != nil {
			t.Fatal(err)
		}
	case "garbage":
		content = true
		write(t, path, "\x00garbage")
	case "wrong passphrase":
		passphrase = "wrong"
	case "nobody to ask":
		passphrase = ""
	case "folder is a file":
		content = true
		replaceBy(t, dir, func() { write(t, dir, "a file") })
	case "file is a folder":
		content = true
		replaceBy(t, path, func() { write(t, filepath.Join(path, "x"), "") })
	}
	return open(passphrase), func() auth.Store {
		if content || row.fault == "wrong passphrase" {
			return nil
		}
		return open("right")
	}
}

func fill(t *testing.T, store auth.Store, row faultRow, old auth.Tokens) {
	t.Helper()
	if row.fault == "empty" {
		return
	}
	if err := store.Save(t.Context(), old); err != nil {
		t.Fatal(err)
	}
}

func replaceBy(t *testing.T, path string, make func()) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	make()
}
