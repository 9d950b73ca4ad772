// Package accounts keeps the index of the accounts that are signed in on this
// machine: under which name, and in which store.
package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"banter/auth"
	"banter/internal/filelock"
	"banter/internal/notice"
	"banter/internal/safefile"
)

// An Account is a named sign-in of this machine. It holds no secret: the
// tokens are in the store that it names.
type Account struct {
	Name      string    `json:"name"`
	Store     string    `json:"store"`           // keychain, sealed or codex
	Entry     string    `json:"entry,omitempty"` // name in that store; see [auth.Provider.Entry]
	Provider  string    `json:"provider,omitempty"`
	AccountID string    `json:"account_id,omitempty"` // as codex.Account names it
	Email     string    `json:"email,omitempty"`
	Plan      string    `json:"plan,omitempty"`
	SignedIn  time.Time `json:"signed_in,omitzero"` // in UTC
}

// An Index is a file that lists the accounts and names the current one. It
// exists because keychains cannot list what they hold. Methods may be called
// concurrently, also by several processes.
type Index struct{ path string }

// NewIndex returns the index in the file at path. It does no I/O.
func NewIndex(path string) *Index { return &Index{path: path} }

// contents is the JSON of an index file.
type contents struct {
	Current  string    `json:"current,omitempty"`
	Accounts []Account `json:"accounts"`
}

// ErrNameTaken reports that another account has the name that a person chose
// for a new one.
var ErrNameTaken error = &NameError{taken: true}

// A NameError reports that a text cannot be the name of an account.
type NameError struct{ taken bool }

func (e *NameError) Error() string {
	if e.taken {
		return "account name taken"
	}
	return "account name out of bounds"
}

// Notice returns what is wrong with the name and what to do.
func (e *NameError) Notice() (sentence, hint string) {
	if e.taken {
		return "An account of that name already exists.", ""
	}
	return "That cannot be the name of an account.", "Use letters, digits, dots, dashes and underscores, 40 at most."
}

// CheckName returns a [*NameError] unless name consists of 1 to 40 letters of
// ASCII, digits and . _ - and begins with neither a dot nor a dash.
func CheckName(name string) error {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	if len(name) >= 1 && len(name) <= 40 && strings.Trim(name, alphabet) == "" && !strings.ContainsAny(name[:1], ".-") {
		return nil
	}
	return &NameError{}
}

// List returns the accounts in the order of their names.
func (x *Index) List() ([]Account, error) {
	file, err := x.read()
	return file.Accounts, err
}

// Current returns the account to use if the person names none: the last one
// that was put or chosen, or else the only one. It reports false if the index
// has neither.
func (x *Index) Current() (Account, bool, error) {
	file, err := x.read()
	if err != nil {
		return Account{}, false, err
	}
	if i := file.find(file.Current); i >= 0 {
		return file.Accounts[i], true, nil
	}
	if len(file.Accounts) == 1 {
		return file.Accounts[0], true, nil
	}
	return Account{}, false, nil
}

// Find returns the account of that name and whether the index has it.
func (x *Index) Find(name string) (Account, bool, error) {
	file, err := x.read()
	if i := file.find(name); err == nil && i >= 0 {
		return file.Accounts[i], true, nil
	}
	return Account{}, false, err
}

// Put adds an account, or replaces the one of the same name, and makes it the
// current one. The error is a [*NameError] if the account cannot have its name.
func (x *Index) Put(ctx context.Context, account Account) error {
	if err := CheckName(account.Name); err != nil {
		return err
	}
	account.SignedIn = account.SignedIn.UTC() // RFC 3339 rounds offsets to minutes
	return x.change(ctx, func(file *contents) {
		if i := file.find(account.Name); i >= 0 {
			file.Accounts[i] = account
		} else {
			file.Accounts = append(file.Accounts, account)
		}
		file.Current = account.Name
	})
}

// Choose makes the named account the current one. An unknown name is an error
// that wraps [auth.ErrNoTokens].
func (x *Index) Choose(ctx context.Context, name string) error {
	known := false
	err := x.change(ctx, func(file *contents) {
		if known = file.find(name) >= 0; known {
			file.Current = name
		}
	})
	if err == nil && !known {
		return unknown(name)
	}
	return err
}

// Remove removes the named account, if the index has it. The caller deletes
// its tokens from their store first.
func (x *Index) Remove(ctx context.Context, name string) error {
	return x.change(ctx, func(file *contents) {
		if i := file.find(name); i >= 0 {
			file.Accounts = slices.Delete(file.Accounts, i, i+1)
		}
		if file.Current == name {
			file.Current = ""
		}
	})
}

// find returns the index of the named account, or -1.
func (f contents) find(name string) int {
	return slices.IndexFunc(f.Accounts, func(a Account) bool { return a.Name == name })
}

func (x *Index) read() (contents, error) {
	var file contents
	raw, err := safefile.Read(x.path)
	text, strange := safefile.Text(raw)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return contents{}, nil
	case err != nil && !errors.Is(err, safefile.ErrTooLarge):
		return contents{}, x.failed("read", err)
	case err != nil || strange != nil || json.Unmarshal(text, &file) != nil:
		return contents{}, &auth.Error{
			Code:     auth.CodeDamaged,
			Sentence: "The list of your accounts is damaged.",
			Hint:     "Repair " + x.path + ", or move it away and sign in again; your sign-ins themselves are not in it.",
			Err:      errors.New("accounts file is no JSON"),
		}
	}
	return file, nil
}

// change applies act to the index while no other process changes it.
func (x *Index) change(ctx context.Context, act func(*contents)) error {
	unlock, err := x.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	file, err := x.read()
	if err != nil {
		return err
	}
	act(&file)
	slices.SortFunc(file.Accounts, func(a, b Account) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return x.failed("write", err)
	}
	if err := safefile.Write(x.path, append(text, '\n')); err != nil {
		return x.failed("write", err)
	}
	return nil
}

func (x *Index) lock(ctx context.Context) (unlock func(), err error) {
	unlock, err = filelock.Lock(ctx, x.path+".lock")
	if err == nil || ctx.Err() != nil {
		return unlock, err
	}
	e := &auth.Error{
		Code:     auth.CodeLock,
		Sentence: x.path + ".lock cannot be locked.",
		Hint:     "Check its folder.",
		Err:      fmt.Errorf("lock accounts: %w", err),
	}
	if errors.Is(err, filelock.ErrBusy) {
		e.Sentence = "Another Banter has been using the list of your accounts for too long."
		e.Hint = "Try again, or close the others."
	}
	return nil, e
}

// failed returns the error for a file that could not be read or written.
func (x *Index) failed(op string, err error) error {
	n := notice.File(op, x.path, err)
	return &auth.Error{Code: auth.CodeStoreFailed, Sentence: n.Sentence, Hint: n.Hint, Err: fmt.Errorf("%s %s: %w", op, x.path, err)}
}

func unknown(name string) error {
	return &auth.Error{
		Code:     auth.CodeNotSignedIn,
		Sentence: "There is no account named " + name + " here.",
		Hint:     "Sign in with --account " + name + " first.",
		Err:      auth.ErrNoTokens,
	}
}
