// Package tui is the program on the screen: sign-in, chat, pickers. It owns
// no network and no SQL; what it needs of the world comes through [Options].
package tui

import (
	"context"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/themes"
)

// Options is what the program stands on. Functions are called off the UI's
// goroutine and must honour their context.
type Options struct {
	Account   Account
	Backend   Backend
	Open      func(ctx context.Context) (*history.DB, error) // opens the history; called once, not before the first frame
	Theme     themes.Theme
	Model     string // slug from flags, environment, config; empty: remembered or the default
	Effort    string
	Resume    string // id to open at once; "last" for the newest; "pick" for the picker
	Temporary bool   // show the badge; Open already gives a history in memory
	Demo      bool   // show the badge; Account is signed in by itself
	Version   string

	// Remember saves a choice made on screen (model, effort, theme) as the
	// default of later starts.
	Remember func(name, value string) error
	Recall   func(name string) string
}

// Account is the sign-in as the screens need it.
type Account interface {
	// Tokens reports who is signed in; auth.ErrNoTokens when nobody is.
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

// Backend is the answer server as the screens need it.
type Backend interface {
	session.Streamer
	Models(ctx context.Context) (codex.Catalogue, error)
	Limits(ctx context.Context) (codex.Limits, error)
}
