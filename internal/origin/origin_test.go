package origin_test

import (
	"net/url"
	"testing"

	"banter/internal/origin"
)

func TestSame(t *testing.T) {
	for name, test := range map[string]struct {
		a, b string
		want bool
	}{
		"spelling":     {"https://Example.com/a", "https://example.com:443/b?c", true},
		"plain":        {"http://example.com", "http://example.com:80", true},
		"another port": {"https://example.com", "https://example.com:8443", false},
		"scheme":       {"https://example.com", "http://example.com", false},
		"host":         {"https://example.com", "https://example.com.evil.test", false},
		"IPv6":         {"http://[::1]:80", "http://[::1]", true},
		"broken":       {"http://[::1", "http://[::1", false},
	} {
		if got := origin.Same(test.a, test.b); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestIsPrivate(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.com": true, "http://example.com": false, "http://localhost:1": true, "http://LOCALHOST": true, "http://127.9.9.9": true,
		"http://[::1]:9": true, "http://localhost.example.com": false, "http://10.0.0.1": false, "ftp://localhost": false, "/path": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := origin.IsPrivate(u); got != want {
			t.Errorf("%s: got %t", address, got)
		}
	}
}
