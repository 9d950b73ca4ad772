package auth_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// anyPort lets tests run beside each other.
func anyPort() auth.Provider { return auth.Provider{Redirect: auth.Redirect{Ports: []int{0}}} }

// A visit is a browser sign-in under test.
type visit struct {
	t      *testing.T
	flow   *auth.BrowserFlow
	server *script
	query  url.Values // of the authorize page
	done   chan struct{}
	tokens auth.Tokens
	err    error
}

func startVisit(t *testing.T, change ...func(*auth.FlowOptions)) *visit {
	t.Helper()
	v := &visit{t: t, server: newScript(t).on(tokenPath, sold(fresh("new", time.Hour))), done: make(chan struct{})}
	opts := auth.FlowOptions{Provider: anyPort(), HTTPClient: v.server.client(), Store: auth.NewMemory()}
	for _, f := range change {
		f(&opts)
	}
	flow, err := auth.StartBrowserFlow(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	page, err := url.Parse(flow.URL)
	if err != nil {
		t.Fatal(err)
	}
	v.flow, v.query = flow, page.Query()
	go func() {
		defer close(v.done)
		v.tokens, v.err = flow.Wait(t.Context())
	}()
	return v
}

// get requests the callback as a browser does.
func (v *visit) get(path string, pairs ...string) (status int, page string, header http.Header) {
	v.t.Helper()
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	target, _ := url.Parse(v.query.Get("redirect_uri"))
	if path != "" {
		target.Path = path
	}
	target.RawQuery = query.Encode()
	transport := &http.Transport{} // the default transport would keep the connection open
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	response, err := client.Get(target.String())
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if response.Close {
		response.Header.Set("Connection", "close") // net/http removes the header
	}
	return response.StatusCode, string(body), response.Header
}

func (v *visit) state() string { return v.query.Get("state") }

func (v *visit) waiting() bool {
	select {
	case <-v.done:
		return false
	default:
		return true
	}
}

func TestBrowserSignIn(t *testing.T) {
	v := startVisit(t)
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "app_EMoamEEZ73f0CkXaXp7hrann", "scope": "openid profile email offline_access",
		"code_challenge_method": "S256", "id_token_add_organizations": "true", "codex_cli_simplified_flow": "true", "originator": "banter",
	} {
		if got := v.query.Get(name); got != want {
			t.Errorf("authorize %s = %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(v.flow.URL, "https://auth.openai.com/oauth/authorize?") || len(v.state()) != 43 {
		t.Errorf("authorize page %s", strings.SplitN(v.flow.URL, "?", 2)[0])
	}
	status, page, header := v.get("", "code", "the-code", "state", v.state())
	<-v.done
	if v.err != nil || v.tokens.Refresh != fresh("new", 0).Refresh {
		t.Fatalf("got %v", v.err)
	}
	if status != 200 || !strings.Contains(page, "You can close this page") || header.Get("Connection") != "close" {
		t.Errorf("page: status %d, %q, %v", status, page, header)
	}
	for _, secret := range []string{"the-code", authtest.Canary, v.state(), "eyJ"} {
		if strings.Contains(page+fmt.Sprint(header), secret) {
			t.Errorf("the page holds %q", secret)
		}
	}
	sent := v.server.to(tokenPath)[0]
	sum := sha256.Sum256([]byte(sent.fields["code_verifier"]))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != v.query.Get("code_challenge") || len(sent.fields["code_verifier"]) != 86 {
		t.Error("the verifier does not match the challenge")
	}
	if sent.fields["code"] != "the-code" || sent.fields["redirect_uri"] != v.query.Get("redirect_uri") {
		t.Errorf("exchange with redirect %q", sent.fields["redirect_uri"])
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(strings.TrimSuffix(v.query.Get("redirect_uri"), "/auth/callback"), "http://")); err == nil {
		t.Error("it still listens")
	}
}

// TestBrowserStrays checks that requests that do not belong to the flow get a
// page, and that the flow continues.
func TestBrowserStrays(t *testing.T) {
	v := startVisit(t)
	for _, stray := range []struct {
		path   string
		pairs  []string
		status int
	}{
		{"", []string{"code", "x", "state", "of another flow"}, 400},
		{"", []string{"code", "x"}, 400},
		{"", []string{"error", "access_denied", "state", "other"}, 400},
		{"/favicon.ico", nil, 404},
		{"/", nil, 404},
	} {
		if status, page, _ := v.get(stray.path, stray.pairs...); status != stray.status || !strings.Contains(page, "<h1>") || !v.waiting() {
			t.Errorf("%v: status %d, still waiting %t", stray, status, v.waiting())
		}
	}
	if status, _, _ := v.get("", "code", "x", "state", v.state()+".onboarding_entrypoint=life_sciences"); status != 200 {
		t.Errorf("own state with a suffix: status %d", status)
	}
	<-v.done
	if v.err != nil {
		t.Error(v.err)
	}
}

func TestBrowserRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		path  string
		pairs []string
		reply reply // of the exchange
		code  auth.Code
		says  string
	}{
		"declined":    {pairs: []string{"error", "access_denied"}, code: auth.CodeDenied, says: "was declined"},
		"entitlement": {pairs: []string{"error", "access_denied", "error_description", "x missing_codex_entitlement"}, code: auth.CodeDenied, says: "not switched on"},
		"other":       {pairs: []string{"error", "server_error", "error_description", "<script>"}, code: auth.CodeIssuer, says: "has a fault"},
		"unknown":     {pairs: []string{"error", "whatever"}, code: auth.CodeIssuer, says: "reports a problem"},
		"country":     {pairs: []string{"error", "access_denied", "error_description", "Country, region, or territory not supported"}, code: auth.CodeCountry, says: "does not serve the country"},
		"no code":     {code: auth.CodeBadAnswer, says: "sent no code"},
		"cancelled":   {path: "/cancel", code: auth.CodeDenied, says: "was declined"},
		"exchange":    {pairs: []string{"code", "x"}, reply: reply{status: 400, body: `{"error":"invalid_grant"}`}, code: auth.CodeIssuer, says: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			v := startVisit(t)
			v.server.on(tokenPath, test.reply)
			status, page, _ := v.get(test.path, append(test.pairs, "state", v.state())...)
			<-v.done
			checkError(t, v.err, test.code, test.says)
			if test.path == "" && (status != 400 || !strings.Contains(page, test.says)) || strings.Contains(page, "<script>") {
				t.Errorf("page: status %d, %q", status, page)
			}
		})
	}
}

