package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

func TestPassphraseFile(t *testing.T) {
	path := sealedWithRight(t)
	file := filepath.Join(t.TempDir(), "passphrase")
	for text, code := range map[string]auth.Code{
		"right": "", "right\n": "", "right\r\nmore": "", "\xef\xbb\xbfright\r\n": "", "\xff\xfer\x00i\x00g\x00h\x00t\x00\r\x00\n\x00": "",
		"\xfe\xff\x00r\x00i\x00g\x00h\x00t": "", "\xef\xbb\xbf\n": auth.CodePassphraseRequired, " right": auth.CodePassphraseWrong, "": auth.CodePassphraseRequired, "\nright": auth.CodePassphraseRequired, "wrong\n": auth.CodePassphraseWrong,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := loadWith(t.Context(), path, file)
		if got := codeOf(err); got != code || err != nil && !strings.Contains(notice.Of(err).Sentence, "passphrase") {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err := loadWith(t.Context(), path, file+"x")
	if n := notice.Of(err); !strings.Contains(n.Sentence, "does not exist") {
		t.Errorf("got %+v", n)
	}
}

// sealedWithRight seals tokens with the passphrase "right" and returns the path.
func sealedWithRight(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tokens.age")
	right := func(context.Context, auth.PassphraseRequest) (auth.Secret, error) {
		return auth.NewSecret("right"), nil
	}
	store := auth.NewSealed(path, auth.SealedOptions{Passphrase: right, WorkFactor: 1})
	if err := store.Save(t.Context(), authtest.Tokens("sealed", time.Now().Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	return path
}

// loadWith opens the sealed file at path with the passphrase in file.
func loadWith(ctx context.Context, path, file string) (auth.Tokens, error) {
	return auth.NewSealed(path, auth.SealedOptions{Passphrase: passphraseFile(file)}).Load(ctx)
}

// codeOf returns the code of the first *auth.Error in err's chain, or "".
func codeOf(err error) auth.Code {
	if fault, ok := errors.AsType[*auth.Error](err); ok {
		return fault.Code
	}
	return ""
}
