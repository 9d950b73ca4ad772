package termsafe

import (
	"net/url"
	"strings"
)

// maxLink is the longest target that is made a link: terminals stop at about
// 2,083 bytes (the OSC 8 specification).
const maxLink = 2048

// Link returns raw if it is an absolute http, https or mailto URL that holds
// nothing a terminal would act on, and reports whether it is. The scheme is
// made lower case and characters outside printable ASCII are percent-encoded,
// as OSC 8 asks.
func Link(raw string) (string, bool) {
	raw = strings.Trim(raw, " ")
	if len(raw) > maxLink || raw != Text(raw) || strings.ContainsAny(raw, "\n\t") {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", false
	}
	raw = u.Scheme + raw[len(u.Scheme):] // url.Parse makes it lower case
	switch u.Scheme {
	case "http", "https":
		if u.Hostname() == "" {
			return "", false
		}
	case "mailto":
		if u.Opaque == "" {
			return "", false
		}
	default:
		return "", false
	}
	return encode(raw)
}

const hexDigits = "0123456789ABCDEF"

func encode(raw string) (string, bool) {
	var b strings.Builder
	for i := range len(raw) {
		if c := raw[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	if b.Len() > maxLink {
		return "", false
	}
	return b.String(), true
}