func TestBrowserPaste(t *testing.T) {
	for name, test := range map[string]struct {
		text string // %s is the state
		code auth.Code
	}{
		"address":      {text: "http://localhost:1455/auth/callback?code=the-code&state=%s"},
		"over lines":   {text: " 'http://localhost:1455/auth/callback?code=the-\n  code&state=%s'\n"},
		"query":        {text: "code=the-code&state=%s"},
		"bare code":    {text: " the-code\n"},
		"other state":  {text: "http://localhost:1455/auth/callback?code=the-code&state=x%s", code: auth.CodeOtherSignIn},
		"no address":   {text: "hello, is this it? %s", code: auth.CodeNotACallback},
		"nothing":      {text: " ", code: auth.CodeNotACallback},
		"sign-in page": {text: "https://auth.openai.com/oauth/authorize?client_id=x&state=%s", code: auth.CodeNotACallback},
	} {
		t.Run(name, func(t *testing.T) {
			v := startVisit(t, func(o *auth.FlowOptions) { o.PasteOnly, o.Provider = true, auth.Provider{} })
			if got := v.query.Get("redirect_uri"); got != "http://localhost:1455/auth/callback" {
				t.Errorf("redirect %q", got)
			}
			text := test.text
			if strings.Contains(text, "%s") {
				text = fmt.Sprintf(text, v.state())
			}
			err := v.flow.Paste(text)
			if test.code != "" {
				checkError(t, err, test.code, "")
				if err := v.flow.Paste("code=the-code&state=" + v.state()); err != nil || !v.waiting() && v.err != nil {
					t.Errorf("the flow does not go on: %v", err)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			<-v.done
			if v.err != nil || v.server.to(tokenPath)[0].fields["code"] != "the-code" {
				t.Errorf("got %v", v.err)
			}
		})
	}
}

func TestBrowserPorts(t *testing.T) {
	busy, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	port := busy.Addr().(*net.TCPAddr).Port
	start := func(ports ...int) (*auth.BrowserFlow, error) {
		return auth.StartBrowserFlow(t.Context(), auth.FlowOptions{Provider: auth.Provider{Redirect: auth.Redirect{Ports: ports}}})
	}
	_, err = start(port)
	checkError(t, err, auth.CodePortsTaken, "Another program")
	flow, err := start(port, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer flow.Close()
	page, _ := url.Parse(flow.URL)
	redirect, _ := url.Parse(page.Query().Get("redirect_uri"))
	if redirect.Port() == fmt.Sprint(port) {
		t.Error("the redirect names the busy port")
	}
	for _, host := range []string{"127.0.0.1", "::1"} {
		connection, err := net.Dial("tcp", net.JoinHostPort(host, redirect.Port()))
		if err != nil && host == "::1" {
			t.Log("no IPv6 here: ", err)
			continue
		}
		if err != nil {
			t.Errorf("%s is not listened on: %v", host, err)
			continue
		}
		connection.Close()
	}
}

func TestBrowserLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flow, err := auth.StartBrowserFlow(t.Context(), auth.FlowOptions{PasteOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		_, err = flow.Wait(t.Context())
		checkError(t, err, auth.CodeExpired, "too long")
		if time.Since(begin) != 15*time.Minute {
			t.Errorf("after %v", time.Since(begin))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		flow, err := auth.StartBrowserFlow(t.Context(), auth.FlowOptions{PasteOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := flow.Wait(ctx); err != context.Canceled {
			t.Errorf("got %v", err)
		}
	})
}
