package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// serverTime is how long doctor waits for a server.
const serverTime = 10 * time.Second

// clockTolerance is a difference of clocks that matters to no sign-in.
const clockTolerance = 2 * time.Minute

// servers connects to the sign-in server and to the answer server. It sends no
// token.
func (d *doctor) servers(ctx context.Context) []finding {
	t, _ := d.target() // the accounts have a finding of their own
	provider := d.provider(t.route)
	var all []finding
	for _, server := range []struct{ subject, address string }{{"sign-in", provider.Issuer}, {"answers", provider.BaseURL}} {
		all = append(all, d.server(ctx, server.subject, server.address))
	}
	return all
}

func (d *doctor) server(ctx context.Context, subject, address string) finding {
	at, err := url.Parse(address)
	if err != nil {
		return found(subject, "", err)
	}
	ctx, cancel := context.WithTimeout(ctx, serverTime)
	defer cancel()
	root := url.URL{Scheme: at.Scheme, Host: at.Host, Path: "/"}
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, root.String(), nil)
	if err != nil {
		return found(subject, "", err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if d.HTTP != nil {
		client.Transport = d.HTTP.Transport
	}
	began := time.Now()
	resp, err := client.Do(req)
	if err != nil {
		return found(subject, "", err)
	}
	resp.Body.Close()
	took := time.Since(began)
	if theirs, err := http.ParseTime(resp.Header.Get("Date")); err == nil && time.Since(theirs).Abs() > clockTolerance {
		return finding{subject, failing, fmt.Sprintf("%s says that it is %s, which differs from the clock of this computer.", at.Host, localTime(theirs)), "Set the clock; sign-ins depend on it."}
	}
	return finding{subject, fine, fmt.Sprintf("%s answered in %d ms with status %d", at.Host, took.Milliseconds(), resp.StatusCode), ""}
}
