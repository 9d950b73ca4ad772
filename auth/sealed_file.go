package auth

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"banter/internal/safefile"
)

// maxWorkFactor bounds what a file that somebody else wrote can make us do: 2
// to the 20th is a few seconds and 1 GB.
const maxWorkFactor = 20

// errPassphrase says that a passphrase does not open a file.
var errPassphrase = errors.New("the passphrase does not open the file")

func seal(data []byte, passphrase Secret, workFactor int) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workFactor)
	var text bytes.Buffer
	writer, err := age.Encrypt(&text, recipient)
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(data); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// unseal opens an age file. The error is errPassphrase when only that is
// wrong, as far as the file itself can tell.
func unseal(text []byte, passphrase Secret) ([]byte, error) {
	identity, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	reader, err := age.Decrypt(bytes.NewReader(text), identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, errPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	data, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("decrypt: %w", err)
	}
	return data, nil
}

// Beside the file lies one with checksums, in the format of sha256sum. An age
// file alone does not tell a wrong passphrase from a damaged header; and a
// person who is told that the passphrase is wrong will try all they know.

func sumsPath(path string) string { return path + ".sha256" }

func sumLine(text []byte, path string) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]) + "  " + filepath.Base(path) + "\n"
}

// keepDamaged copies a file that this process has not opened and whose checksum
// is missing or differs, before it is replaced.
func (s *Sealed) keepDamaged() error {
	text, check, err := s.read()
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && (check == sumMatches || bytes.Equal(text, s.text)):
		return nil
	case err == nil:
		err = errors.New("the checksum differs")
	case !errors.Is(err, safefile.ErrTooLarge):
		return fileFailed("write", s.path, err)
	}
	return keepCopy(s.path, err, s.opts.OnWarning)
}

// replace writes the file. The sums of the old text and the new one are
// written first, so that at every moment the file's own is among them.
func (s *Sealed) replace(text []byte) error {
	sums := sumLine(text, s.path)
	old, err := safefile.Read(s.path)
	switch {
	case err == nil:
		sums += sumLine(old, s.path)
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, safefile.ErrTooLarge):
		return err
	}
	if err := safefile.Write(sumsPath(s.path), []byte(sums)); err != nil {
		return err
	}
	if err := safefile.Write(s.path, text); err != nil {
		return err
	}
	if got, err := safefile.Read(s.path); err != nil || !bytes.Equal(got, text) {
		return errors.Join(errors.New("read back something else"), err)
	}
	return nil
}

// A sumCheck is what the checksums say about a text.
type sumCheck int

const (
	sumMissing sumCheck = iota // nothing
	sumMatches
	sumDiffers
)

// read returns the file and what its checksums say. Between the two another
// process may have written both: then the text has changed, and is read again.
func (s *Sealed) read() ([]byte, sumCheck, error) {
	text, err := safefile.Read(s.path)
	if err != nil {
		return nil, sumMissing, err
	}
	for {
		check := s.sumKnown(text)
		again, err := safefile.Read(s.path)
		if check != sumDiffers || err != nil {
			return text, check, err
		}
		if bytes.Equal(again, text) && !safefile.Recover(s.path) && !safefile.Recover(sumsPath(s.path)) {
			return text, check, nil
		}
		text = again
	}
}

func (s *Sealed) sumKnown(text []byte) sumCheck {
	sums, err := safefile.Read(sumsPath(s.path))
	switch {
	case err != nil || len(sums) == 0:
		return sumMissing
	case strings.Contains(string(sums), sumLine(text, s.path)):
		return sumMatches
	}
	return sumDiffers
}
