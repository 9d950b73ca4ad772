package cli

import (
	"cmp"
	"context"
	"time"

	"banter/auth"
	"banter/codex"
	accountindex "banter/internal/accounts"
	"banter/internal/config"
)

// defaultAccount is the name of an account that was given none.
const defaultAccount = "default"

// A target is a named sign-in and the place that keeps it, or would keep it.
type target struct {
	name  string
	place config.Store
	route config.Route // zero: the default
	known bool         // the name has signed in before
}

// index returns the index of the sign-ins at the servers of this call, on all
// routes. Other servers, such as a test server, have another one.
func (c *call) index() *accountindex.Index {
	p := c.provider(config.CodexRoute)
	if real := auth.Documented(); p.BaseURL == real.BaseURL {
		p.BaseURL = auth.Codex().BaseURL
	}
	return accountindex.NewIndex(c.paths.AccountsFile(p.Entry("accounts")))
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
	return c.targetAt(current, true), nil
}

// targetOf returns the account of that name.
func (c *call) targetOf(name string) (target, error) {
	if err := accountindex.CheckName(name); err != nil {
		return target{}, &usageError{quoted(name) + " cannot be the name of an account", "Use up to 40 letters, digits, dots, dashes and underscores."}
	}
	account, found, err := c.index().Find(name)
	account.Name = name
	return c.targetAt(account, found), err
}

// targetAt returns the target of an account, which the index has if known is set.
func (c *call) targetAt(account accountindex.Account, known bool) target {
	route := cmp.Or(c.Route, config.DefaultRoute)
	if known {
		route = routeOf(account)
	}
	return target{account.Name, c.placeOf(account, route), route, known}
}

// routeOf returns the route of an account. An older Banter knew only one.
func routeOf(account accountindex.Account) config.Route {
	return cmp.Or(config.RouteNamed(account.Provider), config.CodexRoute)
}

// placeOf returns the place of the sign-in of an account: the one that is set,
// else the one where it was saved, else the one where the last sign-in was
// saved, else the keychain. The Codex CLI's file is a choice for its own route.
func (c *call) placeOf(account accountindex.Account, route config.Route) config.Store {
	var recorded, chosen config.Store
	// An unknown name was not written by Banter and counts as none.
	_ = recorded.UnmarshalText([]byte(account.Store))
	_ = chosen.UnmarshalText([]byte(c.choices.Recall("store")))
	if route == config.DocumentedRoute && chosen == config.CodexFile {
		chosen = config.Store{}
	}
	return cmp.Or(c.Store, recorded, chosen, config.Keychain)
}

// record saves which account has signed in under the name of s, and the place.
// It deletes an older sign-in of that name elsewhere.
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
		return nil // it ends with this process
	}
	index := c.index()
	before, found, err := index.Find(s.account)
	if err != nil {
		return err
	}
	if err := index.Put(ctx, accountindex.Account{
		Name: s.account, Store: s.place.String(), Entry: s.entry, Provider: s.provider.Name,
		AccountID: codex.Account(t), Email: t.Email, Plan: t.Plan, SignedIn: time.Now().UTC(),
	}); err != nil {
		return err
	}
	if !found || before.Store == s.place.String() && cmp.Or(before.Entry, s.entry) == s.entry {
		return nil
	}
	return c.clear(ctx, before)
}

// clear deletes a sign-in that another one replaces, except the Codex CLI's
// own.
func (c *call) clear(ctx context.Context, before accountindex.Account) error {
	var place config.Store
	if place.UnmarshalText([]byte(before.Store)) != nil || place == config.CodexFile {
		return nil
	}
	store, _ := c.openStore(place, c.provider(routeOf(before)).Entry(before.Name), nil)
	return store.Delete(ctx)
}

// forget removes an account from the index. After the last one, later starts
// look in the keychain again.
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
