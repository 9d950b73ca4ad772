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

// maxWorkFactor is the largest work factor of a file that is opened: 20 costs a few
// seconds and 1 GB of memory. Another program may have written the file.
const maxWorkFactor = 20

// errPassphrase reports that a passphrase does not open a file.
var errPassphrase = errors.New("the passphrase does not open the file")

// seal encrypts data into an age file.
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

// unseal decrypts an age file. It returns errPassphrase if the passphrase is wrong
// or the header of the file is damaged, which age cannot distinguish.
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

// sumsPath returns the path of the file of checksums, which has the format of
// sha256sum. Without checksums a damaged header looks like a wrong passphrase, and
// the person would try every passphrase they know.
func sumsPath(path string) string { return path + ".sha256" }

// sumLine returns the line for text in the file of checksums.
func sumLine(text []byte, path string) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]) + "  " + filepath.Base(path) + "\n"
}

// keepDamaged copies the file if the store has not opened it and its checksum is
// missing or differs.
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

// replace writes the checksums of the old text and the new one, and then the file,
// so that the checksum of the file is always among them.
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
		return errors.Join(errors.New("the file does not hold what was written"), err)
	}
	return nil
}

// A sumCheck is the result of comparing a text with the checksums.
type sumCheck int

const (
	sumMissing sumCheck = iota // the file of checksums does not exist or is unreadable
	sumMatches
	sumDiffers
)

// read returns the text of the file and the result of its checksum. If another
// process writes both files in between, read reads them again.
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

// sumKnown compares text with the checksums.
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
