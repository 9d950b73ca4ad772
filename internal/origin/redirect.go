package origin

import "net/http"

// maxRedirects is how often a request with a token is redirected: a server
// that redirects in a circle would otherwise get the token again and again.
const maxRedirects = 3

// GuardRedirects returns a copy of client that does not follow a redirect to
// another origin, so that tokens in headers stay with the server they were
// meant for: the caller gets the redirect as the response. The same holds
// after three redirects, unless client has a CheckRedirect, which then decides.
// If client is nil, GuardRedirects copies [http.DefaultClient].
func GuardRedirects(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	guarded := *client
	guarded.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if Of(next.URL) != Of(via[0].URL) {
			return http.ErrUseLastResponse
		}
		if client.CheckRedirect != nil {
			return client.CheckRedirect(next, via)
		}
		if len(via) > maxRedirects {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &guarded
}
