package codex

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"banter/auth"
)

// browserProxy is the path of a [Proxy] on the server that a page came from.
const browserProxy = "/api/proxy/openai/codex"

// proxyBase returns the address of the proxy to use, or "" to call the backend.
func proxyBase(configured string, off bool, goos string) string {
	switch {
	case off:
		return ""
	case configured == "" && goos == "js":
		return browserProxy
	}
	return configured
}

// parseBase parses a base URL: an absolute one, or the path of a proxy on the
// page's own server.
func parseBase(base string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	switch {
	case err != nil:
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/"):
		return u, nil
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		err = errors.New("base URL is not an absolute http or https address")
	default:
		return u, nil
	}
	return nil, &Error{Code: CodeProtocol, Retry: RetryNever, Err: err,
		Sentence: "The base URL is not a web address.", Hint: "Check the base URL."}
}

// checkProxy returns an error if tokens sent to a proxy at u could be read on
// the way. A path without a host means the page's own server.
func checkProxy(u *url.URL) error {
	loopback := u.Hostname() == "localhost"
	if ip := net.ParseIP(u.Hostname()); ip != nil {
		loopback = ip.IsLoopback()
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopback || u.Scheme == "" && u.Host == "" {
		return nil
	}
	return &auth.Error{Code: auth.CodeUnsafeHost, Err: errors.New("proxy is neither https nor on this machine"),
		Sentence: "Your sign-in must not be sent to " + u.Host + ".", Hint: "Use an https address for the proxy."}
}

// rebase maps a URL of any OpenAI client to the same path below base. It drops
// the host, and a leading prefix, base path or /v1. The path of the result is
// always below base.
func rebase(u, base *url.URL, prefix string) *url.URL {
	p, home := cleanPath(u.EscapedPath()), strings.TrimRight(base.EscapedPath(), "/")
	for _, lead := range []string{strings.TrimRight(prefix, "/"), home, "/v1"} {
		if rest, ok := strings.CutPrefix(p, lead); lead != "" && ok && (rest == "" || rest[0] == '/') {
			p = rest
		}
	}
	target := *base
	target.RawPath = home + "/" + strings.TrimLeft(p, "/")
	target.Path, _ = url.PathUnescape(target.RawPath) // cannot fail: cleanPath returns valid escapes
	target.RawQuery, target.Fragment, target.User = u.RawQuery, "", base.User
	return &target
}

// cleanPath resolves dot segments of an escaped path, escaped ones included,
// and drops empty segments. Other escapes stay, so that %2F does not end a
// segment.
func cleanPath(escaped string) string {
	var kept []string
	for segment := range strings.SplitSeq(escaped, "/") {
		plain, _ := url.PathUnescape(segment) // cannot fail: URL.EscapedPath returns valid escapes
		switch {
		case plain == "" || plain == ".":
			continue
		case plain == "..":
			kept = kept[:max(0, len(kept)-1)]
			continue
		case hasDots(plain):
			segment = url.PathEscape(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(plain, `\`, "/")), "/"))
		case unreserved(plain):
			segment = plain
		}
		kept = append(kept, segment)
	}
	return "/" + strings.Join(kept, "/")
}

// hasDots reports whether a segment holds a dot segment for a server that
// unescapes the path before it resolves dots.
func hasDots(plain string) bool {
	parts := strings.FieldsFunc(plain, func(r rune) bool { return r == '/' || r == '\\' })
	return slices.Contains(parts, "..") || slices.Contains(parts, ".")
}

// unreserved reports whether s needs no escapes (RFC 3986, section 2.3).
func unreserved(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~", r))
	})
}

// setOriginator sets the originator header unless the request has one or omit
// is true.
func setOriginator(h http.Header, originator string, omit bool) {
	if h.Get("originator") == "" && !omit {
		h.Set("originator", first(originator, "banter"))
	}
}
