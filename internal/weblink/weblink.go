// Package weblink says where a link leads, so that a person can decide whether to open
// it: the address exactly, its host as a browser looks it up, and what about it may
// deceive.
package weblink

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"banter/internal/termsafe"
)

// A Link is an address that may be opened. All of it is printable ASCII.
type Link struct {
	Before, Host, After string // the address in three parts; Host is what decides where it leads
	Warnings            []string
}

// Address returns the whole address.
func (l Link) Address() string { return l.Before + l.Host + l.After }

// Read returns the link to an address whose text on the screen is label. It reports
// false if the address is none of the web or of a mail, or if programs disagree on what
// it means.
func Read(address, label string) (Link, bool) {
	safe, ok := termsafe.Link(address)
	if !ok || strings.ContainsAny(safe, `\`) {
		return Link{}, false
	}
	u, err := url.Parse(safe)
	if err != nil {
		return Link{}, false
	}
	if u.Scheme == "mailto" {
		to, query, asks := strings.Cut(u.Opaque, "?")
		l := Link{Before: "mailto:", Host: to, After: strings.TrimPrefix(safe, "mailto:"+to)}
		if asks && query != "" || u.RawQuery != "" {
			l.Warnings = append(l.Warnings, "The link also fills in parts of the mail.")
		}
		return l, true
	}
	host, err := ascii(u.Hostname())
	if err != nil || host == "" {
		return Link{}, false
	}
	start := len(u.Scheme) + len("://")
	end := start + strings.IndexAny(safe[start:]+"/", "/?#")
	l := Link{Before: safe[:start], Host: host, After: safe[end:]}
	if i := strings.LastIndexByte(safe[start:end], '@'); i >= 0 {
		l.Before = safe[:start+i+1]
		l.Warnings = append(l.Warnings, "What is before the @ is no host: the link leads to "+host+".")
	}
	if port := u.Port(); port != "" {
		l.After = ":" + port + l.After
	}
	l.warn(u.Hostname(), label)
	return l, true
}

// ascii returns a host as a browser looks it up.
func ascii(host string) (string, error) {
	if strings.Contains(host, ":") { // an address of IPv6
		return "[" + strings.ToLower(host) + "]", nil
	}
	return idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false)).ToASCII(host)
}

// warn says what of the host and the label may deceive.
func (l *Link) warn(host, label string) {
	shown, err := idna.ToUnicode(l.Host)
	switch {
	case err != nil || shown == l.Host:
	case mixed(shown):
		l.Warnings = append(l.Warnings, "The host mixes letters of several scripts, as imitations of other hosts do.")
	default:
		l.Warnings = append(l.Warnings, "The host is "+termsafe.Line(shown)+" in its own letters, which may look like others.")
	}
	if said := hostOf(label); said != "" && said != strings.TrimPrefix(l.Host, "www.") && said != strings.TrimPrefix(host, "www.") {
		l.Warnings = append(l.Warnings, "The text says "+termsafe.Line(said)+", but the link leads to "+l.Host+".")
	}
}

// hostOf returns the host that a text names as an address, or "".
func hostOf(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	_, rest, full := strings.Cut(label, "://")
	if !full {
		rest = label
	}
	host := rest[:strings.IndexAny(rest+"/", "/?#")]
	host = host[strings.LastIndexByte(host, '@')+1:]
	host, _, _ = strings.Cut(host, ":")
	host = strings.TrimPrefix(host, "www.")
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || strings.ContainsAny(host, " \t\n()") || !full && (len(host)-dot < 3 || !domains[host[dot+1:]]) {
		return ""
	}
	return host
}

// domains are the ends of what a text names as a host without a scheme. Others may be
// names of files: main.go.
var domains = map[string]bool{
	"com": true, "org": true, "net": true, "io": true, "dev": true, "edu": true, "gov": true, "info": true, "app": true, "ai": true,
	"de": true, "uk": true, "fr": true, "eu": true, "ch": true, "at": true, "us": true, "ca": true, "nl": true, "jp": true, "cn": true, "ru": true, "br": true, "in": true, "it": true, "es": true, "pl": true, "se": true, "au": true,
}

// mixed reports whether a label of a host has letters of scripts that no language
// writes together.
func mixed(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		found := ""
		for _, r := range label {
			s := script(r)
			if s == "" {
				continue
			}
			if found != "" && found != s {
				return true
			}
			found = s
		}
	}
	return false
}

// script returns the script of a letter; those that Chinese, Japanese and Korean write
// together are one.
func script(r rune) string {
	if !unicode.IsLetter(r) {
		return ""
	}
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) {
		return "CJK"
	}
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
