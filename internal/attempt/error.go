package attempt

import (
	"crypto/tls"
	"errors"
	"net/http"
)

// A ProxyError reports that a proxy did not connect to the server. No part of
// the request was sent.
type ProxyError struct {
	Host      string // host and port of the proxy; empty: HTTPS_PROXY is invalid
	Target    string // host of the server
	Status    int    // HTTP status that the proxy answered with; 0: unknown
	Connected bool   // whether the proxy could be reached
	Err       error
}

func (e *ProxyError) Error() string { return "proxy " + e.Host + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *ProxyError) Unwrap() error { return e.Err }

// Notice implements notice.Noticer.
func (e *ProxyError) Notice() (sentence, hint string) {
	proxy := "The proxy " + e.Host
	switch {
	case e.Host == "":
		return "HTTPS_PROXY is set to something other than the address of a proxy.", "Write it as http://HOST:PORT, or unset it."
	case !e.Connected:
		return proxy + " cannot be reached.", "Check HTTPS_PROXY and NO_PROXY."
	case e.Status == http.StatusProxyAuthRequired || e.Status == http.StatusUnauthorized:
		return proxy + " wants a name and a password that it accepts.",
			"Set HTTPS_PROXY to http://NAME:PASSWORD@" + e.Host + "."
	case e.Status >= 400 && e.Status < 500:
		return proxy + " does not allow connections to " + e.Target + ".",
			"Ask the proxy's administrator to allow it, or use another network."
	case e.Status >= 500:
		return proxy + " cannot reach " + e.Target + ".", "Wait a moment, then try again; if it keeps happening, check HTTPS_PROXY."
	}
	return proxy + " did not open a connection to " + e.Target + ".", "Check HTTPS_PROXY: it may name a server that is no proxy."
}

// A SchemeError reports that the server does not speak the protocol that the
// address names. At most one of Plain, Secure and Silent is set.
type SchemeError struct {
	Host   string // host of the address, and its port if it has one
	Plain  bool   // the address is https, and the server speaks plain HTTP
	Secure bool   // the address is http, and the server speaks TLS
	Silent bool   // the address is https, and the server did not answer the TLS handshake
	Err    error
}

func (e *SchemeError) Error() string {
	switch {
	case e.Plain:
		return e.Host + " speaks plain http"
	case e.Secure:
		return e.Host + " speaks https"
	case e.Silent:
		return e.Host + " does not answer the tls handshake"
	}
	return e.Host + " does not speak tls"
}

// Unwrap returns the cause.
func (e *SchemeError) Unwrap() error { return e.Err }

// Notice implements notice.Noticer.
func (e *SchemeError) Notice() (sentence, hint string) {
	switch {
	case e.Plain:
		return e.Host + " speaks plain HTTP, not HTTPS.",
			"Check the address. A login page of this network may be in the way too: open a browser, then try again."
	case e.Secure:
		return e.Host + " speaks HTTPS, not plain HTTP.", "Check the address: it has to begin with https://."
	case e.Silent:
		return e.Host + " does not answer over HTTPS; perhaps it speaks plain HTTP.",
			"Check the address and your connection, then try again."
	}
	return e.Host + " does not speak HTTPS.", "Check the address, and whether something on this network is in the way."
}

// Permanent reports whether another attempt would fail with the same error: an
// untrusted certificate, a wrong scheme, or a proxy that refuses.
func Permanent(err error) bool {
	_, scheme := errors.AsType[*SchemeError](err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	proxy, refused := errors.AsType[*ProxyError](err)
	return scheme || untrusted || refused && (proxy.Host == "" || proxy.Status >= 400 && proxy.Status < 500)
}
