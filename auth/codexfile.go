package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"banter/internal/notice"
	"banter/internal/safefile"
)

// A CodexFile is a [Store] that shares the auth.json of the Codex CLI: each program
// sees the sign-in of the other. Save keeps the fields that it does not know. The
// format is that of openai/codex login/src/auth/storage.rs.
//
// Without an explicit path the candidates are, in this order,
// $CHATGPT_LOCAL_HOME/auth.json, $CODEX_HOME/auth.json,
// ~/.chatgpt-local/auth.json and ~/.codex/auth.json. The store uses the first that
// holds an access token, and skips those that it cannot read or decode. If none
// does, Save creates a file in the directory of the first variable that is set, or
// else ~/.codex/auth.json. Files may be UTF-8 or UTF-16, with or without a byte
// order mark; Save writes UTF-8.
type CodexFile struct {
	// OnWarning, if not nil, is called when Save replaces a file that it could
	// not decode and copied before. The error is an [*Error] that names the
	// copy. OnWarning must not call the store.
	OnWarning func(error)

	explicit string

	mu    sync.Mutex
	found string // file of the last Load or Save, which Save writes to
}

// NewCodexFile returns a store on the file at path, or on the first candidate if
// path is empty. It does no I/O.
func NewCodexFile(path string) *CodexFile { return &CodexFile{explicit: path} }

// FindCodexFile returns the path of the first candidate of [CodexFile] that holds
// an access token, and whether one does: then the Codex CLI is signed in on this
// machine.
func FindCodexFile() (path string, ok bool) {
	path, _, err := NewCodexFile("").search()
	return path, err == nil
}

// Path returns the path of the file that holds the tokens, or that Save would
// write.
func (c *CodexFile) Path() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.target()
}

// Load implements [Store]. It sets the Issuer of the tokens only if the file names
// one, and never the BaseURL.
func (c *CodexFile) Load(ctx context.Context) (Tokens, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Some programs do not write the file in one step: a broken file may be
	// complete a moment later.
	for attempt := 0; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return Tokens{}, err
		}
		path, doc, err := c.search()
		if err == nil {
			c.found = path
			return doc.tokens(), nil
		}
		if errors.Is(err, ErrNoTokens) || attempt == 3 {
			return Tokens{}, err
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return Tokens{}, err
		}
	}
}

// Save implements [Store]. It removes the rights of the group and of others unless
// the file has an access list. It replaces the file in one step, or overwrites it
// if a replacement would not be the same file: a mount, a hard link, another
// owner. Before it replaces a file that it cannot decode, it copies the file.
func (c *CodexFile) Save(ctx context.Context, t Tokens) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.Provider == documentedName {
		return otherRoute(t.Provider, codexName) // the Codex CLI would send them to the wrong server
	}
	path := c.target()
	doc, err := readCodexDoc(path)
	if flaw := broken(err); flaw != nil {
		if err := keepCopy(path, flaw, c.OnWarning); err != nil {
			return err
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return codexFileError("write", path, err)
	}
	if err := c.write(path, doc.with(t)); err != nil {
		return err
	}
	doc, err = readCodexDoc(path)
	if err != nil || doc.tokens().Access != t.Access || doc.tokens().Refresh != t.Refresh && !t.Refresh.IsZero() {
		return codexFileError("write", path, errors.Join(errors.New("the file does not hold what was written"), err))
	}
	c.found = path
	return nil
}

// CanSave implements [SaveChecker].
func (c *CodexFile) CanSave(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	path := c.target()
	err := safefile.CanWrite(path)
	if _, readErr := readCodexDoc(path); err == nil && broken(readErr) != nil {
		err = safefile.CanCopy(path)
	}
	if err != nil {
		return codexFileError("write", path, err)
	}
	return nil
}

// Delete implements [Store]. It signs the Codex CLI out, too. Delete keeps fields
// that are not part of the sign-in, and removes the file if it has no others.
func (c *CodexFile) Delete(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	path := c.target()
	safefile.RemoveLeftovers(path, 0)
	doc, err := readCodexDoc(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return codexFileError("write", path, err)
	}
	rest, empty := doc.without()
	// The tokens are overwritten first: the file may have other names, or be a
	// mount that cannot be removed.
	if err := c.write(path, rest); err != nil {
		return err
	}
	if empty {
		_ = safefile.Remove(path)
	}
	return nil
}

