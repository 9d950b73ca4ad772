package auth

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
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
	case err != nil || u == nil || origin(u) != origin(own):
		return unsafeHost("another host than the sign-in's", u)
	case !private(u):
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

// private reports whether nobody on the way can read what is sent to u.
func private(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u)
}

func isLoopback(u *url.URL) bool {
	name := strings.ToLower(u.Hostname())
	if name == "localhost" {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// origin is scheme, host and port, in one spelling.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// sameOrigin compares two base addresses.
func sameOrigin(a, b string) bool {
	first, errA := url.Parse(a)
	second, errB := url.Parse(b)
	return errA == nil && errB == nil && origin(first) == origin(second)
}

// maxRedirects is how often a request with a token is sent on. Without end it
// would be one more way to have it sent over and over.
const maxRedirects = 3

// GuardRedirects returns a copy of client that does not follow a redirect to
// another host, another port or from https to http: the caller gets the
// redirect itself as the answer, and the tokens stay. The same holds after
// three redirects, unless client has a limit of its own. nil stands for
// http.DefaultClient.
func GuardRedirects(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	guarded := *client
	guarded.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if origin(next.URL) != origin(via[0].URL) {
			return http.ErrUseLastResponse
		}
		if client.CheckRedirect != nil {
			return client.CheckRedirect(next, via)
		}
		if len(via) > maxRedirects {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &guarded
}

// checkIssuer reports whether the refresh token of t may go to the token
// servers of p: only if p's issuer gave it.
func checkIssuer(t Tokens, p Provider) error {
	if home := first(t.Issuer, Codex().Issuer); !sameOrigin(home, p.Issuer) {
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
		if u, err := url.Parse(want); bound == "" && err == nil && isLoopback(u) {
			return want, nil
		}
		if bound = first(bound, own); !sameOrigin(bound, want) {
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
