package auth_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/internal/notice"
)

// TestSealedKeepsWhatItCannotRead checks that a save copies a damaged file, or
// one of unknown origin, and replaces a file that is whole.
func TestSealedKeepsWhatItCannotRead(t *testing.T) {
	for name, test := range map[string]struct {
		damage func(t *testing.T, path string)
		copies int
	}{
		"whole":        {func(*testing.T, string) {}, 0},
		"damaged":      {func(t *testing.T, path string) { write(t, path, "age-encryption.org/v1\n?") }, 1},
		"no checksums": {func(t *testing.T, path string) { _ = os.Remove(path + ".sha256") }, 1},
		"huge":         {func(t *testing.T, path string) { write(t, path, strings.Repeat("x", 5<<20)) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := sealed(t)
			test.damage(t, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var told []error
			opts := sealedWith("new")
			opts.OnWarning = func(err error) { told = append(told, err) }
			store := auth.NewSealed(path, opts)
			for _, set := range []string{"one", "two"} {
				if err := store.CanSave(t.Context()); err != nil {
					t.Errorf("CanSave: %v", err)
				}
				if err := store.Save(t.Context(), fresh(set, time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			copies, _ := filepath.Glob(path + ".bak-*")
			if len(copies) != test.copies || len(told) != test.copies {
				t.Fatalf("copies %v, told %v", copies, told)
			}
			if test.copies == 0 {
				return
			}
			if text, err := os.ReadFile(copies[0]); err != nil || string(text) != string(before) {
				t.Errorf("the copy holds %d bytes, %v", len(text), err)
			}
			if n := notice.Of(told[0]); !strings.HasPrefix(n.Sentence, path) || !strings.Contains(n.Hint, copies[0]) {
				t.Errorf("told %+v", n)
			}
		})
	}
}

// TestSealedIsNoFile checks that something other than a file is not changed, and
// is named.
func TestSealedIsNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.age")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	store := auth.NewSealed(path, sealedWith("x"))
	_, load := store.Load(t.Context())
	for what, err := range map[string]error{
		"Load": load, "Save": store.Save(t.Context(), fresh("x", time.Hour)), "CanSave": store.CanSave(t.Context()), "Delete": store.Delete(t.Context()),
	} {
		if n := notice.Of(err); !strings.Contains(n.Hint, path+" is a folder, not a file.") {
			t.Errorf("%s: %+v", what, n)
		}
	}
}

// TestSealedRecovers checks that the next load completes a save that a crash cut
// short in the file or in its checksums.
func TestSealedRecovers(t *testing.T) {
	for _, cut := range []string{"", ".sha256"} {
		path, want := sealed(t)
		text, err := os.ReadFile(path + cut)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(filepath.Dir(path), "."+filepath.Base(path+cut)+".banter-"+hashOf(text)+"-1"), string(text))
		write(t, path+cut, string(text[:len(text)-8])+"????????")
		if got, err := auth.NewSealed(path, sealedWith("right")).Load(t.Context()); err != nil || got.Refresh != want.Refresh {
			t.Errorf("cut in %q: %v", cut, err)
		}
	}
}
