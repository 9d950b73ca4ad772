package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A process is a run of the command under test.
type process struct {
	t      *testing.T
	out    *bufio.Scanner
	stop   context.CancelFunc
	exit   chan int
	client *http.Client

	issuer, baseURL string
}

func startProcess(t *testing.T, args ...string) *process {
	ctx, stop := context.WithCancel(t.Context())
	pr, pw := io.Pipe()
	p := &process{t: t, out: bufio.NewScanner(pr), stop: stop, exit: make(chan int, 1), client: &http.Client{}}
	go func() {
		p.exit <- run(ctx, args, pw, io.Discard)
		pw.Close()
	}()
	t.Cleanup(func() {
		stop()
		pr.Close()
	})
	p.issuer = strings.TrimPrefix(p.line(), "issuer ")
	p.baseURL = strings.TrimPrefix(p.line(), "base-url ")
	return p
}

func (p *process) line() string {
	if !p.out.Scan() {
		p.t.Fatal("output ended")
	}
	return p.out.Text()
}

func (p *process) get(path string) (int, string) {
	p.t.Helper()
	done := make(chan string, 1)
	go func() { done <- p.line() }()
	resp, err := p.client.Get(p.issuer + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, <-done
}

func TestServePrintsURLsAndRequests(t *testing.T) {
	p := startProcess(t, "-approve-after", "-1s")
	if !strings.HasPrefix(p.issuer, "http://127.0.0.1:") || p.baseURL != p.issuer+"/backend-api/codex" {
		t.Errorf("issuer %q, base-url %q", p.issuer, p.baseURL)
	}
	p.client.Transport = bearer{}
	status, line := p.get("/backend-api/codex/models?client_version=secret")
	var entry struct {
		Method, Path string
		Status       int
		Headers      []string
	}
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		t.Fatal(err)
	}
	if status != 401 || entry.Method != "GET" || entry.Path != "/backend-api/codex/models" || entry.Status != 401 || len(entry.Headers) == 0 {
		t.Errorf("status %d, line %s", status, line)
	}
	if strings.Contains(line, "secret") {
		t.Errorf("line holds a secret: %s", line)
	}
	p.client.CloseIdleConnections()
	p.stop()
	if code := <-p.exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

type bearer struct{}

func (bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer secret")
	return http.DefaultTransport.RoundTrip(r)
}

// TestServeWorkspaces offers the workspaces on the page of the documented route.
func TestServeWorkspaces(t *testing.T) {
	p := startProcess(t, "-workspace", "office", "-route", "documented")
	go p.out.Scan() // the line of the request
	resp, err := p.client.Get(p.issuer + "/api/accounts/authorize?client_id=dynamic_agent_client&agent_name_hint=Test&response_type=code&code_challenge_method=S256" +
		"&ext_agent_host_id=urn:uuid:0b5e1c2a-93a4-4f0e-8d57-2f3a4b5c6d7e&redirect_uri=http://127.0.0.1:5000/auth/callback&resource=https://api.openai.com/v1" +
		"&scope=openid+profile+email+offline_access+resource.invoke+chatgpt.tokens.use.direct&state=s&nonce=n&code_challenge=" + strings.Repeat("a", 43))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(page), `<option value="office">`) {
		t.Errorf("%v; the page is\n%s", err, page)
	}
}

func TestServeTLS(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	p := startProcess(t, "-tls", dir, "-fault", "500@models", "-route", "documented")
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("ca.pem holds no certificate")
	}
	p.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	if status, _ := p.get("/backend-api/codex/models"); status != 500 {
		t.Errorf("status %d, want that of the fault", status)
	}
	if !strings.HasPrefix(p.issuer, "https://127.0.0.1:") || p.baseURL != p.issuer+"/v1" {
		t.Errorf("issuer %s, base URL %s", p.issuer, p.baseURL)
	}
	p.client.CloseIdleConnections()
}

func TestServeRefusesBadFlags(t *testing.T) {
	for _, tt := range []struct {
		args string
		exit int
	}{
		{"-addr 0.0.0.0:0", 1}, {"-addr :8080", 1}, {"-fault nonsense", 2}, {"-doc /nowhere/at/all.md", 1}, {"-chunk 0", 2},
		{"-rate -1", 2}, {"-login-ttl 0s", 2}, {"-nonsense", 2}, {"-route other", 2}, {"more", 2}, {"-h", 0},
	} {
		var stderr strings.Builder
		exit := run(t.Context(), strings.Fields(tt.args), io.Discard, &stderr)
		if exit != tt.exit || stderr.Len() == 0 {
			t.Errorf("%s: exit code %d, want %d; %s", tt.args, exit, tt.exit, stderr.String())
		}
	}
}
