package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"banter/internal/crash"
)

// An AddressError reports that Listen cannot listen on an address.
type AddressError struct {
	Addr string
	Busy bool  // another program listens there
	Err  error // cause; nil if the address is not a loopback address with a port
}

// Error returns a lower-case text for logs.
func (e *AddressError) Error() string {
	if e.Err == nil {
		return "listen on " + e.Addr + ": not a loopback address with a port"
	}
	return fmt.Sprintf("listen on %s: %v", e.Addr, e.Err)
}

// Unwrap returns the cause.
func (e *AddressError) Unwrap() error { return e.Err }

// Notice returns a sentence for the person, what happened, and a hint, what to
// do next.
func (e *AddressError) Notice() (sentence, hint string) {
	switch {
	case e.Err == nil:
		return "The address " + e.Addr + " is not a loopback address with a port.", "Only programs on this machine may connect: use one such as 127.0.0.1:8390."
	case e.Busy:
		return "Another program already listens on " + e.Addr + ".", "Choose another port, or port 0 for any free port."
	}
	return "Banter cannot listen on " + e.Addr + ".", "Choose another port, or port 0 for any free port."
}

// Listen listens on a loopback address, host:port. The host is localhost or a
// loopback IP address; port 0 means any free port. An error is an
// [*AddressError].
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if host == "localhost" {
		host = "127.0.0.1" // independent of the hosts file
	}
	ip, notIP := netip.ParseAddr(host)
	if err != nil || notIP != nil || !ip.Unmap().IsLoopback() {
		return nil, &AddressError{Addr: addr}
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, &AddressError{Addr: addr, Busy: errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddrInUse), Err: err}
	}
	return ln, nil
}

// wsaAddrInUse is WSAEADDRINUSE, the error of Windows for an address in use.
const wsaAddrInUse = syscall.Errno(10048)

// Serve answers requests on ln until ctx ends. Answers in progress then have
// the time of grace to end; after it Serve tells their clients that they end.
// It returns after the last answer has ended.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, grace time.Duration) error {
	answers, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server := &http.Server{
		Handler:           h,
		BaseContext:       func(net.Listener) context.Context { return answers },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // it would quote what clients send
	}
	ended := make(chan error, 1)
	crash.Go(func() { ended <- server.Serve(ln) })
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	if shutdown(server, grace) != nil {
		stop()
		if shutdown(server, lastWords) != nil {
			server.Close()
		}
	}
	<-ended
	return nil
}

// lastWords is the time for telling clients that their answers end.
const lastWords = time.Second

func shutdown(server *http.Server, within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return server.Shutdown(ctx)
}
