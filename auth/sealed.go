package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"banter/internal/safefile"
)

// SealedOptions configures a [Sealed] store.
type SealedOptions struct {
	// Passphrase returns the passphrase. The store calls it once, and again while
	// the passphrase is wrong, up to three times. Its error is returned by Load
	// or Save. If Passphrase is nil or returns the empty secret, they return an
	// [*Error] of [CodePassphraseRequired].
	Passphrase func(context.Context, PassphraseRequest) (Secret, error)
	// WorkFactor is the binary logarithm of scrypt's N. 0 means 17, which OWASP
	// recommends for passwords. Tests use less.
	WorkFactor int
	// OnWarning, if not nil, is called when Save replaces a file that it could
	// not open and copied before. The error is an [*Error] that names the copy.
	OnWarning func(error)
}

// A PassphraseRequest describes the passphrase that a [Sealed] store needs.
type PassphraseRequest struct {
	Path  string // the sealed file
	New   bool   // the file is new, so the person chooses the passphrase: ask twice
	Wrong bool   // the last passphrase did not open the file
}

// A Sealed is a [Store] in a file that is encrypted with a passphrase, for machines
// without a keychain. It is an age file (age-encryption.org/v1) with a scrypt
// recipient, which the program age can open, too. A file of checksums beside it,
// whose name ends in .sha256, tells a damaged file from a wrong passphrase.
//
// Opening the file takes some tenths of a second on purpose; a store opens each
// version of the file once. A [Source] limits the calls of its store to 20 seconds,
// which may be too short for a person who types a passphrase: call [Sealed.Load]
// before the Source does.
type Sealed struct {
	path string
	opts SealedOptions
	turn chan struct{} // holds a value while a call runs

	passphrase Secret
	text       []byte // last text of the file that was read or written
	tokens     Tokens // the tokens in text
}

// NewSealed returns a store on the file at path. It does no I/O.
func NewSealed(path string, opts SealedOptions) *Sealed {
	if opts.WorkFactor == 0 {
		opts.WorkFactor = 17
	}
	return &Sealed{path: path, opts: opts, turn: make(chan struct{}, 1)}
}

// Load implements [Store].
func (s *Sealed) Load(ctx context.Context) (Tokens, error) {
	var t Tokens
	err := s.alone(ctx, func() error {
		text, check, err := s.read()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return ErrNoTokens
		case err != nil:
			return fileFailed("read", s.path, err)
		case s.text != nil && bytes.Equal(text, s.text):
			t = s.tokens
			return nil
		}
		t, err = s.openAsking(ctx, text, check)
		return err
	})
	return t, err
}

// Save implements [Store]. If the store has not opened the file before, Save asks
// for a new passphrase and replaces the file.
func (s *Sealed) Save(ctx context.Context, t Tokens) error {
	return s.alone(ctx, func() error {
		data, err := MarshalTokens(t)
		if err != nil {
			return err
		}
		passphrase := s.passphrase
		if passphrase.IsZero() {
			if passphrase, err = s.ask(ctx, PassphraseRequest{Path: s.path, New: true}); err != nil {
				return err
			}
		}
		text, err := seal(data, passphrase, s.opts.WorkFactor)
		if err != nil {
			return fileFailed("write", s.path, err)
		}
		if err := s.keepDamaged(); err != nil {
			return err
		}
		if err := s.replace(text); err != nil {
			return fileFailed("write", s.path, err)
		}
		s.passphrase, s.text, s.tokens = passphrase, text, t
		return nil
	})
}

// CanSave implements [SaveChecker].
func (s *Sealed) CanSave(ctx context.Context) error {
	return s.alone(ctx, func() error {
		for _, path := range []string{s.path, sumsPath(s.path)} {
			if err := safefile.CanWrite(path); err != nil {
				return fileFailed("write", path, err)
			}
		}
		return nil
	})
}

// Delete implements [Store].
func (s *Sealed) Delete(ctx context.Context) error {
	return s.alone(ctx, func() error {
		s.passphrase, s.text, s.tokens = Secret{}, nil, Tokens{}
		for _, path := range []string{s.path, sumsPath(s.path)} {
			if err := safefile.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fileFailed("remove", path, err)
			}
		}
		return nil
	})
}

// alone calls act, one call at a time.
func (s *Sealed) alone(ctx context.Context, act func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.turn }()
	return act()
}

// openAsking decrypts text with the known passphrase, or asks for it.
func (s *Sealed) openAsking(ctx context.Context, text []byte, check sumCheck) (Tokens, error) {
	if err := unsealable(text); err != nil {
		return Tokens{}, err
	}
	if check == sumDiffers {
		return Tokens{}, sealedDamaged(errors.New("the checksum differs"))
	}
	passphrase := s.passphrase
	ask := PassphraseRequest{Path: s.path}
	for tries := 0; tries < 3; tries++ {
		if passphrase.IsZero() {
			var err error
			if passphrase, err = s.ask(ctx, ask); err != nil {
				return Tokens{}, err
			}
			ask.Wrong = true
		}
		data, err := unseal(text, passphrase)
		if errors.Is(err, errPassphrase) {
			passphrase = Secret{}
			continue
		}
		if err != nil {
			return Tokens{}, sealedDamaged(err)
		}
		t, err := UnmarshalTokens(data)
		if err != nil {
			return Tokens{}, sealedDamaged(err)
		}
		s.passphrase, s.text, s.tokens = passphrase, text, t
		return t, nil
	}
	return Tokens{}, passphraseWrong(check == sumMatches)
}

// ask returns the passphrase that the program gives.
func (s *Sealed) ask(ctx context.Context, request PassphraseRequest) (Secret, error) {
	if s.opts.Passphrase == nil {
		return Secret{}, passphraseRequired(errors.New("no function to ask"))
	}
	passphrase, err := s.opts.Passphrase(ctx, request)
	if err != nil {
		return Secret{}, err
	}
	if passphrase.IsZero() {
		return Secret{}, passphraseRequired(errors.New("an empty passphrase"))
	}
	return passphrase, nil
}

func passphraseRequired(cause error) error {
	return &Error{
		Code:     CodePassphraseRequired,
		Sentence: "The file with your sign-in needs a passphrase.",
		Hint:     "Type it on a terminal, or name a file that holds it.",
		Err:      cause,
	}
}

// passphraseWrong returns the error for a passphrase that does not open the file.
// Unless the checksum shows that the file is whole, it may be damaged instead.
func passphraseWrong(whole bool) error {
	e := &Error{
		Code:     CodePassphraseWrong,
		Sentence: "The passphrase is wrong.",
		Hint:     "Try again, or sign in again with a new passphrase.",
		Err:      errPassphrase,
	}
	if !whole {
		e.Sentence = "The passphrase is wrong, or the file with your sign-in is damaged."
	}
	return e
}

// unsealable returns an error if text is not a sealed file at all, so that the
// person is not asked for a passphrase.
func unsealable(text []byte) error {
	const header = "age-encryption.org/"
	sentence := ""
	switch {
	case len(text) == 0:
		sentence = "The file with your sign-in is empty."
	case len(text) >= len(header) && !bytes.HasPrefix(text, []byte(header)):
		sentence = "The file with your sign-in holds something else."
	default:
		return nil
	}
	e := sealedDamaged(errors.New("no header of a sealed file"))
	e.Sentence = sentence
	return e
}

func sealedDamaged(cause error) *Error {
	return &Error{
		Code:     CodeDamaged,
		Sentence: "The file with your sign-in is damaged.",
		Hint:     "Sign in again.",
		Err:      fmt.Errorf("sealed file: %w: %w", ErrSignInAgain, cause),
	}
}
