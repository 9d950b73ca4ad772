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

// An AddressError says that an address cannot be listened on.
type AddressError struct {
	Addr string
	Busy bool  // another program listens there
	Err  error // cause; nil: the address is not a loopback address with a port
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

// Notice implements notice.Noticer.
func (e *AddressError) Notice() (sentence, hint string) {
	switch {
	case e.Err == nil:
		return "The address " + e.Addr + " is not a loopback address with a port.", "Only programs of this machine may come in: give one such as 127.0.0.1:8390."
	case e.Busy:
		return "Another program listens on " + e.Addr + " already.", "Give another port, or port 0 for any that is free."
	}
	return "The address " + e.Addr + " cannot be listened on.", "Give another port, or port 0 for any that is free."
}

// Listen listens on a loopback address, and on nothing else: host:port, where
// the host is localhost or a loopback IP address and port 0 is any that is
// free. Errors are an *[AddressError].
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if host == "localhost" {
		host = "127.0.0.1" // whatever the hosts file says
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

// wsaAddrInUse is how Windows says that an address is in use (WSAEADDRINUSE).
const wsaAddrInUse = syscall.Errno(10048)

// Serve answers on ln until ctx ends. Answers that are under way then have the
// time of grace to end by themselves; what is left is told that it is over.
// Serve returns when the last answer has ended.
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

// lastWords is the time to tell clients that it is over.
const lastWords = time.Second

func shutdown(server *http.Server, within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return server.Shutdown(ctx)
}
