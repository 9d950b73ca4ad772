// Package tui is the program on the screen: sign-in, chat, pickers. It owns
// no network and no SQL; what it needs of the world comes through [Options].
package tui

import (
	"context"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/themes"
)

// Options is what the program stands on. Functions are called off the UI's
// goroutine and must honour their context.
type Options struct {
	Account Account
	Backend Backend
	// Open opens the history. It is called once somebody is signed in, and
	// again after a sign-in as somebody else: the account decides whether the
	// history is kept.
	Open      func(ctx context.Context) (*history.DB, error)
	Theme     themes.Theme
	ASCII     bool   // draw without Unicode
	Light     bool   // first guess of the background, until the terminal answers
	NoMouse   bool   // leave the mouse to the terminal from the start
	Model     string // slug from flags, environment, config; empty: remembered or the default
	Effort    string
	Resume    string // id to open at once; "last" for the newest; "pick" for the picker
	Temporary bool   // show the badge; Open already gives a history in memory
	Demo      bool   // show the badge; Account is signed in by itself
	Version   string

	// Remember saves a choice made on screen (model, effort) as the default of
	// later starts; Recall returns it, or "". Both may be nil.
	Remember func(name, value string) error
	Recall   func(name string) string

	// Now tells the time, in the zone in which times are shown; nil: time.Now.
	Now func() time.Time
}

// Account is the sign-in as the screens need it.
type Account interface {
	// Tokens reports who is signed in, from the store alone, without network;
	// auth.ErrNoTokens when nobody is.
	Tokens(ctx context.Context) (auth.Tokens, error)
	// Device starts a device sign-in. Its Wait saves the tokens.
	Device(ctx context.Context) (*auth.DeviceFlow, error)
	// CodexFile reports whether the Codex CLI's sign-in is there to use, and
	// UseCodexFile switches to it.
	CodexFile() (path string, ok bool)
	UseCodexFile(ctx context.Context) error
	// UseDemo switches to the built-in emulator; nothing is saved.
	UseDemo(ctx context.Context) error
	SignOut(ctx context.Context) error
}

// A demoAccount is an [Account] that can say whether it plays the demo: UseDemo
// may have been called after the start.
type demoAccount interface{ Demo() bool }

// Backend is the answer server as the screens need it.
type Backend interface {
	session.Streamer
	Models(ctx context.Context) (codex.Catalogue, error)
	Limits(ctx context.Context) (codex.Limits, error)
}
