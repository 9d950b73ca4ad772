package auth

import (
	"context"
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

// A callbackServer listens on a loopback port, on IPv4 and IPv6: with
// "localhost" in the address browsers may take either.
type callbackServer struct {
	port      int
	listeners []net.Listener
	server    http.Server
}

// listenCallback takes the first of the ports that is free. Other ports than
// the registered ones would be refused by the issuer.
func listenCallback(ctx context.Context, ports []int) (*callbackServer, error) {
	var failed error
	for _, port := range ports {
		s, err := listenOn(ctx, port)
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
		e.Sentence = "This system does not give Banter the ports of the browser sign-in."
		e.Hint = "Sign in with a code instead."
	}
	return nil, e
}

// reserved reports whether the system keeps ports for itself. Windows does so
// with whole ranges for its virtual machines (openai/codex#42994); its error
// 10013 is not among those that the syscall package calls a permission.
func reserved(err error) bool {
	number, ok := errors.AsType[syscall.Errno](err)
	return errors.Is(err, fs.ErrPermission) || ok && number == 10013
}

func listenOn(ctx context.Context, port int) (*callbackServer, error) {
	var config net.ListenConfig
	four, err := config.Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	port = four.Addr().(*net.TCPAddr).Port
	s := &callbackServer{port: port, listeners: []net.Listener{four}}
	six, err := config.Listen(ctx, "tcp6", net.JoinHostPort("::1", strconv.Itoa(port)))
	switch {
	case err == nil:
		s.listeners = append(s.listeners, six)
	case hasIPv6(): // somebody else has the port there, and would get the answer
		_ = four.Close()
		return nil, err
	}
	return s, nil
}

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
		ErrorLog:          log.New(io.Discard, "", 0), // it would quote requests on the screen
	}
	for _, listener := range s.listeners {
		crash.Go(func() { _ = s.server.Serve(listener) })
	}
}

// close stops. Pages are on their way by then: what it waits for is only
// connections that a browser has opened in advance.
func (s *callbackServer) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	for _, listener := range s.listeners {
		_ = listener.Close() // of a server that has not begun to serve it
	}
}

// handler answers the browser.
func (f *BrowserFlow) handler(path string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet:
			showPage(w, http.StatusMethodNotAllowed, "Not here", "This address only takes visits of a browser.")
		case r.URL.Path == path:
			f.answer(w, r)
		case r.URL.Path == "/cancel": // the Codex CLI asks so for its port
			f.take(callback{problem: "access_denied"})
			showPage(w, http.StatusOK, "Sign-in cancelled", "You can close this page.")
		default:
			showPage(w, http.StatusNotFound, "Nothing here", "You can close this page.")
		}
	})
}

func (f *BrowserFlow) answer(w http.ResponseWriter, r *http.Request) {
	c := readCallback(r.URL.Query())
	if !f.mine(c) {
		showPage(w, http.StatusBadRequest, "This page belongs to another sign-in", "Banter is still waiting for the one that it opened.")
		return
	}
	f.take(c)
	select {
	case <-f.over:
	case <-r.Context().Done():
		return
	}
	if f.outcome == nil {
		showPage(w, http.StatusOK, "You are signed in", "You can close this page and go back to Banter.")
		return
	}
	sentence, hint := "The sign-in did not work.", "Banter shows what went wrong."
	if e, ok := errors.AsType[*Error](f.outcome); ok && e.Sentence != "" {
		sentence, hint = e.Sentence, e.Hint
	}
	showPage(w, http.StatusBadRequest, sentence, hint)
}

// showPage writes a page that holds nothing but these words: what a page
// holds, the browser remembers.
func showPage(w http.ResponseWriter, status int, title, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Connection", "close") // a browser that keeps it open would hold up the end
	w.WriteHeader(status)
	fmt.Fprintf(w, page, html.EscapeString(title), html.EscapeString(text))
	_ = http.NewResponseController(w).Flush() // before the program may end
}

const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Banter</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
body { min-height: 90vh; margin: 0; display: grid; place-content: center; text-align: center }
h1 { font-size: 1.6rem; font-weight: 600; margin: 0 }
</style>
<main><h1>%s</h1><p>%s</p></main>
`
