package weblink_test

import (
	"strings"
	"testing"

	"banter/internal/weblink"
)

func TestRead(t *testing.T) {
	for _, test := range []struct{ address, label, want, warning string }{
		{"https://go.dev/doc?a=1#b", "the docs", "https:// go.dev /doc?a=1#b", ""},
		{"HTTP://Example.ORG:8080", "example.org", "http:// example.org :8080", ""},
		{"https://www.example.org/", "https://example.org/", "https:// www.example.org /", ""},
		{"mailto:ada@example.org", "mail", "mailto: ada@example.org ", ""},
		{"mailto:ada@example.org?subject=x", "mail", "mailto: ada@example.org ?subject=x", "fills in"},
		{"https://google.com@evil.example/x", "x", "https://google.com@ evil.example /x", "before the @"},
		{"https://google.com:443@evil.example", "x", "https://google.com:443@ evil.example ", "leads to evil.example"},
		{"https://google.com%2F@evil.example", "x", "https://google.com%2F@ evil.example ", "before the @"},
		{"https://evil.example/", "https://google.com/login", "https:// evil.example /", "The text says google.com, but"},
		{"https://evil.example/", "google.com", "https:// evil.example /", "The text says google.com, but"},
		{"https://evil.example/", "main.go", "https:// evil.example /", ""},
		{"https://gооgle.com/", "google.com", "https:// xn--ggle-55da.com /", "several scripts"},
		{"https://xn--ggle-55da.com/", "google.com", "https:// xn--ggle-55da.com /", "several scripts"},
		{"https://аррӏе.com/", "аррӏе.com", "https:// xn--80ak6aa92e.com /", "аррӏе.com in its own letters"},
		{"https://münchen.de/", "münchen.de", "https:// xn--mnchen-3ya.de /", "münchen.de in its own letters"},
		{"https://日本語のテスト.jp/", "", "https:// xn--u9j5hmbj5909dcvb2w6i.jp /", "in its own letters"},
		{"http://[::1]:80/", "", "http:// [::1] :80/", ""},
		{`https://good.com\@evil.com/`, "", "", ""},
		{"https://good.com\x1b]0;x", "", "", ""},
		{"javascript:alert(1)", "", "", ""},
		{"file:///etc/passwd", "", "", ""},
		{"https:///x", "", "", ""},
		{"ssh://host", "", "", ""},
	} {
		link, ok := weblink.Read(test.address, test.label)
		got := ""
		if ok {
			got = link.Before + " " + link.Host + " " + link.After
		}
		if warning := strings.Join(link.Warnings, " "); got != test.want || !strings.Contains(warning, test.warning) || test.warning == "" && warning != "" {
			t.Errorf("%s: %q, warnings %q", test.address, got, warning)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("https://a@b.example:1/x?y#z", "b.example")
	f.Add("mailto:a@b?c", "")
	f.Fuzz(func(t *testing.T, address, label string) {
		link, ok := weblink.Read(address, label)
		if !ok {
			return
		}
		again, ok := weblink.Read(link.Address(), label)
		if !ok || again.Host != link.Host || again.Address() != link.Address() {
			t.Errorf("%q is %q, which is %q", address, link.Address(), again.Address())
		}
		for _, c := range []byte(link.Address()) {
			if c <= ' ' || c > '~' {
				t.Errorf("%q has a byte %x", link.Address(), c)
			}
		}
	})
}
