package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"time"

	"banter/internal/safefile"
)

// refusedTime is how long processes believe each other that a refresh token is
// refused. Each would otherwise ask the issuer itself, one after the other
// under the lock; but a restart, later, may try once more.
const refusedTime = 10 * time.Minute

// A refusedNote is the file beside the lock that says which refresh token was
// refused last. It holds a hash of it only. It is read and written under the
// lock.
type refusedNote struct {
	Token string    `json:"token"` // the beginning of its SHA-256
	Code  string    `json:"code"`
	At    time.Time `json:"at"`
}

func refusedPath(lock string) string { return lock + ".refused" }

func tokenHash(token Secret) string {
	sum := sha256.Sum256([]byte(token.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// noteRefusal tells the other processes. That it cannot be written costs them
// time only.
func noteRefusal(lock string, token Secret, code Code, now time.Time) {
	if lock == "" {
		return
	}
	text, err := json.Marshal(refusedNote{Token: tokenHash(token), Code: string(code), At: now.UTC()})
	if err == nil {
		_ = safefile.Write(refusedPath(lock), text)
	}
}

// notedRefusal returns what another process was told about token, or nil.
func notedRefusal(lock string, token Secret, now time.Time) error {
	if lock == "" {
		return nil
	}
	var note refusedNote
	text, err := safefile.Read(refusedPath(lock))
	if err != nil || json.Unmarshal(text, &note) != nil {
		return nil
	}
	if note.Token != tokenHash(token) || now.Sub(note.At).Abs() > refusedTime {
		return nil
	}
	return refusal(note.Code, "", errors.New("another process was refused"))
}

// forgetRefusal removes the note, with a sign-out.
func forgetRefusal(lock string) {
	if lock != "" {
		_ = os.Remove(refusedPath(lock))
	}
}
