// Package origin compares the origins of web addresses and keeps requests with
// tokens at theirs. An origin is scheme, host and port (RFC 6454).
package origin

import (
	"net"
	"net/url"
	"strings"
)

// Of returns the origin of u, with the host in lower case and the port spelled
// out.
func Of(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// Same reports whether the addresses a and b parse and have the same origin.
func Same(a, b string) bool {
	first, errA := url.Parse(a)
	second, errB := url.Parse(b)
	return errA == nil && errB == nil && Of(first) == Of(second)
}

// IsLoopback reports whether the host of u is this machine.
func IsLoopback(u *url.URL) bool {
	name := strings.ToLower(u.Hostname())
	if name == "localhost" {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// IsPrivate reports whether a request to u cannot be read on the way: u is
// https, or http to this machine.
func IsPrivate(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u)
}
