package codextest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"banter/codex/codextest"
)

// long is a text of some hundred deltas of the default size.
var long = strings.Repeat("All work and no play makes a dull text. ", 40)

// Every listed fault has a description, changes what a client sees, and strikes
// as many requests as requested.
func TestEveryFaultStrikesAndPasses(t *testing.T) {
	for name, doc := range codextest.Faults() {
		t.Run(name, func(t *testing.T) {
			if doc == "" {
				t.Error("no documentation")
			}
			if strings.HasPrefix(name, "reasoning-refused") || strings.HasPrefix(name, "id-token:") {
				return // strikes only requests with reasoning, as in TestEmulatorRefusesReasoning of codex; see TestIDTokenRefused of auth
			}
			synctest.Test(t, func(t *testing.T) {
				v := visit(t, codextest.Options{Doc: long[:200], Chunk: 50})
				v.http.Timeout = time.Minute
				if !v.struckBy(name) {
					v.documented = true
					if !v.struckBy(name) {
						t.Error("the fault changed nothing")
					}
				}
			})
		})
	}
}

// struckBy reports whether a fault changes a tour. It must not change a second one.
func (v *visitor) struckBy(name string) bool {
	v.t.Helper()
	v.server.ClearFaults()
	healthy := v.tour()
	if err := v.server.Fault(name, 1); err != nil {
		v.t.Fatal(err)
	}
	if v.tour() == healthy {
		return false
	}
	if after := v.tour(); after != healthy {
		v.t.Errorf("something stayed behind:\n%s", firstDifference(healthy, after))
	}
	return true
}

// firstDifference returns the texts around the first difference.
func firstDifference(want, got string) string {
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	from := max(i-100, 0)
	return fmt.Sprintf("want ...%.300s\ngot ...%.300s", want[from:], got[from:])
}

// tour sends a request to every endpoint and returns a summary of the answers,
// which are the same each time unless a fault strikes.
func (v *visitor) tour() string {
	var sum strings.Builder
	v.tokens = v.server.SignIn(codextest.Account{}, 0)
	call := func(name string, send func() answer) answer {
		start := time.Now()
		a := send()
		date, _ := http.ParseTime(a.header.Get("Date"))
		took, skew := time.Since(start).Round(time.Millisecond), time.Until(date).Round(time.Minute)
		fmt.Fprintf(&sum, "%s: %d %q took %v, clock %v, error %v\n%s\n", name, a.status, a.header.Get("Content-Type"), took, skew, a.err, plain(a.body))
		return a
	}
	call("lite", func() answer { return v.ask(classic("gpt-6.1-sol", `"parallel_tool_calls":false`), liteHeader) })
	call("classic", func() answer { return v.ask(classic("gpt-5.5")) })
	call("models", func() answer { return v.backend("GET", "/models?client_version=0.0.0", "") })
	call("authorize", func() answer { return v.do("GET", v.authorizeURL(), "") })
	call("refresh", func() answer { return v.refresh(v.tokens.Refresh, true) })
	device := fields(call("start", func() answer {
		return v.do("POST", v.server.Issuer()+"/api/accounts/deviceauth/usercode", `{"client_id":"`+codextest.ClientID+`"}`)
	}))
	grant := fields(call("poll", func() answer { return v.poll(device["device_auth_id"], device["user_code"]) }))
	call("exchange", func() answer {
		return v.exchange(grant["authorization_code"], grant["code_verifier"], v.server.Issuer()+"/deviceauth/callback")
	})
	if v.documented { // signatures take time
		v.documentedTour(call)
		v.apiTour(call)
	}
	return sum.String()
}

// fields returns the texts of a JSON answer.
func fields(a answer) map[string]string {
	var all map[string]any
	json.Unmarshal([]byte(a.body), &all)
	texts := map[string]string{}
	for k, v := range all {
		texts[k] = fmt.Sprint(v)
	}
	return texts
}

var clockTimes = regexp.MustCompile(`T\d\d:\d\d:\d\dZ`)

