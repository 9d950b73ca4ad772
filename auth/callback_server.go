package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"banter/internal/crash"
)

// A callbackServer listens on a loopback port on IPv4 and IPv6, because browsers
// connect to "localhost" on either.
type callbackServer struct {
	port      int
	listeners []net.Listener
	server    http.Server
}

// listenCallback listens on the first free one of ports. The issuer accepts only
// the ports that are registered for the client.
func listenCallback(ctx context.Context, host string, ports []int) (*callbackServer, error) {
	var failed error
	for _, port := range ports {
		s, err := listenOn(ctx, host, port)
		if err == nil {
			return s, nil
		}
		failed = errors.Join(failed, err)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	e := &Error{
		Code:     CodePortsTaken,
		Sentence: "Another program uses the ports of the browser sign-in.",
		Hint:     "Close it (perhaps it is another sign-in), or sign in with a code.",
		Err:      fmt.Errorf("listen for the browser: %w", failed),
	}
	if reserved(failed) {
		e.Sentence = "This system reserves the ports of the browser sign-in."
		e.Hint = "Sign in with a code instead."
	}
	return nil, e
}

// reserved reports whether the system reserves a port. Windows reserves ranges for
// its virtual machines (openai/codex#42994); package syscall does not count its
// error 10013 as fs.ErrPermission.
func reserved(err error) bool {
	number, ok := errors.AsType[syscall.Errno](err)
	return errors.Is(err, fs.ErrPermission) || ok && number == 10013
}

func listenOn(ctx context.Context, host string, port int) (*callbackServer, error) {
	var config net.ListenConfig
	four, err := config.Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	port = four.Addr().(*net.TCPAddr).Port
	s := &callbackServer{port: port, listeners: []net.Listener{four}}
	if host == four.Addr().(*net.TCPAddr).IP.String() {
		return s, nil
	}
	six, err := config.Listen(ctx, "tcp6", net.JoinHostPort("::1", strconv.Itoa(port)))
	switch {
	case err == nil:
		s.listeners = append(s.listeners, six)
	case hasIPv6(): // another program has the port there, and would get the callback
		_ = four.Close()
		return nil, err
	}
	return s, nil
}

// hasIPv6 reports whether this machine has an IPv6 loopback address.
func hasIPv6() bool {
	probe, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	_ = probe.Close()
	return true
}

func (s *callbackServer) serve(handler http.Handler) {
	s.server = http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // the default logger would quote requests on the screen
	}
	for _, listener := range s.listeners {
		crash.Go(func() { _ = s.server.Serve(listener) })
	}
}

// close stops the server. Its pages have been sent by then, so it waits only for
// connections that a browser opened in advance.
func (s *callbackServer) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	for _, listener := range s.listeners {
		_ = listener.Close() // Shutdown does not close a listener that is not served yet
	}
}

// handler returns the handler for the browser's requests.
func (f *BrowserFlow) handler(path string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet:
			showPage(w, page{http.StatusMethodNotAllowed, "Not here", "This address accepts only visits of a browser."})
		case r.URL.Path == path:
			f.answer(w, r)
		case r.URL.Path == "/cancel": // the Codex CLI sends it to free the port for its own sign-in
			f.take(callback{problem: "access_denied"})
			showPage(w, page{http.StatusOK, "Sign-in cancelled", "You can close this page."})
		default:
			showPage(w, page{http.StatusNotFound, "Nothing here", "You can close this page."})
		}
	})
}

// answer passes a callback to Wait and shows the outcome of the sign-in.
func (f *BrowserFlow) answer(w http.ResponseWriter, r *http.Request) {
	c := readCallback(r.URL.Query())
	if !f.mine(c) {
		showPage(w, page{http.StatusBadRequest, "This page belongs to another sign-in", "Banter is still waiting for the page that it opened."})
		return
	}
	f.take(c)
	select {
	case <-f.over:
		showPage(w, f.ending())
	case <-r.Context().Done():
	}
}

// ending returns the page that tells how the sign-in ended.
func (f *BrowserFlow) ending() page {
	if f.outcome == nil {
		return page{http.StatusOK, "You are signed in", "You can close this page and go back to Banter."}
	}
	sentence, hint := "The sign-in did not work.", "Banter shows what went wrong."
	if e, ok := errors.AsType[*Error](f.outcome); ok {
		if s, h := e.Notice(); s != "" {
			sentence, hint = s, h
		}
	}
	return page{http.StatusBadRequest, sentence, hint}
}

// A page is what the browser shows after a callback: a title and a line of text. It
// holds nothing secret, because browsers store pages.
type page struct {
	status      int
	title, text string
}

// showPage writes a page.
func showPage(w http.ResponseWriter, p page) { writePage(w, p, "") }

// writePage writes a page with a script, which may be empty.
func writePage(w http.ResponseWriter, p page, script string) {
	policy := "default-src 'none'; style-src 'unsafe-inline'"
	if script != "" {
		sum := sha256.Sum256([]byte(script))
		policy += "; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
		script = "<script>" + script + "</script>\n"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	setPrivate(h)
	w.WriteHeader(p.status)
	fmt.Fprintf(w, pageText, html.EscapeString(p.title), html.EscapeString(p.text), script)
	_ = http.NewResponseController(w).Flush() // the program may end now
}

// setPrivate sets the headers that keep an answer to a callback from being stored,
// and its address from being told to the next page.
func setPrivate(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Connection", "close") // an open connection would delay close, or take the next sign-in's callback
}

const pageText = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Banter</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
body { min-height: 90vh; margin: 0; display: grid; place-content: center; text-align: center }
h1 { font-size: 1.6rem; font-weight: 600; margin: 0 }
</style>
<main><h1>%s</h1><p>%s</p></main>
%s`
