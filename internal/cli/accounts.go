package cli

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"

	"banter/auth"
	"banter/codex"
	"banter/history"
	accountindex "banter/internal/accounts"
	"banter/internal/crash"
	"banter/session"
	"banter/tui/login"
)

// accounts implements tui.Accounts and tui.Backend with the services of the
// account in use. The person can change accounts while the program runs; the
// screens keep using the same accounts. The services of an account are kept
// when another is used: they may hold tokens that could not be saved, or that
// are for this run only.
type accounts struct {
	call     *call
	warnings warnings

	mu      sync.Mutex
	current *services
	opened  map[string]*services // by name
}

// newAccounts returns the accounts, with t in use.
func newAccounts(c *call, t target) (*accounts, error) {
	a := &accounts{call: c, opened: make(map[string]*services)}
	c.choices.OnWarning = a.warnings.add
	s, err := a.build(t)
	if err == nil {
		a.use(s)
	}
	return a, err
}

// build returns services that never ask for a passphrase on the terminal,
// because the screen is drawn there.
func (a *accounts) build(t target) (*services, error) {
	s, err := a.call.servicesAt(t, a.warnings.add)
	if err == nil {
		s.prompter.hush()
	}
	return s, err
}

func (a *accounts) use(s *services) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = s
	a.opened[s.account] = s
}

func (a *accounts) services() *services {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

// of returns the services of the named account, and builds them at first use.
func (a *accounts) of(name string) (*services, error) {
	a.mu.Lock()
	s := a.opened[name]
	a.mu.Unlock()
	if s != nil {
		return s, nil
	}
	t, err := a.call.targetOf(name)
	if err != nil {
		return nil, err
	}
	return a.build(t)
}

// first returns the account that is in use at the start.
func (a *accounts) first() *account { return &account{all: a, s: a.services()} }

// List implements tui.Accounts. It includes sign-ins that are only in memory.
func (a *accounts) List(ctx context.Context) ([]accountindex.Account, error) {
	list, err := a.call.index().List()
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	opened := make([]*services, 0, len(a.opened))
	for _, s := range a.opened {
		opened = append(opened, s)
	}
	a.mu.Unlock()
	for _, s := range opened {
		if s.demo || slices.ContainsFunc(list, func(known accountindex.Account) bool { return known.Name == s.account }) {
			continue
		}
		if t, err := s.store.Load(ctx); err == nil {
			list = append(list, accountindex.Account{Name: s.account, Store: s.place.String(), AccountID: codex.Account(t), Email: t.Email, Plan: t.Plan})
		}
	}
	slices.SortFunc(list, func(x, y accountindex.Account) int { return cmp.Compare(x.Name, y.Name) })
	return list, nil
}

// Current implements tui.Accounts.
func (a *accounts) Current() string {
	if s := a.services(); !s.demo {
		return s.account
	}
	return ""
}

// Switch implements tui.Accounts.
func (a *accounts) Switch(ctx context.Context, name string, chosen bool) (auth.Tokens, error) {
	s, err := a.of(name)
	if err != nil {
		return auth.Tokens{}, err
	}
	tokens, err := s.store.Load(ctx)
	if err != nil {
		return auth.Tokens{}, err
	}
	a.use(s)
	if chosen {
		// A sign-in in memory is not in the index; later starts do not find it
		// anyway.
		if err := a.call.index().Choose(ctx, name); err != nil && !errors.Is(err, auth.ErrNoTokens) {
			a.warnings.add(err)
		}
	}
	return tokens, nil
}

// Account implements tui.Accounts.
func (a *accounts) Account(name string) (login.Account, error) {
	s, err := a.of(name)
	if err != nil {
		return nil, err
	}
	return &account{all: a, s: s}, nil
}

// SignOut implements tui.Accounts.
func (a *accounts) SignOut(ctx context.Context, name string) error {
	s, err := a.of(name)
	if err != nil {
		return err
	}
	if _, err = a.call.signOut(ctx, s, a.warnings.add); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.opened, name)
	return nil
}

// Stream implements tui.Backend.
func (a *accounts) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	return a.stream(ctx, a.services(), req)
}

func (a *accounts) stream(ctx context.Context, s *services, req codex.Request) iter.Seq2[codex.Event, error] {
	answer := s.client.Stream(ctx, req)
	return func(yield func(codex.Event, error) bool) {
		for event, err := range answer {
			logFault(a.call.log, err)
			if !yield(event, err) {
				return
			}
		}
	}
}

// pin implements tui.Options.Pin.
func (a *accounts) pin() session.Streamer { return pinned{a, a.services()} }

// pinned asks with the services of one account, or with those that have replaced
// them since.
type pinned struct {
	all *accounts
	s   *services
}

// Stream implements session.Streamer.
func (p pinned) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	p.all.mu.Lock()
	s := cmp.Or(p.all.opened[p.s.account], p.all.current)
	p.all.mu.Unlock()
	return p.all.stream(ctx, s, req)
}

// nextWarning implements tui.Options.NextWarning.
func (a *accounts) nextWarning(ctx context.Context) error {
	err := a.warnings.next(ctx)
	logFault(a.call.log, err)
	return err
}

// Models implements tui.Backend.
func (a *accounts) Models(ctx context.Context) (codex.Catalog, error) {
	return a.services().client.Models(ctx)
}

// Limits implements tui.Backend.
func (a *accounts) Limits(ctx context.Context) (codex.Limits, error) {
	return a.services().client.Limits(ctx)
}

// KeptLimits implements tui.Backend.
func (a *accounts) KeptLimits(account string) (codex.Limits, bool) {
	return a.services().client.KeptLimits(account)
}

// openHistory opens the saved conversations, or for a demo an empty history in
// memory.
func (a *accounts) openHistory(ctx context.Context) (*history.DB, error) {
	if a.services().demo {
		a.call.log.History(true)
		return history.Open(ctx, ":memory:")
	}
	db, err := a.call.openHistory(ctx)
	if err == nil {
		a.call.startSync(db, a.warnings.add)
		crash.Go(func() { // the screen does not wait for it
			if err := checkHistory(ctx, db); err != nil {
				a.warnings.add(err)
			}
			_ = db.Index(ctx, nil)   // a later start goes on
			_ = db.RemoveUnused(ctx) // as above
		})
	}
	return db, err
}

// remember saves a choice for later starts, except in a demo.
func (a *accounts) remember(name, value string) error {
	if a.services().demo {
		return nil
	}
	return a.call.choices.Remember(name, value)
}

// recall returns a choice of an earlier start, or "" in a demo.
func (a *accounts) recall(name string) string {
	if a.services().demo {
		return ""
	}
	return a.call.choices.Recall(name)
}
