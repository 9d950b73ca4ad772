package auth

import (
	"errors"
	"fmt"
	"net/url"

	"banter/internal/origin"
)

// Bind returns a copy of t that is bound to the servers of p. The sign-in flows
// bind the tokens they return; a program calls Bind for tokens from elsewhere.
func (t Tokens) Bind(p Provider) Tokens {
	p = p.complete()
	t.Provider, t.Issuer, t.BaseURL = p.Name, p.Issuer, p.BaseURL
	return t
}

// CheckURL returns nil if the access token may be sent to u: the origin of u must
// be that of t.BaseURL, or of its Provider's BaseURL if t is not bound, and its
// scheme https unless the host is this machine. Otherwise the error is an
// [*Error] of [CodeUnsafeHost].
//
// A program that sends the access token itself calls CheckURL with the URL of
// each request, after all rewriting. [Source.Client] calls it for its requests.
func (t Tokens) CheckURL(u *url.URL) error {
	p, _ := named(t.Provider)
	return checkURL(u, first(t.BaseURL, p.BaseURL))
}

// checkURL returns nil if a secret of the server at home may be sent to u.
func checkURL(u *url.URL, home string) error {
	own, err := url.Parse(home)
	switch {
	case err != nil || u == nil || origin.Of(u) != origin.Of(own):
		return unsafeHost("another host than the sign-in's", u)
	case !origin.IsPrivate(u):
		return unsafeHost("neither https nor on this machine", u)
	}
	return nil
}

func unsafeHost(why string, u *url.URL) error {
	host := "an address without a host"
	if u != nil && u.Host != "" {
		host = u.Host
	}
	return &Error{
		Code:     CodeUnsafeHost,
		Sentence: "Your sign-in must not be sent to " + host + ".",
		Hint:     "Check the addresses of the servers: a sign-in is sent only to those it came from, over https.",
		Err:      fmt.Errorf("refuse to send tokens to %s: %s", host, why),
	}
}

// checkIssuer returns nil if p's issuer issued the refresh token of t, which may
// be sent to no other.
func checkIssuer(t Tokens, p Provider) error {
	if first(t.Provider, codexName) != p.Name && (t.Provider == documentedName || p.Name == documentedName) {
		return otherRoute(t.Provider, p.Name)
	}
	if home := first(t.Issuer, Codex().Issuer); !origin.Same(home, p.Issuer) {
		return otherIssuer(home, p.Issuer)
	}
	return nil
}

// bindSaved returns t bound to p, or an error if t belongs to other servers.
//
// Unbound tokens come from the Codex CLI's file, which names the issuer only if it
// is not the real one. They may be bound to the real servers or to this machine.
func bindSaved(t Tokens, p Provider) (Tokens, error) {
	real := Codex()
	home := func(bound, own, want string) (string, error) {
		if u, err := url.Parse(want); bound == "" && err == nil && origin.IsLoopback(u) {
			return want, nil
		}
		if bound = first(bound, own); !origin.Same(bound, want) {
			return "", otherIssuer(bound, want)
		}
		return bound, nil
	}
	if name := first(t.Provider, real.Name); name != p.Name {
		return Tokens{}, otherRoute(name, p.Name)
	}
	if p.dynamic() && (t.Issuer == "" || t.BaseURL == "" || t.ClientID == "") {
		return Tokens{}, tokensDamaged(errors.New("tokens without their issuer and client"))
	}
	t.Provider = p.Name
	var err error
	if t.Issuer, err = home(t.Issuer, real.Issuer, p.Issuer); err != nil {
		return Tokens{}, err
	}
	if t.BaseURL, err = home(t.BaseURL, real.BaseURL, p.BaseURL); err != nil {
		return Tokens{}, err
	}
	return t, nil
}

// otherRoute returns the error for tokens of another provider, whose servers may
// have the same hosts.
func otherRoute(name, want string) error {
	return &Error{
		Code:     CodeOtherIssuer,
		Sentence: "This sign-in belongs to another way of signing in.",
		Hint:     "Choose the way that it was made with, or sign in again.",
		Err:      fmt.Errorf("tokens of the provider %q used with %q", name, want),
	}
}

func otherIssuer(home, want string) error {
	return &Error{
		Code:     CodeOtherIssuer,
		Sentence: "This sign-in belongs to " + hostOf(home) + " and does not go to " + hostOf(want) + ".",
		Hint:     "Check the addresses of the servers, or sign in there.",
		Err:      fmt.Errorf("tokens of %s asked for %s", hostOf(home), hostOf(want)),
	}
}
