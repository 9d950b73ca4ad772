package cli

import (
	"context"
	"sync"

	"banter/auth"
	"banter/internal/browser"
	"banter/internal/config"
	"banter/tui/login"
)

// account implements tui.Account. After a successful sign-in, questions are
// asked with it.
type account struct {
	all *accounts

	mu     sync.Mutex
	s      *services
	trying *services // of the last sign-in that began, on whichever route; or nil
}

func (a *account) services() *services {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.s
}

// use replaces the services by others that are signed in.
func (a *account) use(s *services) {
	a.mu.Lock()
	a.s = s
	a.mu.Unlock()
	a.all.use(s)
}

// flow returns the options of a sign-in that saves to s.
func (a *account) flow(s *services) auth.FlowOptions {
	record := a.all.call.recorded(s, a.all.warnings.add)
	return s.flow(func(ctx context.Context, t auth.Tokens) {
		record(ctx, t)
		a.use(s)
	})
}

// Tokens implements login.Account.
func (a *account) Tokens(ctx context.Context) (auth.Tokens, error) {
	return a.services().store.Load(ctx)
}

// Unlock implements login.Account.
func (a *account) Unlock(ctx context.Context, passphrase auth.Secret) (auth.Tokens, error) {
	s := a.services()
	s.prompter.answer(passphrase)
	tokens, err := s.store.Load(ctx)
	if err == nil {
		a.use(s)
	}
	return tokens, err
}

// Offers implements login.Account. A demo offers no real sign-in.
func (a *account) Offers() login.Offers {
	s := a.services()
	if s.demo {
		return login.Offers{}
	}
	offers := login.Offers{Browser: login.BrowserElsewhere}
	if browser.Available() {
		offers.Browser = login.BrowserHere
	}
	_, found := auth.FindCodexFile()
	offers.CodexFile = found && a.all.call.checkShared(target{name: s.account, place: config.CodexFile}) == nil
	return offers
}

// Device implements login.Account.
func (a *account) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	s, err := a.on(config.CodexRoute)
	if err != nil {
		return nil, err
	}
	return auth.StartDeviceFlow(ctx, a.flow(s))
}

// Browser implements login.Account.
func (a *account) Browser(ctx context.Context) (*auth.BrowserFlow, error) {
	s, err := a.on(config.CodexRoute)
	if err != nil {
		return nil, err
	}
	return a.openPage(ctx, a.flow(s))
}

// Keep implements login.Account.
func (a *account) Keep(ctx context.Context, tokens auth.Tokens, place login.Place, passphrase auth.Secret) error {
	s := a.tried()
	if place != login.SamePlace {
		to := target{name: s.account, place: config.Memory, route: s.route()}
		if place == login.SealedPlace {
			to.place = config.Sealed
		}
		var err error
		if s, err = a.all.build(to); err != nil {
			return err
		}
		s.prompter.answer(passphrase)
	}
	return auth.SaveTokens(ctx, a.flow(s), tokens)
}

// UseCodexFile implements login.Account.
func (a *account) UseCodexFile(ctx context.Context) error {
	t, err := a.target(config.CodexRoute)
	if err != nil {
		return err
	}
	t.place = config.CodexFile
	if err := a.all.call.checkShared(t); err != nil {
		return err
	}
	s, err := a.all.build(t)
	if err != nil {
		return err
	}
	tokens, err := s.tryShared(ctx, a.all.warnings.add)
	if err != nil {
		return err
	}
	a.use(s)
	return a.all.call.record(ctx, s, tokens)
}

// UseDemo implements login.Account.
func (a *account) UseDemo(ctx context.Context) error {
	s, err := newDemoServices(a.all.call.log, 0)
	if err != nil {
		return err
	}
	flow, err := auth.StartDeviceFlow(ctx, a.flow(s))
	if err != nil {
		return err
	}
	_, err = flow.Wait(ctx)
	return err
}

// Demo implements tui.Account.
func (a *account) Demo() bool { return a.services().demo }
