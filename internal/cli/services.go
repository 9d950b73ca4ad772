package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/config"
	"banter/internal/debuglog"
	"banter/internal/notice"
	"banter/internal/termsafe"
)

// services is one sign-in and the clients that use it.
type services struct {
	account  string // its name
	entry    string // its name in stores
	provider auth.Provider
	place    config.Store // of store
	store    auth.Store
	prompter *prompter // asks for the passphrase of a sealed store
	source   *auth.Source
	client   *codex.Client
	http     *http.Client                                     // nil: the real network
	sleep    func(ctx context.Context, d time.Duration) error // nil: real time
	lock     string                                           // file that serializes refreshes over processes
	cache    string                                           // directory for the catalog of models
	registry *auth.Registry                                   // of accounts on the documented route
	demo     bool                                             // uses the emulator
	log      *debuglog.Log
}

// connect builds the services of the account that is set, and asks for the
// passphrase of a sealed store. Otherwise it does no I/O, except to find out
// whether a new computer has a keychain. Warnings about the sign-in go to warn.
func (c *call) connect(ctx context.Context, warn func(error)) (*services, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	if !t.known && c.Account != "" && c.Store == (config.Store{}) {
		return nil, &unknownAccount{t.name, c.accountNames()}
	}
	if err := c.checkNamed(t); err != nil {
		return nil, err
	}
	s, err := c.servicesAt(t, warn)
	if err != nil || s.place != config.Sealed && (s.place != config.Keychain || t.known) {
		return s, err
	}
	_, err = s.store.Load(ctx)
	switch {
	case noKeychainYet(t, err):
		return nil, auth.ErrNoTokens
	case s.place == config.Sealed && err != nil && !errors.Is(err, auth.ErrNoTokens):
		return nil, err
	}
	return s, nil
}

// checkNamed returns an error for an account that never signed in, if its store
// is the Codex CLI's file: that would show another account's sign-in under this
// name.
func (c *call) checkNamed(t target) error {
	if c.Account != "" && !t.known && t.place == config.CodexFile && t.name != defaultAccount {
		return &unknownAccount{t.name, c.accountNames()}
	}
	return nil
}

// noKeychainYet reports whether loading failed only because this computer has
// no keychain and the account has never signed in. The next step is then to
// sign in, which offers another store.
func noKeychainYet(t target, err error) bool {
	fault, ok := errors.AsType[*auth.Error](err)
	return ok && fault.Code == auth.CodeKeychainAbsent && !t.known
}

// servicesAt builds the services of t. It does no I/O.
func (c *call) servicesAt(t target, warn func(error)) (*services, error) {
	if err := checkPlace(t); err != nil {
		return nil, err
	}
	s := &services{account: t.name, provider: c.provider(t.route), place: t.place, log: c.log, http: c.log.Client(c.HTTP)}
	s.registry = auth.NewRegistry(c.paths.RegistryDir())
	s.entry = s.provider.Entry(t.name)
	s.store, s.prompter = c.openStore(t.place, s.entry, warn)
	switch t.place {
	case config.Memory: // no other process has these tokens
	case config.CodexFile: // one file for all names
		s.lock = c.paths.LockFile("codex")
	default:
		s.lock = c.paths.LockFile(s.entry)
	}
	if !c.Temporary {
		s.cache = c.paths.CatalogDir()
	}
	if err := s.build(warn); err != nil {
		return nil, err
	}
	c.sources.add(s.source)
	return s, nil
}

// build creates the source and the client of the store.
func (s *services) build(warn func(error)) error {
	source, err := auth.NewSource(auth.SourceOptions{
		Provider: s.provider, Store: s.store, LockFile: s.lock, HTTPClient: s.http, OnWarning: warn,
		OnTokens: func(auth.Tokens) { s.log.Tokens("refreshed", s.place.String(), nil, "") },
	})
	if err != nil {
		return fmt.Errorf("open sign-in: %w", err)
	}
	s.source = source
	s.client = codex.NewClient(codex.Options{
		Source: loggedSource{source, s.log, s.place.String()}, Route: codex.Route(s.provider.Name),
		BaseURL: s.provider.BaseURL, HTTPClient: s.http, CacheDir: s.cache,
	})
	return nil
}

