package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"banter/internal/gateway"
)

// minKey is the shortest key that is accepted: 16 random letters cannot be
// guessed.
const minKey = 16

// key returns a new key, or the one in the key file.
func (s serving) key(c *call) (string, error) {
	if s.keyFile == "" {
		return gateway.NewKey(), nil
	}
	text, err := os.ReadFile(s.keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return s.makeKey()
	}
	if err != nil {
		return "", fmt.Errorf("read key file: %w", err)
	}
	key := strings.TrimSpace(string(text))
	if len(key) < minKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", &failure{"The key file holds no key.", "A key is one line of at least 16 letters and digits. Remove the file, and Banter makes a new key."}
	}
	if info, err := os.Stat(s.keyFile); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		c.say("Other users of this computer can read the key file. chmod 600 keeps it to you.")
	}
	return key, nil
}

// makeKey writes a new key to the key file, which only its owner may read.
func (s serving) makeKey() (string, error) {
	key := gateway.NewKey()
	file, err := os.OpenFile(s.keyFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("make key file: %w", err)
	}
	_, err = file.WriteString(key + "\n")
	if err = errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write key file: %w", err)
	}
	return key, nil
}
