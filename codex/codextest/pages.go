package codextest

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

//go:embed pages/*.html
var pageFiles embed.FS

// pages are parsed on first use, because most servers show none.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(pageFiles, "pages/*.html"))
})

// render returns a page filled with data.
func render(status int, name string, data any) *reply {
	var b bytes.Buffer
	if err := pages().ExecuteTemplate(&b, name, data); err != nil {
		return page(http.StatusInternalServerError, "page: "+err.Error())
	}
	return page(status, b.String())
}

// devicePage answers the page on which a person types the code and approves or
// denies. The person need not sign in.
func (s *Server) devicePage(c *transaction) *reply {
	if c.r.Method == http.MethodGet {
		return render(http.StatusOK, "device.html", object{"Code": c.r.URL.Query().Get("user_code")})
	}
	form, _ := url.ParseQuery(string(c.body))
	decide, done := s.Approve, "Approved. You can close this page."
	if form.Get("decision") == "deny" {
		decide, done = s.Deny, "Denied. You can close this page."
	}
	if err := decide(form.Get("user_code")); err != nil {
		return render(http.StatusBadRequest, "device.html", object{"Code": form.Get("user_code"), "Error": "No device shows this code."})
	}
	return render(http.StatusOK, "message.html", object{"Text": done})
}

// registeredRedirects are the redirect URIs of the Codex CLI's client id: two
// ports, and both names of the loopback address.
var registeredRedirects = []string{
	"http://localhost:1455/auth/callback", "http://127.0.0.1:1455/auth/callback",
	"http://localhost:1457/auth/callback", "http://127.0.0.1:1457/auth/callback",
}

// authorizePage answers the consent page of the browser sign-in (GET), and
// sends the browser back to the client after a decision (POST).
func (s *Server) authorizePage(c *transaction) *reply {
	q := c.r.URL.Query()
	if problem := authorizeProblem(q); problem != "" {
		return render(http.StatusBadRequest, "message.html", object{"Text": "Authentication error: " + problem})
	}
	if c.r.Method == http.MethodGet && c.deny == "" {
		return render(http.StatusOK, "authorize.html", object{"Client": q.Get("originator")})
	}
	form, _ := url.ParseQuery(string(c.body))
	if c.deny == "" && form.Get("decision") != "approve" {
		c.deny = "The user denied the request."
	}
	return redirect(s.callback(q, c.deny))
}

// Authorize does what a person does in the browser: it opens the authorization
// URL, approves, and returns the URL to which the issuer sends the browser.
func (s *Server) Authorize(authorizeURL string) (callback string, err error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(u.Path, "/api/accounts/") {
		return s.AuthorizeAs(s.opts.Account, authorizeURL, true)
	}
	if problem := authorizeProblem(u.Query()); problem != "" {
		return "", fmt.Errorf("authorize: %s", problem)
	}
	return s.callback(u.Query(), ""), nil
}

// authorizeProblem returns what is wrong with an authorization request, or "".
func authorizeProblem(q url.Values) string {
	for _, name := range []string{"response_type", "client_id", "redirect_uri", "scope", "code_challenge", "code_challenge_method", "state"} {
		if q.Get(name) == "" {
			return "missing_required_parameter: " + name
		}
	}
	switch {
	case q.Get("response_type") != "code":
		return "unsupported_response_type"
	case q.Get("client_id") != ClientID:
		return "invalid_client"
	case !slices.Contains(registeredRedirects, q.Get("redirect_uri")):
		return "invalid_redirect_uri"
	case q.Get("code_challenge_method") != "S256":
		return "invalid_code_challenge_method"
	case !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		return "invalid_scope"
	}
	return ""
}

// callback returns the URL to which the issuer sends the browser after the
// decision.
func (s *Server) callback(q url.Values, denied string) string {
	back := url.Values{"state": {q.Get("state")}}
	if denied != "" {
		back.Set("error", "access_denied")
		back.Set("error_description", denied)
		return q.Get("redirect_uri") + "?" + back.Encode()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	back.Set("scope", q.Get("scope"))
	back.Set("code", s.newCode(code{
		account:   s.opts.Account,
		challenge: q.Get("code_challenge"),
		redirects: []string{q.Get("redirect_uri")},
	}))
	return q.Get("redirect_uri") + "?" + back.Encode()
}
