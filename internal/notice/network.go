package notice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
)

func canceled(err error) (Notice, bool) {
	return Notice{Sentence: "Cancelled."}, errors.Is(err, context.Canceled)
}

// proxy comes before the other causes of the network, which would blame the
// server for a failure of the proxy.
func proxy(err error) (Notice, bool) {
	op, ok := errors.AsType[*net.OpError](err)
	return Notice{
		Sentence: "The proxy cannot be reached.",
		Hint:     "Check HTTPS_PROXY and NO_PROXY.",
	}, ok && op.Op == "proxyconnect"
}

// handshake has the words for a TLS handshake that failed before the server's
// certificate was checked.
func handshake(err error) (Notice, bool) {
	op, _ := errors.AsType[*net.OpError](err)
	alert := op != nil && (op.Op == "remote error" || op.Op == "local error")
	_, record := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case errors.Is(err, http.ErrSchemeMismatch):
		return known(host(err)+" speaks plain HTTP, not HTTPS.",
			"Check the address. A login page of this network may be in the way too: open a browser, then try again.")
	case alert || record:
		return known("A secure connection to "+host(err)+" cannot be made.",
			"Check the address, and whether something on this network is in the way.")
	}
	return Notice{}, false
}

// certificate names SSL_CERT_FILE if it is set: a stale file breaks every
// connection, and the error does not mention it (openai/codex#14178).
func certificate(err error) (Notice, bool) {
	if !badCertificate(err) {
		return Notice{}, false
	}
	n := Notice{Sentence: "The certificate of " + host(err) + " is not trusted here."}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return known("The certificate of "+host(err)+" is not valid today.", "Check the date and the time of this machine.")
	}
	file := os.Getenv("SSL_CERT_FILE")
	switch {
	case runtime.GOOS == "darwin" || runtime.GOOS == "windows":
		n.Hint = "Behind a company proxy, add its certificate to the system's trusted ones."
	case file != "":
		n.Hint = "SSL_CERT_FILE names " + file + ": check that file, or unset the variable."
	default:
		n.Hint = "Behind a company proxy, set SSL_CERT_FILE to a file with its certificate."
	}
	return n, true
}

func badCertificate(err error) bool {
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	_, hostname := errors.AsType[x509.HostnameError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	_, roots := errors.AsType[x509.SystemRootsError](err)
	return verification || authority || hostname || invalid || roots
}

func lookup(err error) (Notice, bool) {
	dns, ok := errors.AsType[*net.DNSError](err)
	if !ok {
		return Notice{}, false
	}
	n := Notice{Sentence: "There is no network, or " + dns.Name + " cannot be found.", Hint: "Check your connection and try again."}
	if dns.Name == "" {
		n.Sentence = "There is no network."
	}
	return n, true
}

func connection(err error) (Notice, bool) {
	switch {
	case isAny(err, refused):
		return known("Nothing answers at "+host(err)+".", "Check the address and your connection, then try again.")
	case isAny(err, unreachable):
		return known("There is no network.", "Check your connection and try again.")
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" && (isAny(err, barred) || errors.Is(err, fs.ErrPermission)) {
		return known("This machine does not allow connections to "+host(err)+".", "Check its firewall, then try again.")
	}
	return Notice{}, false
}

// A streamReset has the fields of the unexported error of net/http for an HTTP/2
// stream that the server reset. That error's As method therefore converts it to a
// streamReset.
type streamReset struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (streamReset) Error() string { return "" }

// broken has the words for a connection that the server ended with a reason. Only
// one error of net/http for that has a type.
func broken(err error) (Notice, bool) {
	_, reset := errors.AsType[streamReset](err)
	text := err.Error()
	switch {
	case !reset && !strings.Contains(text, "http2: "):
		return Notice{}, false
	case strings.Contains(text, "ENHANCE_YOUR_CALM"):
		return known("The server asks this program to slow down.", "Wait a minute, then try again.")
	}
	return known("The server broke off the connection.", "Try again.")
}

func timeout(err error) (Notice, bool) {
	late, ok := errors.AsType[net.Error](err)
	return Notice{
		Sentence: "No answer came in time.",
		Hint:     "Check your connection and try again.",
	}, errors.Is(err, context.DeadlineExceeded) || ok && late.Timeout() || isAny(err, timedOut)
}

// lost has the words for a connection that ended early. It ignores io.EOF outside
// of requests, where the error is about something else.
func lost(err error) (Notice, bool) {
	request, ok := errors.AsType[*url.Error](err)
	unanswered := ok && (errors.Is(request, io.EOF) || strings.Contains(request.Err.Error(), "transport connection broken"))
	return Notice{
		Sentence: "The connection was lost.",
		Hint:     "Try again.",
	}, unanswered || isAny(err, reset) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// host returns the host that err's chain names, or "the server".
func host(err error) string {
	if request, ok := errors.AsType[*url.Error](err); ok {
		if u, parseErr := url.Parse(request.URL); parseErr == nil && u.Host != "" {
			return u.Host
		}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Addr != nil {
		return op.Addr.String()
	}
	return "the server"
}
