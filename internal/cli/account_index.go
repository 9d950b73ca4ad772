package cli

import (
	"cmp"
	"context"
	"time"

	"banter/auth"
	"banter/internal/config"
)

// defaultAccount is the name of the only sign-in that most people have.
const defaultAccount = "default"

// A target is a named sign-in and the store that keeps it, or would.
type target struct {
	name  string
	place config.Store
	known bool // somebody has signed in under the name
}

// index lists the sign-ins at the servers of this call. Others, such as those
// at a test server, are on lists of their own.
func (c *call) index() *auth.Accounts {
	return auth.NewAccounts(c.paths.AccountsFile(c.provider().Entry("accounts")))
}

// target returns the account that is set, or the one chosen last.
func (c *call) target() (target, error) {
	if c.Account != "" {
		return c.targetOf(c.Account)
	}
	current, found, err := c.index().Current()
	if err != nil {
		return target{}, err
	}
	if !found {
		return c.targetOf(defaultAccount)
	}
	return target{current.Name, c.placeOf(current), true}, nil
}

// targetOf returns the account of that name.
func (c *call) targetOf(name string) (target, error) {
	if err := auth.CheckAccountName(name); err != nil {
		return target{}, &usageError{quoted(name) + " cannot be the name of an account", "Use up to 40 letters, digits, dots, dashes and underscores."}
	}
	account, found, err := c.index().Find(name)
	return target{name, c.placeOf(account), found}, err
}

// placeOf tells where the sign-in of an account is: where the person says, else
// where it was put, else where the last one was put, else in the keychain.
func (c *call) placeOf(account auth.Account) config.Store {
	var recorded, chosen config.Store
	// What does not parse was not written by Banter and counts as nothing.
	_ = recorded.UnmarshalText([]byte(account.Store))
	_ = chosen.UnmarshalText([]byte(c.choices.Recall("store")))
	return cmp.Or(c.Store, recorded, chosen, config.Keychain)
}

// record keeps in mind who has signed in under the name of s, and where that
// is kept. The same account kept elsewhere before is deleted there.
func (c *call) record(ctx context.Context, s *services, t auth.Tokens) error {
	if s.demo {
		return nil
	}
	if s.place != config.CodexFile && c.choices.Recall("store") != s.place.String() {
		if err := c.choices.Remember("store", s.place.String()); err != nil {
			return err
		}
	}
	if s.place == config.Memory {
		return nil // the next start will not find it
	}
	index := c.index()
	before, found, err := index.Find(s.account)
	if err != nil {
		return err
	}
	if err := index.Put(ctx, auth.Account{
		Name: s.account, Store: s.place.String(), Entry: s.entry, Provider: s.provider.Name,
		AccountID: t.AccountID, Email: t.Email, Plan: t.Plan, SignedIn: time.Now().UTC(),
	}); err != nil {
		return err
	}
	if !found || before.Store == s.place.String() {
		return nil
	}
	return c.clear(ctx, before)
}

// clear deletes a sign-in that another one has taken the place of. The Codex
// CLI's own is left to it.
func (c *call) clear(ctx context.Context, before auth.Account) error {
	var place config.Store
	if place.UnmarshalText([]byte(before.Store)) != nil || place == config.CodexFile {
		return nil
	}
	store, _ := c.openStore(place, c.provider().Entry(before.Name), nil)
	return store.Delete(ctx)
}

// forget takes an account off the list. With the last one, later starts look
// in the keychain again.
func (c *call) forget(ctx context.Context, name string) error {
	index := c.index()
	if err := index.Remove(ctx, name); err != nil {
		return err
	}
	left, err := index.List()
	if err != nil || len(left) > 0 || c.choices.Recall("store") == "" {
		return err
	}
	return c.choices.Remember("store", "")
}

// checkShared refuses to keep two accounts in the Codex CLI's file, which holds
// one sign-in.
func (c *call) checkShared(t target) error {
	if t.place != config.CodexFile {
		return nil
	}
	list, err := c.index().List()
	for _, other := range list {
		if other.Store == config.CodexFile.String() && other.Name != t.name {
			return &usageError{"the Codex CLI's file holds one sign-in, and the account " + other.Name + " uses it", "Choose another --store."}
		}
	}
	return err
}