// provider returns the provider of a route, with the servers that are set.
func (c *call) provider(route config.Route) auth.Provider {
	p := auth.Codex()
	if route == config.DocumentedRoute {
		p = auth.Documented()
	}
	p.Issuer = cmp.Or(c.Issuer.String(), p.Issuer)
	p.BaseURL = cmp.Or(c.BaseURL.String(), p.BaseURL)
	return p
}

// openStore returns a store and its prompter. Warnings of the store go to warn.
func (c *call) openStore(place config.Store, entry string, warn func(error)) (auth.Store, *prompter) {
	asks := &prompter{}
	return logStore(c.log, place.String(), c.bareStore(place, entry, asks, warn)), asks
}

func (c *call) bareStore(place config.Store, entry string, asks *prompter, warn func(error)) auth.Store {
	switch place {
	case config.Sealed:
		file := c.paths.SealedFile(entry)
		asks.kept = &keptPassphrase{Keeper: c.keeper(), file: file, long: c.KeepUnlocked.Time()}
		return keepingStore{auth.NewSealed(file, auth.SealedOptions{Passphrase: c.passphrase(asks), OnWarning: warn, WorkFactor: c.SealCost}), asks}
	case config.CodexFile:
		file := auth.NewCodexFile("")
		file.OnWarning = warn
		return file
	case config.Memory:
		return auth.NewMemory()
	}
	return auth.NewKeychain(entry)
}

// passphrase returns the function that gets the passphrase of a sealed store:
// from the file that is set, or from the person.
func (c *call) passphrase(asks *prompter) func(context.Context, auth.PassphraseRequest) (auth.Secret, error) {
	if c.PassphraseFile != "" {
		return passphraseFile(c.PassphraseFile)
	}
	return asks.ask
}

// flow returns the options of a sign-in that saves to these services. It calls
// saved with the tokens.
func (s *services) flow(saved func(context.Context, auth.Tokens)) auth.FlowOptions {
	return auth.FlowOptions{
		Provider: s.provider, Store: signInStore{s.store, s.source, saved}, Source: s.source, LockFile: s.lock, HTTPClient: s.http, Sleep: s.sleep,
		Registry: s.registry, Account: s.account,
	}
}

// signInStore is a store for sign-ins. After a save, the source drops its
// tokens in memory.
type signInStore struct {
	auth.Store
	source *auth.Source
	saved  func(context.Context, auth.Tokens)
}

func (s signInStore) Save(ctx context.Context, t auth.Tokens) error {
	defer s.source.Forget()
	if err := s.Store.Save(ctx, t); err != nil {
		return err
	}
	s.saved(ctx, t)
	return nil
}

// openHistory opens the saved conversations, or for a temporary run an empty
// history in memory.
func (c *call) openHistory(ctx context.Context) (*history.DB, error) {
	if db := c.opened; db != nil {
		c.opened = nil
		return db, nil
	}
	c.log.History(c.Temporary)
	if c.Temporary {
		return history.Open(ctx, ":memory:")
	}
	return history.Open(ctx, c.paths.HistoryFile())
}

// checkHistory returns damage of the history. It ignores a failed check: later
// reads will fail in the same way.
func checkHistory(ctx context.Context, db *history.DB) error {
	err := db.Check(ctx)
	if damage, ok := errors.AsType[*history.DamageError](err); ok {
		return damage
	}
	return nil
}

// warn prints an error that does not end the command, once.
func (c *call) warn(err error) {
	n := notice.Of(err)
	line := strings.TrimSpace("banter: " + n.Sentence + " " + n.Hint)
	if _, told := c.warned.LoadOrStore(line, true); !told {
		logFault(c.log, err)
		c.say("%s", line)
	}
}

// say prints a sentence on standard error, wrapped between words on a terminal.
func (p Process) say(format string, args ...any) {
	fmt.Fprintln(p.Err, fitted(p.Err, termsafe.Line(fmt.Sprintf(format, args...))))
}

// accountNames returns the names of the accounts of this computer.
func (c *call) accountNames() (names []string) {
	accounts, _ := c.index().List()
	for _, account := range accounts {
		names = append(names, account.Name)
	}
	return names
}
