package main

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/history"
	"banter/internal/screen"
	"banter/themes"
	"banter/tui"
	"banter/tui/login"
)

// rig is the real program with the emulator in place of the servers. It opens
// no connection.
type rig struct {
	server   *codextest.Server
	provider auth.Provider
	store    auth.Store
	source   *auth.Source
	client   *codex.Client
	db       *history.DB
	folder   string                 // of the registrations
	pages    chan *auth.BrowserFlow // that were opened
}

func newRig(opts codextest.Options) (*rig, error) {
	r := &rig{pages: make(chan *auth.BrowserFlow, 8), server: codextest.New(opts), provider: auth.Codex(), store: auth.NewMemory()}
	var err error
	r.source, err = auth.NewSource(auth.SourceOptions{Provider: r.provider, Store: r.store, HTTPClient: r.server.Client()})
	if err != nil {
		return nil, fmt.Errorf("make source: %w", err)
	}
	r.client = codex.NewClient(codex.Options{Source: r.source, HTTPClient: r.server.Client(), Now: utc})
	r.db, err = history.Open(context.Background(), ":memory:")
	return r, err
}

// utc is the clock of the pictures, which must not depend on the time zone.
func utc() time.Time { return time.Now().UTC() }

// signIn signs in before the program starts.
func (r *rig) signIn(ctx context.Context) error {
	flow, err := r.Device(ctx)
	if err != nil {
		return err
	}
	_, err = flow.Wait(ctx)
	return err
}

// close ends parts that the program did not need: a scene on the sign-in screen
// never opens the history.
func (r *rig) close(t *testing.T) {
	if err := r.db.Close(); err != nil {
		t.Error(err)
	}
	r.server.Close()
}

// start runs the program on a terminal in memory.
func (r *rig) start(s scene, light bool) (*screen.Terminal, *tui.Model) {
	look, known := themes.Find(s.theme)
	if !known {
		look = themes.All()[0]
	}
	opts := tui.Options{
		Account: r, Backend: r, Theme: look, Light: light, Version: "screenshot",
		Open: func(context.Context) (*history.DB, error) { return r.db, nil },
		Now:  utc,
	}
	if s.setUp != nil {
		s.setUp(r, &opts)
	}
	model := tui.New(opts)
	return screen.Start(model, screen.Options{Width: s.size[0], Height: s.size[1], Light: light}), model
}

// Tokens implements login.Account.
func (r *rig) Tokens(ctx context.Context) (auth.Tokens, error) { return r.store.Load(ctx) }

// Device implements login.Account.
func (r *rig) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	return auth.StartDeviceFlow(ctx, auth.FlowOptions{Provider: r.provider, Store: r.store, HTTPClient: r.server.Client()})
}

// Offers implements login.Account: the pictures of the code show no other way.
func (r *rig) Offers() login.Offers { return login.Offers{} }

// Browser implements login.Account. No picture goes there: its link has random parts.
func (r *rig) Browser(context.Context) (*auth.BrowserFlow, error) { return nil, auth.ErrNoTokens }

// Unlock implements login.Account: nothing is locked.
func (r *rig) Unlock(ctx context.Context, _ auth.Secret) (auth.Tokens, error) { return r.Tokens(ctx) }

// Keep implements login.Account.
func (r *rig) Keep(ctx context.Context, tokens auth.Tokens, _ login.Place, _ auth.Secret) error {
	return r.store.Save(ctx, tokens)
}

// UseCodexFile implements login.Account. No picture goes there.
func (r *rig) UseCodexFile(context.Context) error { return auth.ErrNoTokens }

// UseDemo implements login.Account: the rig is a demo already.
func (r *rig) UseDemo(ctx context.Context) error { return r.signIn(ctx) }

// Stream implements tui.Backend.
func (r *rig) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	return r.client.Stream(ctx, req)
}

// Models implements tui.Backend.
func (r *rig) Models(ctx context.Context) (codex.Catalog, error) { return r.client.Models(ctx) }

// Limits implements tui.Backend.
func (r *rig) Limits(ctx context.Context) (codex.Limits, error) { return r.client.Limits(ctx) }

// KeptLimits implements tui.Backend.
func (r *rig) KeptLimits(account string) (codex.Limits, bool) { return r.client.KeptLimits(account) }
