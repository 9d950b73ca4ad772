package login

import (
	"banter/auth"
	"context"
)

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

// IsDemo reports whether an account plays the demo. UseDemo may have been
// called after the start.
func IsDemo(account Account) bool {
	demo, ok := account.(interface{ Demo() bool })
	return ok && demo.Demo()
}
