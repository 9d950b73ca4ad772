package attempt_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"banter/internal/attempt"
	"banter/internal/notice"
)

// listen calls serve with each connection and then closes it.
func listen(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return l.Addr().String()
}

// words checks the notice of err. HOST in sentence and hint means host.
func words(t *testing.T, err error, host, sentence, hint string) {
	t.Helper()
	got := notice.Of(err)
	replace := strings.NewReplacer("HOST", host)
	if got.Sentence != replace.Replace(sentence) || !strings.Contains(got.Hint, replace.Replace(hint)) {
		t.Errorf("%v\nsays %q %q\nwant %q ... %q ...", err, got.Sentence, got.Hint, replace.Replace(sentence), replace.Replace(hint))
	}
	if err != nil && strings.Contains(err.Error()+got.Sentence+got.Hint, "s3cret") {
		t.Errorf("%v %+v holds the password", err, got)
	}
}

func TestProxies(t *testing.T) {
	const refuses = "The proxy HOST does not allow connections to chatgpt.example."
	for name, test := range map[string]struct {
		answer, sentence, hint string
		final                  bool
	}{
		"407":             {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n", "The proxy HOST wants a name and a password that it accepts.", "http://NAME:PASSWORD@HOST", true},
		"407, own words":  {"HTTP/1.1 407 authenticationrequired\r\n\r\n", "The proxy HOST wants a name and a password that it accepts.", "HTTPS_PROXY", true},
		"403":             {"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<h1>no</h1>", refuses, "administrator", true},
		"403, own words":  {"HTTP/1.0 403 Access Denied by policy\r\n\r\n", refuses, "administrator", true},
		"404":             {"HTTP/1.1 404 Not Found\r\n\r\n", refuses, "administrator", true},
		"502":             {"HTTP/1.1 502 Bad Gateway\r\n\r\n", "The proxy HOST cannot reach chatgpt.example.", "try again", false},
		"503":             {"HTTP/1.1 503 Service Unavailable\r\n\r\n", "The proxy HOST cannot reach chatgpt.example.", "try again", false},
		"504":             {"HTTP/1.1 504 Gateway Timeout\r\n\r\n", "The proxy HOST cannot reach chatgpt.example.", "try again", false},
		"no words":        {"HTTP/1.1 500\r\n\r\n", "The proxy HOST did not open a connection to chatgpt.example.", "HTTPS_PROXY", false},
		"unheard of":      {"HTTP/1.1 599 Gremlins\r\n\r\n", "The proxy HOST did not open a connection to chatgpt.example.", "HTTPS_PROXY", false},
		"garbage":         {"220 mail.example ESMTP\r\n", "The proxy HOST did not open a connection to chatgpt.example.", "HTTPS_PROXY", false},
		"a terminal's":    {"HTTP/1.1 599 \x1b]52;c;AA\a\r\n\r\n", "The proxy HOST did not open a connection to chatgpt.example.", "HTTPS_PROXY", false},
		"nothing":         {"", "The proxy HOST did not open a connection to chatgpt.example.", "HTTPS_PROXY", false},
		"half an answer":  {"HTTP/1.1 200 OK\r\nX-", "The proxy HOST did not open a connection to chatgpt.example.", "HTTPS_PROXY", false},
		"lost afterwards": {"HTTP/1.1 200 OK\r\n\r\n", "The connection was lost.", "Try again", false},
		"plain http":      {"HTTP/1.1 200 OK\r\n\r\n|HTTP/1.1 400 Bad Request\r\n\r\n", "chatgpt.example speaks plain HTTP, not HTTPS.", "address", true},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			proxy := listen(t, func(c net.Conn) {
				calls.Add(1)
				r := bufio.NewReader(c)
				if _, err := http.ReadRequest(r); err == nil {
					answer, later, _ := strings.Cut(test.answer, "|")
					_, _ = io.WriteString(c, answer)
					if later != "" {
						_, _ = io.CopyN(io.Discard, r, 5) // the beginning of the handshake
						_, _ = io.WriteString(c, later)
					}
				}
			})
			req, _ := kinds["POST"]("https://chatgpt.example/responses")
			err := send(t, through("http://name:s3cret@"+proxy), req)
			words(t, err, proxy, test.sentence, test.hint)
			if attempt.Permanent(err) != test.final || calls.Load() != 1 {
				t.Errorf("final %v after %d calls", attempt.Permanent(err), calls.Load())
			}
		})
	}
}

func through(proxy string) *http.Client {
	u, err := url.Parse(proxy)
	if err != nil {
		panic(err)
	}
	return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(u)}}
}

func TestProxyOutOfReach(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	req, _ := kinds["POST"]("https://chatgpt.example/responses")
	for _, scheme := range []string{"http", "https", "socks5"} {
		err := send(t, through(scheme+"://name:s3cret@"+l.Addr().String()), req.Clone(t.Context()))
		words(t, err, l.Addr().String(), "The proxy HOST cannot be reached.", "HTTPS_PROXY")
	}
}

