package cli

import (
	"context"

	"banter/auth"
	"banter/codex"
	"banter/internal/browser"
	"banter/internal/config"
)

// on returns the services that a sign-in on a route saves to: those of the account,
// or of another account if this one is on the other route.
func (a *account) on(route config.Route) (*services, error) {
	s := a.services()
	if !s.demo && s.route() != route {
		t, err := a.target(route)
		if err != nil {
			return nil, err
		}
		if s, err = a.all.build(t); err != nil {
			return nil, err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.trying = s
	return s, nil
}

// target returns the account that a sign-in on a route is for.
func (a *account) target(route config.Route) (target, error) {
	s, call := a.services(), a.all.call
	_, known, err := call.index().Find(s.account)
	if err != nil {
		return target{}, err
	}
	return call.onRoute(target{s.account, s.place, s.route(), known}, route)
}

// tried returns the services of the last sign-in that began.
func (a *account) tried() *services {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.trying != nil {
		return a.trying
	}
	return a.s
}

// Documented implements login.Continuer.
func (a *account) Documented() bool { return a.services().documented() }

// Continue implements login.Continuer.
func (a *account) Continue(ctx context.Context, askPlanUse bool) (*auth.BrowserFlow, error) {
	s, err := a.on(config.DocumentedRoute)
	if err != nil {
		return nil, err
	}
	opts := a.flow(s)
	opts.AskPlanUse = askPlanUse
	return a.openPage(ctx, opts)
}

// openPage starts a sign-in on a page and opens the page if this machine can.
func (a *account) openPage(ctx context.Context, opts auth.FlowOptions) (*auth.BrowserFlow, error) {
	flow, err := startBrowser(ctx, opts, true)
	if err == nil && browser.Available() {
		_ = browser.Open(ctx, flow.URL) // the screen shows the link too
	}
	return flow, err
}

// FirstPlanUse implements login.Continuer.
func (a *account) FirstPlanUse(t auth.Tokens) bool { return a.all.call.firstPlanUse(t) }

// UsagePage implements login.Continuer.
func (a *account) UsagePage() string { return codex.UsageURL }

// OpenUsage implements login.Continuer.
func (a *account) OpenUsage(ctx context.Context) error { return browser.Open(ctx, codex.UsageURL) }
