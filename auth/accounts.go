package auth

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"banter/internal/safefile"
)

// An Account is a named sign-in of this machine, as the index knows it. It
// holds no secret: the tokens are in the store that it names.
type Account struct {
	Name      string    `json:"name"`
	Store     string    `json:"store"`           // where the tokens are: keychain, sealed, codex
	Entry     string    `json:"entry,omitempty"` // under which name there; see [Provider.Entry]
	Provider  string    `json:"provider,omitempty"`
	AccountID string    `json:"account_id,omitempty"` // as in [Tokens]
	Email     string    `json:"email,omitempty"`
	Plan      string    `json:"plan,omitempty"`
	SignedIn  time.Time `json:"signed_in,omitzero"` // kept in UTC
}

// Accounts is the index of the named sign-ins: a file without secrets. It is
// needed because keychains cannot be asked what they hold. Methods may be
// called concurrently, also by several processes.
type Accounts struct{ path string }

// NewAccounts returns the index in the file at path. It does no I/O.
func NewAccounts(path string) *Accounts { return &Accounts{path: path} }

// accountsFile is the form of the index.
type accountsFile struct {
	Current  string    `json:"current,omitempty"`
	Accounts []Account `json:"accounts"`
}

// CheckAccountName reports whether a person may name an account so: 1 to 40
// letters, digits and . _ - in any order, but no leading dot or dash.
func CheckAccountName(name string) error {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	if len(name) >= 1 && len(name) <= 40 && strings.Trim(name, alphabet) == "" && !strings.ContainsAny(name[:1], ".-") {
		return nil
	}
	return &Error{
		Code:     CodeAccountName,
		Sentence: "That cannot be the name of an account.",
		Hint:     "Take letters, digits, dots, dashes and underscores, 40 at most.",
		Err:      errors.New("account name out of bounds"),
	}
}

// List returns the accounts by name. There are none before the first sign-in.
func (a *Accounts) List() ([]Account, error) {
	file, err := a.read()
	return file.Accounts, err
}

// Current returns the account that is used when none is named: the one chosen
// last, else the only one. It reports false when there is none to choose.
func (a *Accounts) Current() (Account, bool, error) {
	file, err := a.read()
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

// Find returns the account of that name.
func (a *Accounts) Find(name string) (Account, bool, error) {
	file, err := a.read()
	if i := file.find(name); err == nil && i >= 0 {
		return file.Accounts[i], true, nil
	}
	return Account{}, false, err
}

// Put adds an account or replaces the one of its name, and makes it the
// current one.
func (a *Accounts) Put(ctx context.Context, account Account) error {
	if err := CheckAccountName(account.Name); err != nil {
		return err
	}
	account.SignedIn = account.SignedIn.UTC() // RFC 3339 rounds offsets to minutes
	return a.change(ctx, func(file *accountsFile) {
		if i := file.find(account.Name); i >= 0 {
			file.Accounts[i] = account
		} else {
			file.Accounts = append(file.Accounts, account)
		}
		file.Current = account.Name
	})
}

// Choose makes the named account the current one. An unknown name is an error
// that wraps [ErrNoTokens].
func (a *Accounts) Choose(ctx context.Context, name string) error {
	known := false
	err := a.change(ctx, func(file *accountsFile) {
		if known = file.find(name) >= 0; known {
			file.Current = name
		}
	})
	if err == nil && !known {
		return unknownAccount(name)
	}
	return err
}

// Remove takes an account off the index; its tokens have to be deleted from
// their store before. Removing none is no error.
func (a *Accounts) Remove(ctx context.Context, name string) error {
	return a.change(ctx, func(file *accountsFile) {
		if i := file.find(name); i >= 0 {
			file.Accounts = slices.Delete(file.Accounts, i, i+1)
		}
		if file.Current == name {
			file.Current = ""
		}
	})
}

func (f accountsFile) find(name string) int {
	return slices.IndexFunc(f.Accounts, func(a Account) bool { return a.Name == name })
}

func (a *Accounts) read() (accountsFile, error) {
	var file accountsFile
	raw, err := safefile.Read(a.path)
	text, strange := safefile.Text(raw)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return accountsFile{}, nil
	case err != nil && !errors.Is(err, safefile.ErrTooLarge):
		return accountsFile{}, fileFailed("read", a.path, err)
	case err != nil || strange != nil || json.Unmarshal(text, &file) != nil:
		return accountsFile{}, &Error{
			Code:     CodeDamaged,
			Sentence: "The list of your accounts is damaged.",
			Hint:     "Repair " + a.path + ", or move it away and sign in again; your sign-ins themselves are not in it.",
			Err:      errors.New("accounts file is no JSON"),
		}
	}
	return file, nil
}

// change changes the index alone among all processes.
func (a *Accounts) change(ctx context.Context, act func(*accountsFile)) error {
	unlock, err := lockFile(ctx, a.path+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	file, err := a.read()
	if err != nil {
		return err
	}
	act(&file)
	slices.SortFunc(file.Accounts, func(x, y Account) int { return strings.Compare(x.Name, y.Name) })
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return fileFailed("write", a.path, err)
	}
	if err := safefile.Write(a.path, append(text, '\n')); err != nil {
		return fileFailed("write", a.path, err)
	}
	return nil
}

func unknownAccount(name string) error {
	return &Error{
		Code:     CodeNotSignedIn,
		Sentence: "There is no account named " + name + " here.",
		Hint:     "Sign in with --account " + name + " first.",
		Err:      ErrNoTokens,
	}
}
