package auth

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// maxFile bounds what is read of a file of tokens.
const maxFile = 4 << 20

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

// replace writes the file. The sums of the old text and the new one are
// written first, so that at every moment the file's own is among them.
func (s *Sealed) replace(text []byte) error {
	sums := sumLine(text, s.path)
	old, err := readFile(s.path)
	switch {
	case err == nil:
		sums += sumLine(old, s.path)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := writeAtomic(sumsPath(s.path), []byte(sums)); err != nil {
		return err
	}
	if err := writeAtomic(s.path, text); err != nil {
		return err
	}
	if got, err := readFile(s.path); err != nil || !bytes.Equal(got, text) {
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
	text, err := readFile(s.path)
	if err != nil {
		return nil, sumMissing, err
	}
	for {
		check := s.sumKnown(text)
		again, err := readFile(s.path)
		if check != sumDiffers || err != nil || bytes.Equal(again, text) {
			return text, check, err
		}
		text = again
	}
}

func (s *Sealed) sumKnown(text []byte) sumCheck {
	sums, err := readFile(sumsPath(s.path))
	switch {
	case err != nil || len(sums) == 0:
		return sumMissing
	case strings.Contains(string(sums), sumLine(text, s.path)):
		return sumMatches
	}
	return sumDiffers
}

// readFile reads a file of tokens, or the beginning of one that is far too
// large.
func readFile(path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, irregular(path, info.Mode())
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return text, nil
}

// irregular says that something else is in the place of a file. Opening it
// might never return.
func irregular(path string, mode fs.FileMode) error {
	kind := "a device"
	switch {
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	}
	return &Error{
		Code: CodeStoreFailed, Sentence: path + " is " + kind + ", not a file.", Hint: "Move it away, then try again.",
		Err: errors.New(path + " is " + kind),
	}
}
