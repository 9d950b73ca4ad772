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

// refusedTime is how long a note keeps other processes from sending a refused
// refresh token. Without it each would send the token, one after the other under
// the lock. After it a restarted program tries once more.
const refusedTime = 10 * time.Minute

// A refusedNote is the JSON of a file beside the lock file, which records the last
// refresh token that the issuer refused. Processes read and write it under the
// lock.
type refusedNote struct {
	Token string    `json:"token"` // beginning of the token's SHA-256
	Code  string    `json:"code"`
	At    time.Time `json:"at"`
}

func refusedPath(lock string) string { return lock + ".refused" }

func tokenHash(token Secret) string {
	sum := sha256.Sum256([]byte(token.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// noteRefusal writes the note. It ignores errors: without the note, other processes
// ask the issuer themselves.
func noteRefusal(lock string, token Secret, code Code, now time.Time) {
	if lock == "" {
		return
	}
	text, err := json.Marshal(refusedNote{Token: tokenHash(token), Code: string(code), At: now.UTC()})
	if err == nil {
		_ = safefile.Write(refusedPath(lock), text)
	}
}

// notedRefusal returns the error that another process got for token, or nil.
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

// forgetRefusal removes the note after a sign-out.
func forgetRefusal(lock string) {
	if lock != "" {
		_ = os.Remove(refusedPath(lock))
	}
}
