package login

import (
	"context"

	"banter/auth"
)

// Account is the sign-in of one account, as the screens need it. After a call that
// signs in, the answer server is asked with that sign-in. The methods that have a
// context are called outside the UI's goroutine, and Offers is too.
type Account interface {
	// Tokens returns the saved tokens. It reads only the store, not the network.
	// The error is auth.ErrNoTokens without a sign-in, and an *auth.Error of
	// CodePassphraseRequired if the store needs Unlock.
	Tokens(ctx context.Context) (auth.Tokens, error)
	// Unlock opens a store that is sealed with a passphrase. A wrong passphrase is an
	// *auth.Error of CodePassphraseWrong.
	Unlock(ctx context.Context, passphrase auth.Secret) (auth.Tokens, error)
	// Offers returns the ways to sign in besides a code.
	Offers() Offers
	// Device starts a device sign-in. Its Wait saves the tokens.
	Device(ctx context.Context) (*auth.DeviceFlow, error)
	// Browser starts a sign-in on a page, and opens the page if this machine has a
	// browser. Its Wait saves the tokens.
	Browser(ctx context.Context) (*auth.BrowserFlow, error)
	// Keep saves tokens that a Wait returned with auth.CodeNotSaved. The passphrase
	// is for SealedPlace, and otherwise zero.
	Keep(ctx context.Context, tokens auth.Tokens, place Place, passphrase auth.Secret) error
	// UseCodexFile switches to the Codex CLI's sign-in.
	UseCodexFile(ctx context.Context) error
	// UseDemo switches to the built-in emulator. It saves nothing.
	UseDemo(ctx context.Context) error
}

// Offers are the ways to sign in that depend on the machine.
type Offers struct {
	Browser   Browser
	CodexFile bool // the Codex CLI is signed in here
}

// Browser is where the person's browser is.
type Browser int

const (
	NoBrowser        Browser = iota // a sign-in on a page is not offered
	BrowserElsewhere                // on another machine: the person pastes the final address
	BrowserHere                     // Account.Browser opens the page
)

// Place is where to keep tokens that their store did not accept.
type Place int

const (
	SamePlace   Place = iota // the same store, again
	SealedPlace              // a file sealed with a passphrase
	MemoryPlace              // memory, until the program ends
)

// IsDemo reports whether an account is that of the demo, from the start or since a
// call of UseDemo.
func IsDemo(account Account) bool {
	demo, ok := account.(interface{ Demo() bool })
	return ok && demo.Demo()
}
