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
	Account  Account
	Accounts Accounts // nil: there is no other account to switch to
	Backend  Backend
	// Open opens the history. It is called once somebody is signed in, and
	// again after a sign-in as somebody else: the account decides whether the
	// history is kept.
	Open    func(ctx context.Context) (*history.DB, error)
	Theme   themes.Theme
	ASCII   bool // draw without Unicode
	Light   bool // first guess of the background, until the terminal answers
	NoMouse bool // leave the mouse to the terminal from the start
	// PlainLinks is for terminals that do not know links: the target stands
	// behind the label. LogicalOrder is for those that put right-to-left text
	// into order themselves.
	PlainLinks, LogicalOrder bool
	BasicStyles              bool   // the terminal ignores faint, italic and crossed-out text
	Model                    string // slug from flags, environment, config; empty: remembered or the default
	Effort                   string
	Resume                   string // id to open at once; "last" for the newest; "pick" for the picker
	Temporary                bool   // show the badge; Open already gives a history in memory
	Demo                     bool   // show the badge; Account is signed in by itself
	Version                  string

	// Remember saves a choice made on screen (model, effort, raw, details) for
	// later starts; Recall returns it, or "". Both may be nil.
	Remember func(name, value string) error
	Recall   func(name string) string

	// Clipboard writes to the clipboard of the machine that the person sits at
	// and names the tool that took it; nil: there is none, and text goes through
	// the terminal. Buffer does the same with the buffer of the terminal
	// multiplexer around the program, beside what goes through the terminal. Both
	// end by themselves soon.
	Clipboard, Buffer func(ctx context.Context, text string) (tool string, err error)
	// SaveCopy writes what is too long for a terminal's clipboard to a file and
	// returns its path; nil: nothing may be written. A temporary conversation
	// and the demo do not call it.
	SaveCopy func(ctx context.Context, text string) (path string, err error)

	// NextWarning waits for something that the person should know although all
	// works, such as a sign-in that could not be saved. It returns nil when ctx
	// has ended. It may be nil.
	NextWarning func(ctx context.Context) error

	// Now tells the time, in the zone in which times are shown; nil: time.Now.
	Now func() time.Time
}

// Account is one sign-in as the screens need it. Once a call has signed
// somebody in, [Backend] asks with that sign-in.
type Account interface {
	// Tokens reports who is signed in, from the store alone, without network;
	// auth.ErrNoTokens when nobody is, and an *auth.Error of
	// CodePassphraseRequired when the store waits for Unlock.
	Tokens(ctx context.Context) (auth.Tokens, error)
	// Unlock opens a store that a passphrase seals. A wrong one gives an
	// *auth.Error of CodePassphraseWrong.
	Unlock(ctx context.Context, passphrase auth.Secret) (auth.Tokens, error)
	// Offers tells which ways to sign in there are beside a code.
	Offers() Offers
	// Device starts a device sign-in. Its Wait saves the tokens.
	Device(ctx context.Context) (*auth.DeviceFlow, error)
	// Browser starts a sign-in on a page and, where the machine has a browser,
	// opens it. Its Wait saves the tokens.
	Browser(ctx context.Context) (*auth.BrowserFlow, error)
	// Keep saves tokens that a Wait returned with auth.CodeNotSaved. The
	// passphrase is for a SealedPlace.
	Keep(ctx context.Context, tokens auth.Tokens, place Place, passphrase auth.Secret) error
	// UseCodexFile switches to the Codex CLI's sign-in.
	UseCodexFile(ctx context.Context) error
	// UseDemo switches to the built-in emulator; nothing is saved.
	UseDemo(ctx context.Context) error
}

// Offers are the ways to sign in that depend on the machine.
type Offers struct {
	Browser   Browser
	CodexFile bool // the Codex CLI is signed in here
}

// Browser tells where the person's browser is.
type Browser int

const (
	NoBrowser        Browser = iota // a page cannot sign in
	BrowserElsewhere                // on another machine: the person brings the address back
	BrowserHere                     // Account.Browser opens it
)

// Place is where tokens go that their store did not take.
type Place int

const (
	SamePlace   Place = iota // the same store, once more
	SealedPlace              // a file that a passphrase seals
	MemoryPlace              // gone when the program ends
)

// Accounts are the named sign-ins of this machine.
type Accounts interface {
	// List returns the accounts by name.
	List(ctx context.Context) ([]auth.Account, error)
	// Current names the one that [Backend] asks with; empty in a demo.
	Current() string
	// Switch lets Backend ask with the named account and reports who that is.
	// With an error, as of Account.Tokens, it changes nothing. A chosen account
	// is also that of later starts.
	Switch(ctx context.Context, name string, chosen bool) (auth.Tokens, error)
	// Account returns the named account to sign in to, whether it is there
	// already or not. A name that cannot be used is an error.
	Account(name string) (Account, error)
	// SignOut takes the sign-in off this machine, and touches no server.
	SignOut(ctx context.Context, name string) error
}

// A demoAccount is an [Account] that can say whether it plays the demo: UseDemo
// may have been called after the start.
type demoAccount interface{ Demo() bool }

// Backend is the answer server as the screens need it.
type Backend interface {
	session.Streamer
	Models(ctx context.Context) (codex.Catalog, error)
	Limits(ctx context.Context) (codex.Limits, error)
}