// TestProxyAddress checks that an invalid proxy address is not quoted, because it
// may hold a password. The error of net/http quotes it.
func TestProxyAddress(t *testing.T) {
	// As golang.org/x/net/http/httpproxy writes it.
	wrong := errors.New(`invalid proxy address "http://name:s3cret@host:port": parse "http://name:s3cret@host:port": invalid port`)
	client := &http.Client{Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, wrong }}}
	req, _ := kinds["POST"]("https://chatgpt.example/responses")
	err := send(t, client, req)
	words(t, err, "HOST", "HTTPS_PROXY is set to something other than the address of a proxy.", "http://HOST:PORT")
	if !attempt.Permanent(err) {
		t.Error("another attempt would end alike")
	}
}

// TestSecureProxy checks that the handshake with a proxy is not mistaken for the
// server's.
func TestSecureProxy(t *testing.T) {
	for status, sentence := range map[int]string{
		407: "The proxy HOST wants a name and a password that it accepts.",
		502: "The proxy HOST cannot reach chatgpt.example.",
	} {
		proxy := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		defer proxy.Close()
		client := proxy.Client()
		u, _ := url.Parse(proxy.URL)
		client.Transport.(*http.Transport).Proxy = http.ProxyURL(u)
		req, _ := kinds["POST"]("https://chatgpt.example/responses")
		words(t, send(t, client, req), u.Host, sentence, "HTTPS_PROXY")
	}
}

func TestSocksProxy(t *testing.T) {
	proxy := listen(t, func(c net.Conn) { // requires an unknown method of authentication
		_, _ = io.CopyN(io.Discard, c, 3)
		_, _ = c.Write([]byte{5, 0xff})
	})
	req, _ := kinds["POST"]("https://chatgpt.example/responses")
	words(t, send(t, through("socks5://"+proxy), req), proxy, "The proxy HOST wants a name and a password that it accepts.", "HTTPS_PROXY")
}

func TestSchemes(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "in <b>plain</b> words", 400) }))
	defer plain.Close()
	alert := listen(t, func(c net.Conn) {
		_, _ = io.CopyN(io.Discard, c, 20)
		_, _ = c.Write([]byte{0x15, 3, 1, 0, 2, 2, 0x16})
	})
	bare := listen(t, func(c net.Conn) { _, _ = io.WriteString(c, "<!DOCTYPE HTML>\n"); _, _ = io.Copy(io.Discard, c) })
	mail := listen(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "220 mail.example ESMTP\r\n")
		_, _ = io.Copy(io.Discard, c)
	})
	nginx := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<html><center>The plain HTTP request was sent to HTTPS port</center>", 400)
	}))
	defer nginx.Close()
	for name, test := range map[string]struct{ scheme, address, sentence, hint string }{
		"https to plain":   {"https", strings.TrimPrefix(plain.URL, "http://"), "HOST speaks plain HTTP, not HTTPS.", "address"},
		"https to a page":  {"https", bare, "HOST speaks plain HTTP, not HTTPS.", "address"},
		"https to mail":    {"https", mail, "HOST does not speak HTTPS.", "address"},
		"http to Go's":     {"http", strings.TrimPrefix(secure.URL, "https://"), "HOST speaks HTTPS, not plain HTTP.", "https://"},
		"http to nginx":    {"http", strings.TrimPrefix(nginx.URL, "http://"), "HOST speaks HTTPS, not plain HTTP.", "https://"},
		"http to an alert": {"http", alert, "HOST speaks HTTPS, not plain HTTP.", "https://"},
	} {
		t.Run(name, func(t *testing.T) {
			req, _ := kinds["POST"](test.scheme + "://" + test.address)
			err := send(t, &http.Client{Transport: &http.Transport{}}, req)
			words(t, err, test.address, test.sentence, test.hint)
			if !attempt.Permanent(err) {
				t.Errorf("%v: another attempt would not help", err)
			}
		})
	}
	req, _ := kinds["POST"](plain.URL) // any other 400 is whole
	resp, err := attempt.Transport(nil).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); string(text) != "in <b>plain</b> words\n" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

// TestSilentHandshake checks the error for a server of plain HTTP, which waits for
// the end of a line that a TLS client never sends. The transport of this test has
// no time limit.
func TestSilentHandshake(t *testing.T) {
	server := listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	req, _ := kinds["POST"]("https://" + server)
	defer attempt.SetHandshakeTime(50 * time.Millisecond)()
	err := send(t, &http.Client{Transport: &http.Transport{}}, req)
	words(t, err, server, "HOST does not answer over HTTPS; perhaps it speaks plain HTTP.", "address")
	if !attempt.Permanent(err) {
		t.Error("another attempt would take as long")
	}
	late := &http.Transport{TLSHandshakeTimeout: 1}
	req, _ = kinds["POST"]("https://" + server)
	words(t, send(t, &http.Client{Transport: late}, req), server, "HOST does not answer over HTTPS; perhaps it speaks plain HTTP.", "address")
}

// TestUntrusted checks that an untrusted certificate is not tried twice.
func TestUntrusted(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	req, _ := kinds["GET"](server.URL)
	if err := send(t, &http.Client{Transport: &http.Transport{}}, req); !attempt.Permanent(err) {
		t.Errorf("%v", err)
	}
	client := server.Client()
	client.Transport.(*http.Transport).TLSClientConfig.MaxVersion = tls.VersionTLS11
	client.Transport.(*http.Transport).TLSClientConfig.MinVersion = tls.VersionTLS10
	req, _ = kinds["GET"](server.URL)
	words(t, send(t, client, req), strings.TrimPrefix(server.URL, "https://"), "A secure connection to HOST cannot be made.", "address")
}
