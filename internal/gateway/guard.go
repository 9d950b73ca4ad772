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

// A Guard stands in front of a handler that only the person's own programs may
// use. Of a web page in a browser of the same machine it keeps out everything:
// a page that had its own name point here (DNS rebinding) by the Host that it
// names, any other page by its Origin, unless that is one of Origins.
//
// The zero value lets in everybody on this machine, without a key.
type Guard struct {
	Key      string           // bearer that each request must bring; empty: none
	Origins  []string         // of pages that may ask; see [ParseOrigin]
	Requests int              // that are answered at the same time, others wait; 0: 16
	Log      io.Writer        // gets one line a request; nil: nobody
	Now      func() time.Time // clock of these lines; nil: time.Now
}

const defaultRequests = 16

// NewKey returns a key that nobody can guess.
func NewKey() string {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	return "sk-banter-" + base64.RawURLEncoding.EncodeToString(secret)
}

// ParseOrigin checks an origin as browsers send it, such as
// http://localhost:5173, and brings it into their form. It reports false for
// anything else, * and null included: these are everybody's.
func ParseOrigin(text string) (origin string, ok bool) {
	u, err := url.Parse(strings.ToLower(strings.TrimSuffix(text, "/")))
	if err != nil || u.Scheme == "" || u.Hostname() == "" || strings.Contains(u.Host, "*") || u.Scheme+"://"+u.Host != u.String() {
		return "", false
	}
	return u.String(), true
}

// Protect returns h behind the guard.
func (g Guard) Protect(h http.Handler) http.Handler {
	if g.Requests == 0 {
		g.Requests = defaultRequests
	}
	if g.Now == nil {
		g.Now = time.Now
	}
	// Of the key only a hash is kept, and hashes of one length compare in
	// constant time.
	d := &door{Guard: g, next: h, key: sha256.Sum256([]byte(g.Key)), queue: newQueue(g.Requests)}
	d.Key = ""
	d.open = g.Key == ""
	return &journal{next: d, w: g.Log, now: g.Now}
}

// door is what a [Guard] stands in.
type door struct {
	Guard
	next  http.Handler
	key   [sha256.Size]byte
	open  bool // without a key
	queue *queue
}

// ServeHTTP implements http.Handler.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
		fail(w, refusal(http.StatusUnauthorized, "invalid_api_key", "", "The API key is not the one that Banter printed at its start."))
		return
	}
	if f := d.queue.enter(w, r); f != nil {
		fail(w, f)
		return
	}
	defer d.queue.leave()
	d.next.ServeHTTP(w, r)
}

// loopbackHost reports whether a Host header names this machine in a way that
// no page can make its own.
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

// checkOrigin lets through what is no page's request or that of a page which
// may ask.
func (d *door) checkOrigin(h http.Header, r *http.Request) *fault {
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

// preflight answers a browser's question whether a page may ask. Which headers
// an SDK adds is its own affair: the key is what counts.
func (d *door) preflight(w http.ResponseWriter, r *http.Request) {
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

// knows reports whether r brings the key.
func (d *door) knows(r *http.Request) bool {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given := sha256.Sum256([]byte(strings.TrimSpace(key)))
	return d.open || strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(given[:], d.key[:]) == 1
}