// plain replaces what differs between two good answers: words with a digit,
// such as ids, tokens and times, and words that could have one.
func plain(body string) string {
	var b strings.Builder
	body = clockTimes.ReplaceAllString(body, "*")
	word := func(r rune) bool {
		return r < 0x80 && (r == '-' || r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	for body != "" {
		end := strings.IndexFunc(body, func(r rune) bool { return !word(r) })
		if end < 0 {
			end = len(body)
		}
		if w := body[:end]; len(w) > 3 && strings.ContainsAny(w, "0123456789") || len(w) > 30 && len(w) < 100 {
			b.WriteByte('*')
		} else {
			b.WriteString(w)
		}
		body = body[end:]
		if body != "" {
			b.WriteByte(body[0])
			body = body[1:]
		}
	}
	return b.String()
}

func TestFaultNames(t *testing.T) {
	s := codextest.New(codextest.Options{})
	for _, name := range []string{"500@refresh", "cut:2000", "huge-frame:70000", "usage-limit:team", "failed:new_code", "cloudflare-403@device-poll", "clock:+3h@models"} {
		if err := s.Fault(name, 1); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", "nonsense", "500@nowhere", "failed", "cut@models", "device-missing"} {
		if err := s.Fault(name, 1); err == nil {
			t.Errorf("fault %q was taken", name)
		}
	}
}

func TestFaultsStrikeInOrderAndCount(t *testing.T) {
	v := visit(t, codextest.Options{})
	for _, f := range []struct {
		name  string
		times int
	}{{"500", 2}, {"429", 1}, {"503@models", -1}} {
		if err := v.server.Fault(f.name, f.times); err != nil {
			t.Fatal(err)
		}
	}
	var got []int
	for range 4 {
		got = append(got, v.ask(classic("gpt-5.5")).status, v.backend("GET", "/models?client_version=0.0.0", "").status)
	}
	if want := "[500 503 500 503 429 503 200 503]"; fmt.Sprint(got) != want {
		t.Errorf("statuses %v, want %s", got, want)
	}
	v.server.ClearFaults()
	if a := v.backend("GET", "/models?client_version=0.0.0", ""); a.status != 200 {
		t.Errorf("after ClearFaults: status %d", a.status)
	}
}

// The fault cut ends the stream after exactly the given number of bytes, in
// memory and on a real connection.
func TestCutIsExact(t *testing.T) {
	v := visit(t, codextest.Options{Doc: long})
	whole := v.ask(classic("gpt-5.5"))
	if err := v.server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	for name, client := range map[string]*http.Client{"memory": v.http, "tcp": {}} {
		v.http = client
		for _, n := range []int{0, 1, 999, 5000, 40_000} {
			if err := v.server.Fault(fmt.Sprintf("cut:%d", n), 1); err != nil {
				t.Fatal(err)
			}
			a := v.ask(classic("gpt-5.5"))
			if a.err == nil || len(a.body) != n && n > 0 || n > len(whole.body) {
				t.Errorf("%s: cut after %d: %d bytes, error %v", name, n, len(a.body), a.err)
			}
		}
		client.CloseIdleConnections()
	}
}

func TestLostAnswerTakesEffect(t *testing.T) {
	v := visit(t, codextest.Options{})
	if err := v.server.Fault("lost-answer", 1); err != nil {
		t.Fatal(err)
	}
	if a := v.refresh(v.tokens.Refresh, true); a.err == nil {
		t.Errorf("an answer came: %d", a.status)
	}
	if a := v.refresh(v.tokens.Refresh, true); !strings.Contains(a.body, "refresh_token_reused") {
		t.Errorf("the token still works: %d %s", a.status, a.body)
	}
}

func TestDeniedAuthorization(t *testing.T) {
	v := visit(t, codextest.Options{})
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	press := func(decision string) url.Values {
		a := v.do("POST", v.authorizeURL(), "decision="+decision, "Content-Type: application/x-www-form-urlencoded")
		u, err := url.Parse(a.header.Get("Location"))
		if a.status != 302 || err != nil {
			t.Fatalf("status %d to %s", a.status, u)
		}
		return u.Query()
	}
	if q := press("approve"); q.Get("code") == "" || q.Get("state") != "s t&ate" {
		t.Errorf("approve: %v", q)
	}
	if q := press("deny"); q.Get("error") != "access_denied" || q.Get("state") != "s t&ate" {
		t.Errorf("deny: %v", q)
	}
	if err := v.server.Fault("authorize-no-entitlement", 1); err != nil {
		t.Fatal(err)
	}
	if q := press("approve"); !strings.Contains(q.Get("error_description"), "missing_codex_entitlement") {
		t.Errorf("no entitlement: %v", q)
	}
}

// When a client gives up, its request on the server ends.
func TestHangingEndsWithTheClient(t *testing.T) {
	for _, name := range []string{"hang", "stall", "stall:100", "completed-held", "failed-held:server_error"} {
		synctest.Test(t, func(t *testing.T) {
			v := visit(t, codextest.Options{Doc: long})
			if err := v.server.Fault(name, 1); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			v.http.Transport = withContext{ctx, v.http.Transport}
			a := v.ask(classic("gpt-5.5"))
			if a.err == nil || ctx.Err() == nil {
				t.Errorf("%s: ended by itself: %d, %v", name, a.status, a.err)
			}
		})
	}
}

type withContext struct {
	ctx  context.Context
	next http.RoundTripper
}

func (w withContext) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.next.RoundTrip(r.WithContext(w.ctx))
}
