package tui

import (
	"context"

	"banter/auth"
	"banter/tui/login"
)

// fakeAccount is an Account that answers at once.
type fakeAccount struct {
	flow   *auth.DeviceFlow
	err    error       // of a device sign-in
	secret auth.Secret // the passphrase that opens it
}

func (a *fakeAccount) Tokens(context.Context) (auth.Tokens, error) {
	return auth.Tokens{Email: "ada@example.org", Plan: "plus"}, nil
}

func (a *fakeAccount) Unlock(_ context.Context, passphrase auth.Secret) (auth.Tokens, error) {
	if passphrase != a.secret {
		return auth.Tokens{}, &auth.Error{Code: auth.CodePassphraseWrong, Sentence: "The passphrase is wrong."}
	}
	return auth.Tokens{Email: "ada@example.org"}, nil
}

func (a *fakeAccount) Offers() login.Offers                                              { return login.Offers{} }
func (a *fakeAccount) Device(context.Context) (*auth.DeviceFlow, error)                  { return a.flow, a.err }
func (a *fakeAccount) Browser(context.Context) (*auth.BrowserFlow, error)                { return nil, a.err }
func (a *fakeAccount) Keep(context.Context, auth.Tokens, login.Place, auth.Secret) error { return nil }
func (a *fakeAccount) UseCodexFile(context.Context) error                                { return nil }
func (a *fakeAccount) UseDemo(context.Context) error                                     { return nil }
