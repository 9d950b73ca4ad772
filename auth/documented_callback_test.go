package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banter/auth"
)

// TestDocumentedCallbacks checks what a callback must be. After those that do not
// belong to the sign-in it goes on.
func TestDocumentedCallbacks(t *testing.T) {
	post := func(r *http.Request) { r.Method = http.MethodPost }
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	path := func(r *http.Request) { r.URL.Path = "/callback" }
	for name, test := range map[string]struct {
		fault  string
		change func(*http.Request)
		status int
		code   auth.Code // empty: the sign-in goes on
	}{
		"wrong state":          {fault: "state", status: 400},
		"no state":             {fault: "no-state", status: 400},
		"state twice":          {fault: "two-states", status: 400},
		"post":                 {change: post, status: 405},
		"another path":         {change: path, status: 404},
		"another host":         {change: host("banter.example:80"), status: 421},
		"localhost":            {change: host("localhost:80"), status: 421},
		"code twice":           {fault: "two-codes", status: 400, code: auth.CodeBadAnswer},
		"client twice":         {fault: "two-clients", status: 400, code: auth.CodeBadAnswer},
		"no code":              {fault: "no-code", status: 400, code: auth.CodeBadAnswer},
		"no client":            {fault: "no-client", status: 400, code: auth.CodeBadAnswer},
		"strange client":       {fault: "strange-client", status: 400, code: auth.CodeBadAnswer},
		"dynamic client":       {fault: "dynamic-client", status: 400, code: auth.CodeBadAnswer},
		"another issuer":       {fault: "other-issuer", status: 400, code: auth.CodeBadAnswer},
		"unknown parameter":    {fault: "unknown-field", status: 200, code: "signed in"},
		"unknown problem":      {fault: "problem", status: 400, code: auth.CodeIssuer},
		"denied":               {fault: "denied", status: 400, code: auth.CodeDenied},
		"another known client": {fault: "other-client", status: 400, code: auth.CodeBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, emulator(t))
			if name == "another known client" {
				d.signIn()
			}
			s := d.sit()
			switch test.fault {
			case "":
			case "denied":
				breaks(t, d.server, "documented-denied", 1)
			default:
				breaks(t, d.server, "documented-callback:"+test.fault, 1)
			}
			back, err := d.server.Authorize(s.flow.URL)
			if err != nil {
				t.Fatal(err)
			}
			change := test.change
			if change == nil {
				change = func(*http.Request) {}
			}
			page := d.visits("GET", back, change)
			if page.status != test.status || !strings.Contains(page.text, "<h1>") || page.header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("page %d %s", page.status, page.text)
			}
			if test.code == "" {
				if !s.waiting() {
					t.Fatalf("the sign-in ended: %v", s.err)
				}
				if page := s.allow(); page.status != 200 {
					t.Errorf("then page %d %s", page.status, page.text)
				}
			}
			tokens, err := s.end()
			if test.code == "" || test.code == "signed in" {
				if err != nil || tokens.Access.IsZero() {
					t.Errorf("got %v", err)
				}
				return
			}
			checkError(t, err, test.code, "")
			for _, r := range d.server.Requests() {
				if r.Endpoint == "documented-exchange" && name != "another known client" {
					t.Error("something was exchanged")
				}
			}
		})
	}
}

// TestDocumentedCallbackTwice checks that a callback that comes again while the first
// one is exchanged shows the outcome, and exchanges nothing.
func TestDocumentedCallbackTwice(t *testing.T) {
	d := newDesk(t, emulator(t))
	breaks(t, d.server, "delay:100ms@documented-exchange", 1)
	s := d.sit()
	back, err := d.server.Authorize(s.flow.URL)
	if err != nil {
		t.Fatal(err)
	}
	second := make(chan view)
	go func() { second <- d.visits("GET", back) }()
	first := d.visits("GET", back)
	if other := <-second; first.status != 200 || other.status != 200 {
		t.Errorf("pages %d and %d", first.status, other.status)
	}
	if _, err := s.end(); err != nil || d.count("documented-exchange") != 1 {
		t.Errorf("got %v, %d exchanges", err, d.count("documented-exchange"))
	}
}

// TestDocumentedCodeRefused checks that a refused code leads to the page once more,
// with the client that was issued, and then to words.
func TestDocumentedCodeRefused(t *testing.T) {
	for times, want := range map[int]auth.Code{0: "", 1: "", 2: auth.CodeDenied} {
		d := newDesk(t, emulator(t))
		d.hurries()
		if times == 0 { // the answer is lost, and the code with it
			breaks(t, d.server, "lost-answer@documented-exchange", 1)
		} else {
			breaks(t, d.server, "token-code:invalid_grant", times)
		}
		s := d.sit()
		page := s.allow()
		u, err := url.Parse(page.header.Get("Location"))
		if err != nil || page.status != 302 || !strings.HasPrefix(u.Query().Get("client_id"), "oaiapp_") || u.Query().Get("state") == s.query().Get("state") {
			t.Fatalf("page %d, %v", page.status, u)
		}
		back, err := d.server.Authorize(u.String())
		if err != nil {
			t.Fatal(err)
		}
		last := d.visits("GET", back)
		_, err = s.end()
		if want == "" && (err != nil || last.status != 200) || want != "" && last.status != 400 {
			t.Errorf("refused %d times: %v, page %d", times, err, last.status)
		}
		if want != "" {
			checkError(t, err, want, "OpenAI refused this account")
		}
		if n := len(d.server.Clients()); n != 1 {
			t.Errorf("%d clients", n)
		}
	}
}

// TestDocumentedPaste signs in with the address of the last page. Nothing listens.
func TestDocumentedPaste(t *testing.T) {
	d := newDesk(t, emulator(t))
	s := d.sit(func(o *auth.FlowOptions) { o.PasteOnly = true })
	back, err := d.server.Authorize(s.flow.URL)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(back)
	for text, code := range map[string]auth.Code{
		u.Query().Get("code"): auth.CodeNotACallback, "code=x&state=y": auth.CodeNotACallback, u.RawQuery: auth.CodeNotACallback,
		strings.Replace(back, "127.0.0.1", "localhost", 1):      auth.CodeNotACallback,
		strings.Replace(back, "/auth/callback", "/callback", 1): auth.CodeNotACallback,
		strings.Replace(back, "state=", "state=x", 1):           auth.CodeOtherSignIn,
		back + "&state=x": auth.CodeOtherSignIn,
	} {
		checkError(t, s.flow.Paste(text), code, "")
	}
	if err := s.flow.Paste(" '" + back[:30] + "\n  " + back[30:] + "' "); err != nil {
		t.Fatal(err)
	}
	if tokens, err := s.end(); err != nil || tokens.ClientID == "" {
		t.Errorf("got %v", err)
	}
}