func (c *CodexFile) write(path string, doc codexDoc) error {
	text, err := doc.encode()
	if err != nil {
		return err
	}
	if err := safefile.Write(path, text); err != nil {
		return codexFileError("write", path, err)
	}
	return nil
}

// target returns the file to write: the one of the last Load or Save, or the first
// that holds an access token, or the fallback.
func (c *CodexFile) target() string {
	if c.found != "" {
		return c.found
	}
	if path, _, err := c.search(); err == nil {
		return path
	}
	return c.fallback()
}

// search returns the first candidate that holds an access token. If none does, it
// returns ErrNoTokens, or an error for the first candidate that is unusable.
func (c *CodexFile) search() (string, codexDoc, error) {
	var failed error
	var failedAt string
	for _, path := range c.candidates() {
		doc, err := readCodexDoc(path)
		if broken(err) != nil && safefile.Recover(path) {
			doc, err = readCodexDoc(path)
		}
		if err == nil && !doc.tokens().Access.IsZero() {
			return path, doc, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && failed == nil {
			failed, failedAt = err, path
		}
	}
	switch {
	case failed == nil:
		return "", codexDoc{}, ErrNoTokens
	case c.explicit != "":
		return "", codexDoc{}, codexFileError("read", failedAt, failed)
	}
	return "", codexDoc{}, notSignedInBecause(failedAt, failed)
}

// notSignedInBecause returns the error that no candidate holds a sign-in, and that
// the one at path is unusable. It does not wrap why, which may wrap
// ErrSignInAgain: the error is about a person who is not signed in.
func notSignedInBecause(path string, why error) error {
	e := &Error{Code: CodeNotSignedIn, Hint: "Sign in first.", Err: fmt.Errorf("%w: read %s: %v", ErrNoTokens, path, why)}
	n, flaw := notice.Of(why), broken(why)
	switch {
	case flaw != nil:
		e.Sentence = path + " " + flaw.what + "."
	case n.Unknown:
		e.Sentence = path + " cannot be read."
	default:
		e.Sentence = n.Sentence
	}
	e.Sentence = "You are not signed in. " + e.Sentence
	return e
}

// candidates returns the explicit path, or else the candidates in their order.
func (c *CodexFile) candidates() []string {
	if c.explicit != "" {
		return []string{c.explicit}
	}
	var paths []string
	for _, dir := range []string{os.Getenv("CHATGPT_LOCAL_HOME"), os.Getenv("CODEX_HOME")} {
		if dir != "" {
			paths = append(paths, filepath.Join(dir, "auth.json"))
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		paths = append(paths, filepath.Join(home, ".chatgpt-local", "auth.json"), filepath.Join(home, ".codex", "auth.json"))
	}
	return paths
}

// fallback returns the path for a new file.
func (c *CodexFile) fallback() string {
	candidates := c.candidates()
	named := c.explicit != "" || os.Getenv("CHATGPT_LOCAL_HOME") != "" || os.Getenv("CODEX_HOME") != ""
	switch {
	case named:
		return candidates[0]
	case len(candidates) > 0:
		return candidates[len(candidates)-1]
	}
	return filepath.Join(".codex", "auth.json")
}

// codexFileError returns the error for a file that could not be read or written,
// or not decoded.
func codexFileError(verb, path string, err error) error {
	flaw := broken(err)
	if flaw == nil {
		return fileFailed(verb, path, err)
	}
	return &Error{
		Code:     CodeDamaged,
		Sentence: path + " is damaged.",
		Hint:     "It " + flaw.what + ". Repair it, or sign in again, with the Codex CLI or with Banter.",
		Err:      fmt.Errorf("%s %s: %w: %w", verb, path, ErrSignInAgain, err),
	}
}

// keepCopy copies the file at path, which cannot be decoded because of why, and
// passes a warning with the name of the copy to warn.
func keepCopy(path string, why error, warn func(error)) error {
	name, err := safefile.KeepCopy(path, time.Now())
	if err != nil {
		return &Error{
			Code:     CodeStoreFailed,
			Sentence: path + " cannot be read, and could not be copied before replacing it.",
			Hint:     "Repair the file or move it away.",
			Err:      fmt.Errorf("copy %s: %w: %w", path, err, why),
		}
	}
	if warn != nil {
		warn(&Error{
			Code:     CodeDamaged,
			Sentence: path + " could not be read and was replaced.",
			Hint:     "The old file is now " + name + ".",
			Err:      why,
		})
	}
	return nil
}
