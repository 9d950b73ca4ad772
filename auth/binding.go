package auth

import (
	"fmt"
	"net/url"

	"banter/internal/origin"
)

// Bind returns the set bound to the servers of p. Sign-in flows do it; callers
// need it only for tokens that they got elsewhere.
func (t Tokens) Bind(p Provider) Tokens {
	p = p.complete()
	t.Provider, t.Issuer, t.BaseURL = p.Name, p.Issuer, p.BaseURL
	return t
}

// CheckURL reports whether the access token may go to u: only to the host of
// BaseURL, over https or to this machine. An unbound set belongs to the
// servers of [Codex]. Whoever sends the access token calls it with the URL of
// every request, after all rewriting. The error has [CodeUnsafeHost].
func (t Tokens) CheckURL(u *url.URL) error {
	return checkURL(u, first(t.BaseURL, Codex().BaseURL))
}

// checkURL reports whether what is bound to the host of home may go to u.
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
		Hint:     "Check --base-url and --issuer: tokens go to the servers they came from, over https, and nowhere else.",
		Err:      fmt.Errorf("refuse to send tokens to %s: %s", host, why),
	}
}

// checkIssuer reports whether the refresh token of t may go to the token
// servers of p: only if p's issuer gave it.
func checkIssuer(t Tokens, p Provider) error {
	if home := first(t.Issuer, Codex().Issuer); !origin.Same(home, p.Issuer) {
		return otherIssuer(home, p.Issuer)
	}
	return nil
}

// claim binds an unbound set to p and checks that a bound one belongs there.
//
// An unbound set comes from the Codex CLI's file, which does not name the
// servers unless it was written for others than the real ones. So it may go to
// the real ones, or to this machine.
func claim(t Tokens, p Provider) (Tokens, error) {
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
		return Tokens{}, otherIssuer(first(t.Issuer, real.Issuer), p.Issuer)
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

func otherIssuer(home, want string) error {
	return &Error{
		Code:     CodeOtherIssuer,
		Sentence: "This sign-in belongs to " + hostOf(home) + " and does not go to " + hostOf(want) + ".",
		Hint:     "Check --base-url and --issuer, or sign in there.",
		Err:      fmt.Errorf("tokens of %s asked for %s", hostOf(home), hostOf(want)),
	}
}
