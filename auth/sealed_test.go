package auth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

// quick is the work factor of tests.
const quick = 4

// sealedWith returns options that answer with the given passphrases in order, and
// repeat the last one.
func sealedWith(passphrases ...string) auth.SealedOptions {
	return auth.SealedOptions{WorkFactor: quick, Passphrase: func(context.Context, auth.PassphraseRequest) (auth.Secret, error) {
		next := passphrases[0]
		if len(passphrases) > 1 {
			passphrases = passphrases[1:]
		}
		return auth.NewSecret(next), nil
	}}
}

// sealed creates a file with tokens and the passphrase "right".
func sealed(t *testing.T) (path string, tokens auth.Tokens) {
	t.Helper()
	path, tokens = filepath.Join(t.TempDir(), "tokens.age"), fresh("sealed", time.Hour)
	if err := auth.NewSealed(path, sealedWith("right")).Save(t.Context(), tokens); err != nil {
		t.Fatal(err)
	}
	return path, tokens
}

func TestSealedFile(t *testing.T) {
	path, _ := sealed(t)
	text, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(text, []byte("age-encryption.org/v1\n-> scrypt ")) {
		t.Errorf("no age file: %v", err)
	}
	if bytes.Contains(text, []byte(authtest.Canary)) || bytes.Contains(text, []byte("example.com")) {
		t.Error("the file is readable")
	}
	for _, name := range []string{path, path + ".sha256"} {
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, mode %v", name, err, info.Mode())
		}
	}
	if err := auth.NewSealed(path, auth.SealedOptions{}).Delete(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestSealedAsks checks that the passphrase is asked for once, again after a
// wrong answer, three times at most, and as a new one for a new file.
func TestSealedAsks(t *testing.T) {
	path, want := sealed(t)
	var asked []auth.PassphraseRequest
	store := auth.NewSealed(path, auth.SealedOptions{WorkFactor: quick, Passphrase: func(_ context.Context, r auth.PassphraseRequest) (auth.Secret, error) {
		asked = append(asked, r)
		return auth.NewSecret(map[int]string{1: "wrong", 2: "right"}[len(asked)]), nil
	}})
	for range 2 {
		if got, err := store.Load(t.Context()); err != nil || !authtest.Same(got, want) {
			t.Fatal(err)
		}
		if err := store.Save(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) != 2 || asked[0] != (auth.PassphraseRequest{Path: path}) || asked[1] != (auth.PassphraseRequest{Path: path, Wrong: true}) {
		t.Errorf("asked %+v", asked)
	}
	asked = nil
	fresh := auth.NewSealed(filepath.Join(t.TempDir(), "new"), auth.SealedOptions{WorkFactor: quick, Passphrase: func(_ context.Context, r auth.PassphraseRequest) (auth.Secret, error) {
		asked = append(asked, r)
		return auth.NewSecret("new"), nil
	}})
	if err := fresh.Save(t.Context(), want); err != nil || len(asked) != 1 || !asked[0].New {
		t.Errorf("a new file: %v, asked %+v", err, asked)
	}
}

// TestSealedTries checks that three wrong answers end a call, and that the next
// call asks again, with Wrong unset at first.
func TestSealedTries(t *testing.T) {
	path, _ := sealed(t)
	var wrong []bool
	store := auth.NewSealed(path, auth.SealedOptions{WorkFactor: quick, Passphrase: func(_ context.Context, r auth.PassphraseRequest) (auth.Secret, error) {
		wrong = append(wrong, r.Wrong)
		return auth.NewSecret(fmt.Sprint("guess ", len(wrong))), nil
	}})
	for call := 1; call <= 2; call++ {
		_, err := store.Load(t.Context())
		checkError(t, err, auth.CodePassphraseWrong, "The passphrase is wrong.")
		if n := notice.Of(err); !strings.Contains(n.Hint, "Try again") {
			t.Errorf("no next step: %+v", n)
		}
		if len(wrong) != 3*call || !slices.Equal(wrong[3*call-3:], []bool{false, true, true}) {
			t.Errorf("call %d: asked %v", call, wrong)
		}
	}
}

func TestSealedRefuses(t *testing.T) {
	nobody := errors.New("the person pressed Escape")
	for name, test := range map[string]struct {
		opts auth.SealedOptions
		code auth.Code
		says string
	}{
		"wrong":  {sealedWith("wrong"), auth.CodePassphraseWrong, "The passphrase is wrong."},
		"empty":  {sealedWith(""), auth.CodePassphraseRequired, "needs a passphrase"},
		"nobody": {auth.SealedOptions{}, auth.CodePassphraseRequired, "needs a passphrase"},
		"cancelled": {auth.SealedOptions{Passphrase: func(context.Context, auth.PassphraseRequest) (auth.Secret, error) {
			return auth.Secret{}, nobody
		}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := sealed(t)
			_, err := auth.NewSealed(path, test.opts).Load(t.Context())
			if test.code == "" {
				if !errors.Is(err, nobody) {
					t.Errorf("got %v", err)
				}
				return
			}
			checkError(t, err, test.code, test.says)
			if errors.Is(err, auth.ErrNoTokens) || errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("%v sounds as if the sign-in were gone", err)
			}
		})
	}
}

// TestSealedDamage flips many bytes, few in a short run, cuts and empties the file.
// The error is always CodeDamaged, even if the passphrase is wrong.
func TestSealedDamage(t *testing.T) {
	path, _ := sealed(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := [][]byte{{}, whole[:len(whole)/2], append(bytes.Clone(whole), 'x'), []byte("age-encryption.org/v1\n")}
	flips := 400
	if testing.Short() {
		flips = 20
	}
	for i := 0; i < len(whole); i += 1 + len(whole)/flips {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 0x10
		damaged = append(damaged, flipped)
	}
	for i, text := range damaged {
		write(t, path, string(text))
		for _, passphrase := range []string{"right", "wrong"} {
			_, err := auth.NewSealed(path, sealedWith(passphrase)).Load(t.Context())
			if e, ok := errors.AsType[*auth.Error](err); !ok || e.Code != auth.CodeDamaged || !errors.Is(err, auth.ErrSignInAgain) {
				t.Fatalf("damage %d, passphrase %s: %v", i, passphrase, err)
			}
		}
	}
	again := fresh("again", time.Hour)
	if err := auth.NewSealed(path, sealedWith("new")).Save(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if got, err := auth.NewSealed(path, sealedWith("new")).Load(t.Context()); err != nil || !authtest.Same(got, again) {
		t.Errorf("after signing in again: %v", err)
	}
}

// TestSealedWithoutSums opens a file that was copied without its checksums.
func TestSealedWithoutSums(t *testing.T) {
	path, want := sealed(t)
	if err := os.Remove(path + ".sha256"); err != nil {
		t.Fatal(err)
	}
	if got, err := auth.NewSealed(path, sealedWith("right")).Load(t.Context()); err != nil || !authtest.Same(got, want) {
		t.Errorf("got %v", err)
	}
	_, err := auth.NewSealed(path, sealedWith("wrong")).Load(t.Context())
	checkError(t, err, auth.CodePassphraseWrong, "wrong, or the file")
}

// TestSealedSharedByProcesses loads what another process saved, with the same
// passphrase or another.
func TestSealedSharedByProcesses(t *testing.T) {
	path, _ := sealed(t)
	store := auth.NewSealed(path, sealedWith("right", "changed"))
	if _, err := store.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, passphrase := range []string{"right", "changed"} {
		next := fresh("by "+passphrase, time.Hour)
		if err := auth.NewSealed(path, sealedWith(passphrase)).Save(t.Context(), next); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Load(t.Context()); err != nil || got.Access != next.Access {
			t.Errorf("%s: %v", passphrase, err)
		}
	}
}

// TestSealedCost checks the default work factor, which OWASP recommends.
func TestSealedCost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.age")
	opts := sealedWith("x")
	opts.WorkFactor = 0
	if err := auth.NewSealed(path, opts).Save(t.Context(), fresh("x", time.Hour)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, stanza, _ := strings.Cut(string(text), "-> scrypt "); !strings.HasSuffix(strings.SplitN(stanza, "\n", 2)[0], " 17") {
		t.Errorf("work factor: %q", strings.SplitN(stanza, "\n", 2)[0])
	}
}
