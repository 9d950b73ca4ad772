package notice_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"banter/internal/notice"
)

// spoken is an error with words of its own.
type spoken struct {
	sentence, hint string
	cause          error
}

func (s spoken) Error() string            { return "spoken: " + s.sentence }
func (s spoken) Unwrap() error            { return s.cause }
func (s spoken) Notice() (string, string) { return s.sentence, s.hint }

func TestOf(t *testing.T) {
	t.Setenv("SSL_CERT_FILE", "")
	get := func(cause error) error {
		return fmt.Errorf("ask: %w", &url.Error{Op: "Get", URL: "https://auth.example/x?code=secret", Err: cause})
	}
	dial := func(cause error) error { return get(&net.OpError{Op: "dial", Net: "tcp", Err: cause}) }
	for _, test := range []struct {
		name           string
		err            error
		sentence, hint string
	}{
		{"nil", nil, "", ""},
		{"own words", fmt.Errorf("save: %w", spoken{"The keychain is locked.", "Unlock it.", fs.ErrPermission}), "The keychain is locked.", "Unlock it."},
		{"own words deeper", fmt.Errorf("a: %w", spoken{"", "", spoken{"Deep.", "", nil}}), "Deep.", ""},
		{"own words absent", fmt.Errorf("a: %w", spoken{"", "", context.Canceled}), "Cancelled.", ""},
		{"hostile words", spoken{"Line\x1b]52;c;AA\a\none.", "", nil}, "Line one.", ""},
		{"cancelled", fmt.Errorf("stream: %w", context.Canceled), "Cancelled.", ""},
		{"refused", dial(syscall.ECONNREFUSED), "Nothing answers at auth.example.", "Check the address and your connection, then try again."},
		{"unreachable", dial(syscall.ENETUNREACH), "There is no network.", "Check your connection and try again."},
		{"lookup", dial(&net.DNSError{Err: "no such host", Name: "auth.example"}), "There is no network, or auth.example cannot be found.", "Check your connection and try again."},
		{"proxy", get(&net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED}), "The proxy cannot be reached.", "Check HTTPS_PROXY and NO_PROXY."},
		{"no network at all", dial(&net.DNSError{Err: "dial udp: network is unreachable"}), "There is no network.", "Check your connection and try again."},
		{"a firewall", dial(&os.SyscallError{Syscall: "connect", Err: syscall.EACCES}), "This machine does not allow connections to auth.example.", "Check its firewall, then try again."},
		{"a time-out of the system", dial(&os.SyscallError{Syscall: "connect", Err: syscall.ETIMEDOUT}), "No answer came in time.", "Check your connection and try again."},
		{"an address and no URL", &net.OpError{Op: "dial", Addr: &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 443}, Err: syscall.ECONNREFUSED}, "Nothing answers at 10.0.0.1:443.", "Check the address and your connection, then try again."},
		{"neither", syscall.ECONNREFUSED, "Nothing answers at the server.", "Check the address and your connection, then try again."},
		{"TLS alert", get(&net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}), "A secure connection to auth.example cannot be made.", "Check the address, and whether something on this network is in the way."},
		{"no TLS", get(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}), "A secure connection to auth.example cannot be made.", "Check the address, and whether something on this network is in the way."},
		{"plain http", get(http.ErrSchemeMismatch), "auth.example speaks plain HTTP, not HTTPS.", "Check the address. A login page of this network may be in the way too: open a browser, then try again."},
		{"expired certificate", get(x509.CertificateInvalidError{Reason: x509.Expired}), "The certificate of auth.example is not valid today.", "Check the date and the time of this machine."},
		{"GOAWAY", get(errors.New("http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=\"x\"")), "The server broke off the connection.", "Try again."},
		{"too fast", get(errors.New("http2: Transport received GOAWAY from server ErrCode:ENHANCE_YOUR_CALM")), "The server asks this program to slow down.", "Wait a minute, then try again."},
		{"half an answer", get(errors.New("net/http: HTTP/1.x transport connection broken: malformed MIME header: missing colon")), "The connection was lost.", "Try again."},
		{"time-out", get(context.DeadlineExceeded), "No answer came in time.", "Check your connection and try again."},
		{"reset", get(syscall.ECONNRESET), "The connection was lost.", "Try again."},
		{"closed", get(io.EOF), "The connection was lost.", "Try again."},
		{"read-only disk", &fs.PathError{Op: "open", Path: "/d/x", Err: syscall.EROFS}, "/d/x is on a disk that cannot be written.", "Choose another place with --home."},
		{"disk full", &fs.PathError{Op: "write", Path: "/d/x", Err: syscall.ENOSPC}, "The disk is full.", "Make room, then try again."},
		{"permission", &fs.PathError{Op: "open", Path: "/d/x", Err: syscall.EACCES}, "You have no permission to use /d/x.", "Check who owns it, or choose another place with --home."},
		{"not there", &fs.PathError{Op: "open", Path: "/d/x", Err: fs.ErrNotExist}, "/d/x does not exist.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := notice.Of(test.err)
			if want := (notice.Notice{Sentence: test.sentence, Hint: test.hint}); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestOfUnknown(t *testing.T) {
	got := notice.Of(errors.New("flux capacitor: token eyJ"))
	if !got.Unknown || strings.Contains(got.Sentence+got.Hint, "eyJ") {
		t.Errorf("an error without words must be marked and not be quoted: %+v", got)
	}
}

func TestCertificateNamesTheFile(t *testing.T) {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("Go reads SSL_CERT_FILE on other systems only")
	}
	stale := filepath.Join(t.TempDir(), "stale.pem")
	t.Setenv("SSL_CERT_FILE", stale)
	got := notice.Of(fmt.Errorf("ask: %w", x509.UnknownAuthorityError{}))
	if !strings.Contains(got.Hint, stale) || !strings.Contains(got.Hint, "SSL_CERT_FILE") {
		t.Errorf("the hint must name the variable and the file: %+v", got)
	}
}

// TestRealConnections uses real sockets, so that the errors are those of the
// standard library and not imitations.
func TestRealConnections(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	plain := httptest.NewServer(http.NotFoundHandler())
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	defer secure.Close()
	defer plain.Close()
	secure.Config.ErrorLog = discard()
	for name, test := range map[string]struct{ url, want string }{
		"unknown authority": {secure.URL, "is not trusted here"},
		"not TLS":           {strings.Replace(plain.URL, "http:", "https:", 1), "speaks plain HTTP, not HTTPS"},
		"refused":           {closed.URL, "Nothing answers at 127.0.0.1:"},
	} {
		t.Run(name, func(t *testing.T) {
			response, err := (&http.Client{Transport: &http.Transport{}}).Get(test.url)
			if err == nil {
				response.Body.Close()
				t.Fatal("the request must fail")
			}
			if got := notice.Of(err); !strings.Contains(got.Sentence, test.want) {
				t.Errorf("%v\ngot  %q\nwant ... %s ...", err, got.Sentence, test.want)
			}
		})
	}
}

// discard keeps the server's message about the handshake out of the test output.
func discard() *log.Logger { return log.New(io.Discard, "", 0) }
