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

// A CodexFile keeps tokens in the auth.json that the Codex CLI reads and
// writes, in place: each sees what the other has changed, and fields that are
// not ours stay as they are.
//
// Without an explicit path the candidates are, in order,
// $CHATGPT_LOCAL_HOME/auth.json, $CODEX_HOME/auth.json,
// ~/.chatgpt-local/auth.json and ~/.codex/auth.json. The first that holds an
// access token is the one that is read and written back; unreadable and broken
// ones are passed over. UTF-16 and byte order marks are read; what is written is
// UTF-8.
type CodexFile struct {
	// OnWarning is told of a file that was copied before it was replaced,
	// because it could not be read: an [*Error] with words. It may be nil, and
	// must not call the store.
	OnWarning func(error)

	explicit string

	mu    sync.Mutex
	found string // the file that the last Load took; Save writes there
}

// NewCodexFile returns a store on the file at path, or with an empty path on
// the first candidate. It does no I/O.
func NewCodexFile(path string) *CodexFile { return &CodexFile{explicit: path} }

// FindCodexFile reports whether the Codex CLI is signed in here, and in which
// file. It keeps nothing of what it reads.
func FindCodexFile() (path string, ok bool) {
	path, _, err := NewCodexFile("").search()
	return path, err == nil
}

// Path returns the file that holds the tokens, or the one that Save would
// write.
func (c *CodexFile) Path() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.target()
}

// Load implements [Store]. Issuer is set only if the file names one, BaseURL
// never.
func (c *CodexFile) Load(ctx context.Context) (Tokens, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Not every program writes this file in one step. One that is broken may
	// be whole in a moment.
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

// Save implements [Store]. Only its owner can read the file afterwards,
// unless it has an access list. A file that cannot be replaced in one step
// without changing what it is (a mount, a hard link, another owner) is written
// in place. What cannot be read is copied before it is replaced.
func (c *CodexFile) Save(ctx context.Context, t Tokens) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
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
		return codexFileError("write", path, errors.Join(errors.New("read back something else"), err))
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

// Delete implements [Store]. It signs the Codex CLI out too. Fields that are
// not part of the sign-in stay; a file that would hold nothing else is
// removed, if it can be.
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
	// The tokens go first: the file may have other names, or be mounted.
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

// target is the file to write: the one that was loaded, else the first that
// holds an access token, else the default.
func (c *CodexFile) target() string {
	if c.found != "" {
		return c.found
	}
	if path, _, err := c.search(); err == nil {
		return path
	}
	return c.fallback()
}

// search returns the first candidate that holds an access token. If none does,
// the error names the first one that could not be used.
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

// notSignedInBecause says that no candidate holds a sign-in, and that the one at
// path could not be used. It does not wrap why: a candidate that is passed over
// is no reason to sign in again.
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

// fallback is where a new file goes: the first of the two variables, else
// ~/.codex.
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

// codexFileError gives words to what is wrong with a file.
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

// keepCopy copies a file that cannot be read before it is replaced, and tells
// where the copy is.
func keepCopy(path string, why error, tell func(error)) error {
	name, err := safefile.KeepCopy(path, time.Now())
	if err != nil {
		return &Error{
			Code:     CodeStoreFailed,
			Sentence: path + " cannot be read, and there is no place beside it for a copy, so it was not replaced.",
			Hint:     "Repair the file or move it away.",
			Err:      fmt.Errorf("copy %s: %w: %w", path, err, why),
		}
	}
	if tell != nil {
		tell(&Error{
			Code:     CodeDamaged,
			Sentence: path + " could not be read and was replaced.",
			Hint:     "What it held is in " + name + ".",
			Err:      why,
		})
	}
	return nil
}
