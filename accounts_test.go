package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"banter/codex/codextest"
)

// A crowd is an emulator at which several people sign in one after the other.
type crowd struct {
	*codextest.Server
	next atomic.Pointer[codextest.Account] // the person who takes the next code
	env  []string                          // of the program; all share one computer

	renewals atomic.Pointer[chan *renewal] // gets each refresh, which the receiver lets go on; nil: none is held
}

// newCrowd starts an emulator, and a home with sealed sign-ins.
func newCrowd(t *testing.T, opts codextest.Options) *crowd {
	t.Helper()
	opts.ApproveAfter = -1
	home := t.TempDir()
	w := watched(t, home)
	c := &crowd{Server: w.emulator(opts)}
	c.next.Store(&codextest.Account{})
	front := httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(func() {
		front.Close()
		c.Close()
	})
	secret := filepath.Join(home, "passphrase.txt")
	if err := os.WriteFile(secret, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.env = append(os.Environ(),
		"BANTER_LOG="+w.log(), "BANTER_KEEP_UNLOCKED=off", "HOME="+home, "BANTER_HOME="+filepath.Join(home, "banter"), "CODEX_HOME="+home, "BANTER_STORE=sealed", "BANTER_PASSPHRASE_FILE="+secret,
		"LANG=C.UTF-8", "TMPDIR="+home, "BANTER_ISSUER="+front.URL, "BANTER_BASE_URL="+front.URL+"/backend-api/codex")
	return c
}

// serve approves each code for the next person at once. It is a proxy of the
// emulator, under another address, and corrects the address in a grant.
func (c *crowd) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	body = bytes.ReplaceAll(body, []byte(url.QueryEscape("http://"+r.Host)), []byte(url.QueryEscape(c.Issuer())))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if held := c.renewals.Load(); held != nil && bytes.Contains(body, []byte(`"grant_type":"refresh_token"`)) {
		hold(*held, c.Server, w, r)
		return
	}
	if !strings.HasSuffix(r.URL.Path, "/deviceauth/usercode") {
		c.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	c.ServeHTTP(answer, r)
	var given struct {
		Code string `json:"user_code"`
	}
	if json.Unmarshal(answer.Body.Bytes(), &given) == nil {
		next := *c.next.Load()
		next.Canary = canary
		_ = c.ApproveAs(given.Code, next) // otherwise the sign-in fails, and says so
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// banter runs the program and returns what it wrote, and its exit code.
func (c *crowd) banter(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.Command("banter", args...)
	cmd.Env = c.env
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	watchOf(c.env).note("output of "+strings.Join(args, " "), []byte(out.String()+errs.String()))
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// must runs the program, which has to succeed.
func (c *crowd) must(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, code := c.banter(t, args...)
	if code != 0 {
		t.Fatalf("banter %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// asks returns the account whose token is sent with a question.
func (c *crowd) asks(t *testing.T, args ...string) string {
	t.Helper()
	c.must(t, append(args, "ask", "--temporary", "hi")...)
	requests := c.Requests()
	for i := len(requests) - 1; i >= 0; i-- {
		if requests[i].Endpoint == "responses" {
			return requests[i].AccountID
		}
	}
	t.Fatal("no question arrived")
	return ""
}

func (c *crowd) count(endpoint string) (n int) {
	for _, r := range c.Requests() {
		if r.Endpoint == endpoint {
			n++
		}
	}
	return n
}

// TestAccountsBesideEachOther: each question uses the named account, and
// changes of one account leave the others alone.
func TestAccountsBesideEachOther(t *testing.T) {
	c := newCrowd(t, codextest.Options{Doc: "Hi."})
	c.next.Store(&codextest.Account{ID: "acc-home", Email: "ada@home.example", Plan: "plus"})
	c.must(t, "login", "--account", "home")
	c.next.Store(&codextest.Account{ID: "acc-work", Email: "ada@work.example", Plan: "business"})
	if out := c.must(t, "login", "--account", "work"); !strings.Contains(out, "Signed in as ada@work.example (business), account work.") {
		t.Errorf("login says %q", out)
	}
	if home, work, last := c.asks(t, "--account", "home"), c.asks(t, "--account", "work"), c.asks(t); home != "acc-home" || work != "acc-work" || last != "acc-work" {
		t.Errorf("asked as %s, %s, %s", home, work, last)
	}
	if out := c.must(t, "whoami", "--all"); out != "  home  ada@home.example  plus      sealed\n* work  ada@work.example  business  sealed\n" {
		t.Errorf("the list is\n%s", out)
	}
	var who struct {
		Name, Email, Plan, Store string
		Account                  string `json:"account_id"`
		Age                      *int   `json:"token_age_seconds"`
	}
	if out := c.must(t, "whoami", "--account", "home", "--json"); json.Unmarshal([]byte(out), &who) != nil ||
		who.Name != "home" || who.Email != "ada@home.example" || who.Plan != "plus" || who.Account != "acc-home" || who.Store != "sealed" || who.Age == nil {
		t.Errorf("whoami: %s", out)
	}

	c.must(t, "login", "--account", "work") // once more
	if home := c.asks(t, "--account", "home"); home != "acc-home" || c.count("revoke") != 0 {
		t.Errorf("replacing work disturbed home: %s, %d revocations", home, c.count("revoke"))
	}
	c.must(t, "logout", "--account", "home")
	if _, errs, code := c.banter(t, "--account", "home", "ask", "hi"); code != 4 || !strings.Contains(errs, "Run banter login --account home.") {
		t.Errorf("signed out: exit code %d, %s", code, errs)
	}
	if work := c.asks(t); work != "acc-work" || c.count("revoke") != 0 {
		t.Errorf("signing home out disturbed work: %s, %d revocations", work, c.count("revoke"))
	}
}

func TestLogoutOfAll(t *testing.T) {
	c := newCrowd(t, codextest.Options{})
	for _, name := range []string{"one", "two"} {
		c.next.Store(&codextest.Account{ID: "acc-" + name, Email: name + "@example.org"})
		c.must(t, "login", "--account", name)
	}
	if err := c.Fault("500@revoke", 3); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := c.banter(t, "logout", "--all", "--revoke"); code != 1 {
		t.Errorf("exit code %d, want a failure that can be tried again:\n%s%s", code, out, errs)
	}
	c.ClearFaults()
	out := c.must(t, "logout", "--all", "--revoke")
	if !strings.Contains(out, "revoked") {
		t.Errorf("logout says %q", out)
	}
	for _, name := range []string{"one", "two"} {
		if _, _, code := c.banter(t, "whoami", "--account", name); code != 4 {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
	if _, _, code := c.banter(t, "whoami", "--all"); code != 4 {
		t.Errorf("whoami --all: exit code %d", code)
	}
	for _, v := range c.env {
		if home, ok := strings.CutPrefix(v, "BANTER_HOME="); ok {
			left, err := filepath.Glob(filepath.Join(home, "data", "sign-in-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		}
	}
}

// TestMovingASignIn leaves nothing in the old place.
func TestMovingASignIn(t *testing.T) {
	c := newCrowd(t, codextest.Options{})
	c.must(t, "login")
	c.must(t, "login", "--store", "codex", "--device")
	if out := c.must(t, "--store", "codex", "whoami", "--all"); !strings.HasSuffix(out, "codex\n") {
		t.Errorf("the list is %q", out)
	}
	if _, _, code := c.banter(t, "whoami", "--store", "sealed"); code != 4 {
		t.Errorf("the sealed file is still there: exit code %d", code)
	}
	if _, errs, code := c.banter(t, "login", "--account", "other", "--store", "codex"); code != 2 || !strings.Contains(errs, "holds one sign-in") {
		t.Errorf("two accounts in one file: exit code %d, %s", code, errs)
	}
}

func TestAccountNamesAreChecked(t *testing.T) {
	c := newCrowd(t, codextest.Options{})
	for _, name := range []string{"../x", "a b", "-a"} {
		if _, errs, code := c.banter(t, "login", "--account="+name); code != 2 || !strings.Contains(errs, "cannot be the name") {
			t.Errorf("%q: exit code %d, %s", name, code, errs)
		}
	}
	if _, errs, code := c.banter(t, "--account", "other", "models"); code != 4 || !strings.Contains(errs, "Run banter login --account other.") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}
