package gateway

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// A Guard protects a handler that only the person's own programs may use. It
// refuses requests of web pages in a browser on the same machine: those of a
// page that points its own name to this machine (DNS rebinding) by their Host,
// those of any other page by their Origin, unless Origins has it.
//
// The zero value lets every program on this machine in, without a key.
type Guard struct {
	Key      string           // bearer token that each request must have; "" means none
	Origins  []string         // origins of pages that may send requests; see [ParseOrigin]
	Requests int              // number of requests that are answered at the same time, while others wait; 0 means 16
	Log      io.Writer        // gets a line for each request; may be nil
	Now      func() time.Time // returns the time in these lines; nil means time.Now
}

const defaultRequests = 16

// NewKey returns a random key of 256 bits.
func NewKey() string {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	return "sk-banter-" + base64.RawURLEncoding.EncodeToString(secret)
}

// ParseOrigin returns an origin, such as http://localhost:5173, in the form in
// which browsers send it. It reports false for other text, including * and
// null, which any page can have.
func ParseOrigin(text string) (origin string, ok bool) {
	u, err := url.Parse(strings.ToLower(strings.TrimSuffix(text, "/")))
	if err != nil || u.Scheme == "" || u.Hostname() == "" || strings.Contains(u.Host, "*") || u.Scheme+"://"+u.Host != u.String() {
		return "", false
	}
	return u.String(), true
}

// Protect returns a handler that passes on to h the requests that g allows.
func (g Guard) Protect(h http.Handler) http.Handler {
	if g.Requests == 0 {
		g.Requests = defaultRequests
	}
	if g.Now == nil {
		g.Now = time.Now
	}
	// Only a hash of the key is kept, and hashes of one length compare in
	// constant time.
	d := &guarded{Guard: g, next: h, key: sha256.Sum256([]byte(g.Key)), queue: newQueue(g.Requests)}
	d.Key = ""
	d.open = g.Key == ""
	return &journal{next: d, w: g.Log, now: g.Now}
}

// A guarded is a handler behind a [Guard].
type guarded struct {
	Guard
	next  http.Handler
	key   [sha256.Size]byte
	open  bool // no key is required
	queue *queue
}

// ServeHTTP implements http.Handler.
func (d *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !loopbackHost(r.Host) {
		fail(w, refusal(http.StatusForbidden, "host_not_allowed", "", "This server answers only to names of this machine, such as 127.0.0.1."))
		return
	}
	if f := d.checkOrigin(w.Header(), r); f != nil {
		fail(w, f)
		return
	}
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		d.preflight(w, r)
		return
	}
	if !d.knows(r) {
		fail(w, refusal(http.StatusUnauthorized, "invalid_api_key", "", "The API key differs from the one that Banter printed when it started."))
		return
	}
	if f := d.queue.enter(w, r); f != nil {
		fail(w, f)
		return
	}
	defer d.queue.leave()
	d.next.ServeHTTP(w, r)
}

// loopbackHost reports whether a Host header names this machine, and not by a
// name that a page could point to it.
func loopbackHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// checkOrigin returns a fault for a request of a page that may not send any.
func (d *guarded) checkOrigin(h http.Header, r *http.Request) *fault {
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" && r.Header.Get("Sec-Fetch-Site") != "cross-site" {
		return nil
	}
	if !slices.Contains(d.Origins, origin) {
		return refusal(http.StatusForbidden, "origin_not_allowed", "", "Pages of this origin may not use this server; see --allow-origin.")
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id, X-Should-Retry")
	return nil
}

// preflight answers a browser that asks whether a page may send a request. It
// allows all headers, because SDKs add their own: the key protects the handler.
func (d *guarded) preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	if headers := r.Header.Get("Access-Control-Request-Headers"); headers != "" {
		h.Set("Access-Control-Allow-Headers", headers)
	}
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// knows reports whether r has the key.
func (d *guarded) knows(r *http.Request) bool {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given := sha256.Sum256([]byte(strings.TrimSpace(key)))
	return d.open || strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(given[:], d.key[:]) == 1
}
