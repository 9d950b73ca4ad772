package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	pieceSize = 1900             // bytes of an entry, below the limit of every system
	maxJunk   = 12               // generations on the junk list, so that the head fits into an entry
	maxPieces = 100              // pieces of a generation, far more than tokens need
	tornAfter = 10 * time.Minute // age at which no process is still writing a generation
)

// errTorn reports that a generation is incomplete.
var errTorn = errors.New("pieces are missing or mixed up")

// A head is the entry that names the current generation. It holds no secret.
type head struct {
	Current generation   `json:"current"`        // has no name if nothing is saved
	Junk    []generation `json:"junk,omitempty"` // being written, incomplete or replaced
}

// A generation describes one saved value, which is stored in pieces.
type generation struct {
	Name   string `json:"name"`
	Pieces int    `json:"pieces"`
	Sum    string `json:"sum,omitempty"` // SHA-256 of the whole value
	Born   int64  `json:"born"`          // Unix seconds
}

func newGeneration(value string) generation {
	name := make([]byte, 6)
	_, _ = rand.Read(name) // never returns an error
	sum := sha256.Sum256([]byte(value))
	return generation{
		Name:   hex.EncodeToString(name),
		Pieces: (len(value) + pieceSize - 1) / pieceSize,
		Sum:    hex.EncodeToString(sum[:]),
		Born:   time.Now().Unix(),
	}
}

// empty reports whether the keychain holds no entries beside the head.
func (h head) empty() bool { return h.Current.Name == "" && h.Junk == nil }

// announce adds g to the junk list before its pieces are written, so that a later
// save removes them if this process ends in between. It does not replace a damaged
// head before the new tokens are saved: perhaps only reading the head failed.
func (k *Keychain) announce(ctx context.Context, g generation) error {
	if g.Pieces > maxPieces {
		return ringFailed(CodeKeychainTooBig, fmt.Errorf("%d pieces", g.Pieces))
	}
	h, err := k.readHead(ctx)
	if hasCode(err, CodeDamaged) {
		return nil
	}
	if err != nil {
		return err
	}
	for len(h.Junk) > 0 && (len(h.Junk) >= maxJunk || h.Junk[0].old()) {
		if err := k.remove(ctx, h.Junk[0]); err != nil {
			return err
		}
		h.Junk = h.Junk[1:]
	}
	g.Sum = ""
	h.Junk = append(h.Junk, g)
	return k.writeHead(ctx, h)
}

// old reports whether no process can still be writing g.
func (g generation) old() bool { return time.Since(time.Unix(g.Born, 0)) > tornAfter }

// switchTo makes g the current generation and moves the old one, which it returns,
// to the junk list.
func (k *Keychain) switchTo(ctx context.Context, g generation) (replaced generation, err error) {
	h, err := k.readHead(ctx)
	if err != nil && !hasCode(err, CodeDamaged) {
		return generation{}, err
	}
	if err == nil && h.empty() { // Delete was called since announce
		_ = k.remove(ctx, g)
		return generation{}, keychainLost("a sign-in that was removed meanwhile")
	}
	h.Junk = slices.DeleteFunc(h.Junk, func(junk generation) bool { return junk.Name == g.Name })
	if replaced = h.Current; replaced.Name != "" {
		replaced.Sum = ""
		h.Junk = append(h.Junk, replaced)
	}
	h.Current = g
	return replaced, k.writeHead(ctx, h)
}

// readHead returns the head, or an empty one if the keychain has none.
func (k *Keychain) readHead(ctx context.Context) (head, error) {
	var h head
	text, err := k.get(ctx, k.account)
	if errors.Is(err, ErrNoEntry) {
		return head{}, nil
	}
	if err != nil {
		return head{}, err
	}
	if json.Unmarshal([]byte(text), &h) != nil {
		return head{}, keychainDamaged(errors.New("the head is no JSON"))
	}
	for _, g := range append(h.Junk, h.Current) {
		if g.Pieces < 0 || g.Pieces > maxPieces {
			return head{}, keychainDamaged(fmt.Errorf("a generation of %d pieces", g.Pieces))
		}
	}
	return h, nil
}

// writeHead writes the head and reads it back.
func (k *Keychain) writeHead(ctx context.Context, h head) error {
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode head: %w", err)
	}
	return k.setAndCheck(ctx, k.account, string(text))
}

// piece returns the name of the entry for a piece of g.
func (k *Keychain) piece(g generation, i int) string {
	return fmt.Sprintf("%s#%s.%d", k.account, g.Name, i)
}

// writePieces writes the pieces of g and reads each back.
func (k *Keychain) writePieces(ctx context.Context, g generation, value string) error {
	for i := range g.Pieces {
		part := value[i*pieceSize : min((i+1)*pieceSize, len(value))]
		if err := k.setAndCheck(ctx, k.piece(g, i), part); err != nil {
			return err
		}
	}
	return nil
}

// readPieces returns the value of g. The error wraps errTorn if pieces are missing
// or changed.
func (k *Keychain) readPieces(ctx context.Context, g generation) (string, error) {
	var value []byte
	for i := range g.Pieces {
		part, err := k.get(ctx, k.piece(g, i))
		if errors.Is(err, ErrNoEntry) {
			return "", fmt.Errorf("piece %d of %d: %w", i, g.Pieces, errTorn)
		}
		if err != nil {
			return "", err
		}
		value = append(value, part...)
	}
	if sum := sha256.Sum256(value); hex.EncodeToString(sum[:]) != g.Sum {
		return "", fmt.Errorf("checksum: %w", errTorn)
	}
	return string(value), nil
}

// remove deletes the pieces of g.
func (k *Keychain) remove(ctx context.Context, g generation) error {
	for i := range g.Pieces {
		if err := k.removeEntry(ctx, k.piece(g, i)); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keychain) get(ctx context.Context, entry string) (string, error) {
	var value string
	err := k.ring.do(ctx, func(r Ring) (err error) {
		value, err = r.Get(ringService, entry)
		return err
	})
	if err != nil {
		return "", err // value may still be written by a call that came too late
	}
	return value, nil
}

// setAndCheck writes an entry and reads it back.
func (k *Keychain) setAndCheck(ctx context.Context, entry, value string) error {
	err := k.ring.do(ctx, func(r Ring) error { return r.Set(ringService, entry, value) })
	if err != nil {
		return err
	}
	got, err := k.get(ctx, entry)
	if err != nil && !errors.Is(err, ErrNoEntry) {
		return err
	}
	if err != nil || got != value {
		return keychainLost("a written entry")
	}
	return nil
}

// removeEntry deletes an entry, which need not exist, and checks that it is gone.
func (k *Keychain) removeEntry(ctx context.Context, entry string) error {
	err := k.ring.do(ctx, func(r Ring) error { return r.Delete(ringService, entry) })
	if errors.Is(err, ErrNoEntry) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := k.get(ctx, entry); !errors.Is(err, ErrNoEntry) {
		if err != nil {
			return err
		}
		return keychainLost("a removed entry")
	}
	return nil
}
