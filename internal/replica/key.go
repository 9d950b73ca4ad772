package replica

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"filippo.io/age"

	"banter/history"
)

// A Key encrypts the files of a folder: either age identities, or a passphrase.
//
// Opening a passphrase takes a second and much memory, by design, so it does not
// encrypt the files but an age identity in the folder, the folder's key. Two
// machines that set up the same folder before they see each other's files make a
// key each; every machine opens both. A history remembers the keys that it has
// opened.
type Key struct {
	identities []age.Identity
	recipients []age.Recipient
	passphrase string

	WorkFactor int // of scrypt, as a power of two; 0: age's default
}

// ParseKey reads a key file: lines with age identities (AGE-SECRET-KEY-1...)
// and more recipients (age1...), or a passphrase in the first line.
func ParseKey(text string) (*Key, error) {
	var k Key
	for row := range strings.Lines(text) {
		row = strings.TrimSpace(row)
		switch {
		case row == "" || strings.HasPrefix(row, "#"):
		case strings.HasPrefix(row, "AGE-SECRET-KEY-"):
			identity, recipient, err := parseIdentity(row)
			if err != nil {
				return nil, err
			}
			k.identities, k.recipients = append(k.identities, identity), append(k.recipients, recipient)
		case strings.HasPrefix(row, "age1"):
			recipients, err := age.ParseRecipients(strings.NewReader(row))
			if err != nil {
				return nil, errors.New("the key has a recipient that age does not know")
			}
			k.recipients = append(k.recipients, recipients...)
		case k.passphrase == "" && len(k.recipients) == 0:
			k.passphrase = row
		}
	}
	if len(k.recipients) > 0 {
		k.passphrase = ""
	}
	if k.passphrase == "" && len(k.recipients) == 0 {
		return nil, errors.New("the key is empty")
	}
	return &k, nil
}

// parseIdentity never quotes the row in an error: it is a secret.
func parseIdentity(row string) (age.Identity, age.Recipient, error) {
	if strings.HasPrefix(row, "AGE-SECRET-KEY-PQ-") {
		identity, err := age.ParseHybridIdentity(row)
		if err != nil {
			return nil, nil, errors.New("the key has an identity that age does not know")
		}
		return identity, identity.Recipient(), nil
	}
	identity, err := age.ParseX25519Identity(row)
	if err != nil {
		return nil, nil, errors.New("the key has an identity that age does not know")
	}
	return identity, identity.Recipient(), nil
}

// A keyring is the opened keys of a folder; nil has none.
type keyring struct {
	identities []age.Identity
	recipients []age.Recipient
}

// keyName is the form of the names of folder keys.
var keyName = regexp.MustCompile(`^key-[0-9a-z]{4,32}\.age$`)

// open returns the keys of the folder. With a passphrase it opens all that are
// there, and makes one if there is none.
func (k *Key) open(ctx context.Context, db *history.DB, folder, machine string) (*keyring, error) {
	if k == nil {
		return nil, nil
	}
	if k.passphrase == "" {
		return &keyring{k.identities, k.recipients}, nil
	}
	known, err := db.FolderKeys(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	var ring keyring
	for _, entry := range entries {
		if !keyName.MatchString(entry.Name()) {
			continue
		}
		text, opened := known[entry.Name()]
		if !opened {
			if text, err = k.unseal(filepath.Join(folder, entry.Name())); errors.Is(err, errNotWhole) {
				continue
			} else if err != nil {
				return nil, err
			}
		}
		if err := ring.add(text); err != nil {
			continue // damaged in the folder
		}
		if !opened {
			if err := db.KeepFolderKey(ctx, entry.Name(), text); err != nil {
				return nil, err
			}
		}
	}
	if len(ring.recipients) > 0 {
		return &ring, nil
	}
	return k.makeKey(ctx, db, folder, machine)
}

func (r *keyring) add(text string) error {
	identity, err := age.ParseX25519Identity(text)
	if err != nil {
		return errors.New("damaged key")
	}
	r.identities = append(r.identities, identity)
	if len(r.recipients) == 0 {
		r.recipients = []age.Recipient{identity.Recipient()}
	}
	return nil
}

// makeKey makes the first key of a folder.
func (k *Key) makeKey(ctx context.Context, db *history.DB, folder, machine string) (*keyring, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(k.passphrase)
	if err != nil {
		return nil, err
	}
	if k.WorkFactor > 0 {
		to.SetWorkFactor(k.WorkFactor)
	}
	sealed, err := encrypt([]byte(identity.String()), to)
	if err != nil {
		return nil, err
	}
	name := "key-" + machine + ".age"
	if err := writeWhole(filepath.Join(folder, name), machine, sealed); err != nil {
		return nil, err
	}
	if err := db.KeepFolderKey(ctx, name, identity.String()); err != nil {
		return nil, err
	}
	return &keyring{[]age.Identity{identity}, []age.Recipient{identity.Recipient()}}, nil
}

// unseal opens a folder key. One that is still being copied is errNotWhole.
func (k *Key) unseal(path string) (string, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return "", errNotWhole
	}
	with, err := age.NewScryptIdentity(k.passphrase)
	if err != nil {
		return "", err
	}
	text, err := decrypt(sealed, with)
	if errors.Is(err, errLocked) {
		return "", &passphraseError{path}
	}
	return string(text), err
}

func (r *keyring) encrypts() bool { return r != nil }

func (r *keyring) encrypt(text []byte) ([]byte, error) { return encrypt(text, r.recipients...) }

func (r *keyring) decrypt(sealed []byte) ([]byte, error) {
	if r == nil || len(r.identities) == 0 {
		return nil, errLocked
	}
	return decrypt(sealed, slices.Clone(r.identities)...)
}

func encrypt(text []byte, to ...age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to...)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

// decrypt returns errNotWhole for a text that is damaged, as one that is being
// copied is, and errLocked for one of another key.
func decrypt(sealed []byte, with ...age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), with...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, errLocked
	}
	if err != nil {
		return nil, errNotWhole
	}
	text, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, errNotWhole
	}
	return text, nil
}

// A passphraseError reports a passphrase that does not open the folder's key.
type passphraseError struct{ path string }

func (e *passphraseError) Error() string { return "wrong passphrase for " + e.path }

// Notice implements notice.Noticer.
func (e *passphraseError) Notice() (sentence, hint string) {
	return "The passphrase does not open the key of the sync folder, " + e.path + ".", "Use the passphrase that the folder was set up with."
}
