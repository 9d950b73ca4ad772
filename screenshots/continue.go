package main

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/internal/screen"
)

// continueScenes are those of "Sign in with ChatGPT", the way that OpenAI documents.
var continueScenes = []scene{
	{
		name: "declined", size: [2]int{80, 24}, signedOut: true,
		server: codextest.Options{ApproveAfter: -1},
		play: func(t *testing.T, r *rig, term *screen.Terminal) {
			term.Press("o")
			term.Wait(time.Second)
			if err := r.decline(); err != nil {
				t.Fatal(err)
			}
			term.Wait(time.Second)
		},
	},
	{
		name: "cap", size: [2]int{80, 24}, signedOut: true,
		before: func(t *testing.T, r *rig) {
			if err := r.continueSignIn(context.Background()); err != nil {
				t.Fatal(err)
			}
		},
		play: func(t *testing.T, r *rig, term *screen.Terminal) {
			if err := r.server.Fault("plan-code:subscription_sharing_usage_limit_exceeded", 1); err != nil {
				t.Fatal(err)
			}
			ask(term)
			term.Wait(time.Second)
		},
	},
}

// onPlan makes the rig one of an account on the documented route.
func (r *rig) onPlan() error {
	r.provider = auth.Documented()
	r.provider.Issuer, r.provider.BaseURL = r.server.Issuer(), r.server.DocumentedBaseURL()
	source, err := auth.NewSource(auth.SourceOptions{Provider: r.provider, Store: r.store, HTTPClient: r.server.Client()})
	if err == nil {
		r.source = source
		r.client = codex.NewClient(codex.Options{
			Source: source, HTTPClient: r.server.Client(), Now: utc, Route: codex.RouteDocumented, BaseURL: r.provider.BaseURL,
		})
	}
	return err
}

// continueSignIn signs in on the documented route before the program starts.
func (r *rig) continueSignIn(ctx context.Context) error {
	if err := r.onPlan(); err != nil {
		return err
	}
	flow, err := r.Continue(ctx, false)
	if err != nil {
		return err
	}
	back, err := r.server.AuthorizeAs(codextest.Account{}, flow.URL, true)
	if err != nil {
		return err
	}
	if err := flow.Paste(back); err != nil {
		return err
	}
	_, err = flow.Wait(ctx)
	return err
}

// decline ends the sign-in on the page as a person does who says no.
func (r *rig) decline() error {
	var page *auth.BrowserFlow
	select {
	case page = <-r.pages:
	default:
		return errors.New("no page is open")
	}
	link, err := url.Parse(page.URL)
	if err != nil {
		return err
	}
	q := link.Query()
	return page.Paste(q.Get("redirect_uri") + "?error=access_denied&state=" + q.Get("state"))
}

// Documented implements login.Continuer.
func (r *rig) Documented() bool { return r.client.Route() == codex.RouteDocumented }

// Continue implements login.Continuer. No browser is opened, and no port.
func (r *rig) Continue(ctx context.Context, askPlanUse bool) (*auth.BrowserFlow, error) {
	if err := r.onPlan(); err != nil {
		return nil, err
	}
	flow, err := auth.StartBrowserFlow(ctx, auth.FlowOptions{
		Provider: r.provider, Store: r.store, HTTPClient: r.server.Client(), PasteOnly: true,
		Registry: auth.NewRegistry(r.folder), Account: "default", AskPlanUse: askPlanUse,
	})
	if err != nil {
		return nil, err
	}
	select {
	case r.pages <- flow:
	default: // no scene goes to more of them
	}
	return flow, nil
}

// FirstPlanUse implements login.Continuer.
func (r *rig) FirstPlanUse(auth.Tokens) bool { return true }

// UsagePage implements login.Continuer.
func (r *rig) UsagePage() string { return codex.UsageURL }

// OpenUsage implements login.Continuer. No picture goes there.
func (r *rig) OpenUsage(context.Context) error { return auth.ErrNoTokens }
