package debuglog_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"banter/internal/debuglog"
)

const canary = "CANARY@secret"

// folder returns one for a log, which stays open: Windows removes no open file, and
// so not the folder at the end of the test.
func folder(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "windows" {
		return t.TempDir()
	}
	folder, err := os.MkdirTemp("", "debuglog")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// open returns a log and a function that returns its text without times and
// numbers.
func open(t *testing.T) (log *debuglog.Log, read func() string) {
	t.Helper()
	path := filepath.Join(folder(t), "log")
	log, err := debuglog.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	changing := regexp.MustCompile(`time=\S+ |pid=\S+ |took=\S+ |level=INFO `)
	return log, func() string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return changing.ReplaceAllString(string(text), "")
	}
}

func TestFileIsForItsOwner(t *testing.T) {
	path := filepath.Join(folder(t), "log")
	for range 2 {
		log, err := debuglog.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		log.Exit(0)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Count(string(text), "msg=exit") != 2 {
		t.Errorf("the second run did not append: %v\n%s", err, text)
	}
	if _, err := debuglog.Open(t.TempDir()); err == nil {
		t.Error("a directory is no log")
	}
}

func TestOff(t *testing.T) {
	log, err := debuglog.Open("")
	if err != nil || log != nil {
		t.Fatal(log, err)
	}
	log.Start("v", "c")
	log.Fault(errors.New("x"), "")
	log.Tokens("loaded", "keychain", nil, "")
	log.History(false)
	log.Exit(1)
	client := &http.Client{}
	if log.Client(client) != client || log.Client(nil) != nil || log.Transport(nil) != nil {
		t.Error("a log that is off stands in the way")
	}
}

// TestFaults checks that an error without words is not quoted.
func TestFaults(t *testing.T) {
	log, read := open(t)
	log.Fault(fmt.Errorf("read %s: %w", canary, errors.New(canary)), canary)
	log.Fault(context.Canceled, "")
	log.Fault(nil, "")
	log.Refused("unsupported_value", "input[0].content")
	log.Refused(canary, "input."+canary)
	log.Refused("eyj"+strings.Repeat("x", 70), "")
	log.Tokens("not saved", "sealed", fmt.Errorf("save: %w", os.ErrPermission), "store_failed")
	want := `level=WARN msg=fault fault="Something unexpected went wrong." code=strange types="*fmt.wrapError *errors.errorString"
level=WARN msg=fault fault=Cancelled.
level=WARN msg=refused code=unsupported_value param=input[0].content
level=WARN msg=refused code=strange param=strange
level=WARN msg=refused code=strange param=""
level=WARN msg="tokens not saved" store=sealed fault="You have no permission to use the file." code=store_failed
`
	if read() != want {
		t.Errorf("got\n%swant\n%s", read(), want)
	}
}

// TestRequests checks that the log names host, path and status of a request, and
// quotes neither the request nor the response.
func TestRequests(t *testing.T) {
	status := http.StatusInternalServerError
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/"+canary, http.StatusFound)
			return
		}
		w.Header().Set("X-Request-Id", "req-1")
		w.Header().Set("Cf-Ray", "<"+canary+">")
		w.Header().Set("X-Other", canary)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, canary)
	}))
	defer server.Close()
	log, read := open(t)
	client := log.Client(nil)
	ask := func(path string) {
		req, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+path+"?code="+canary, strings.NewReader(canary))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+canary)
		resp, err := client.Do(req)
		if err != nil {
			return
		}
		if text, err := io.ReadAll(resp.Body); err != nil || string(text) != canary {
			t.Errorf("the answer is %q, %v", text, err)
		}
		resp.Body.Close()
	}
	ask("/a")
	status = http.StatusOK
	ask("/a")
	ask("/a")
	ask("/from")
	server.Close()
	ask("/b")
	host := "host=" + strings.TrimPrefix(server.URL, "http://")
	ids := "request_id=req-1 cf_ray=strange"
	want := strings.ReplaceAll(`msg=request method=POST HOST path=/a attempt=1 status=500 IDS
msg="answer ended" how=whole bytes=13 IDS
msg=request method=POST HOST path=/a attempt=2 status=200 IDS
msg="answer ended" how=whole bytes=13 IDS
msg=request method=POST HOST path=/a attempt=1 status=200 IDS
msg="answer ended" how=whole bytes=13 IDS
msg=request method=POST HOST path=/from attempt=1 status=302 took
msg="answer ended" how=whole bytes=0 took
msg=request method=GET HOST path=(redirected) attempt=1 status=200 IDS
msg="answer ended" how=whole bytes=13 IDS
level=WARN msg=request method=POST HOST path=/b attempt=1 fault="`, "IDS", ids)
	want = strings.ReplaceAll(strings.ReplaceAll(want, "HOST", host), " took\n", " ")
	got := regexp.MustCompile(` took=\S+\n`).ReplaceAllString(read(), " ")
	if !strings.HasPrefix(got, want) || strings.Contains(got, "CANARY") {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestStreamsPass checks that a reader gets each part as it arrives, and that
// Close reaches the connection.
func TestStreamsPass(t *testing.T) {
	gone := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "first")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(gone)
	}))
	defer server.Close()
	log, read := open(t)
	resp, err := log.Client(server.Client()).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(resp.Body, make([]byte, 5)); err != nil {
		t.Error(err)
	}
	resp.Body.Close()
	<-gone
	if !strings.Contains(read(), `how=closed bytes=5`) {
		t.Errorf("got\n%s", read())
	}
}

// TestRequestsThatStop checks that the log has the words for a proxy's refusal.
func TestRequestsThatStop(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	defer proxy.Close()
	log, read := open(t)
	base := &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) { return r.URL.Parse(proxy.URL) }}
	resp, err := log.Client(&http.Client{Transport: base}).Get("https://backend.example/models")
	if err == nil {
		resp.Body.Close()
	}
	if text := read(); !strings.Contains(text, "wants a name and a password") || strings.Contains(text, "Something unexpected") {
		t.Errorf("%v is logged as %s", err, text)
	}
}
