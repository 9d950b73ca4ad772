package codextest_test

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"banter/codex/codextest"
)

// No recorded request holds a secret, but all hold what tests need.
func TestRequestsAreRecordedMasked(t *testing.T) {
	var mu sync.Mutex
	var seen []codextest.Request
	v := visit(t, codextest.Options{Doc: "Hi.", Account: codextest.Account{Canary: "leakMARK"}, OnRequest: func(r codextest.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r)
	}})
	v.tokens = v.server.SignIn(codextest.Account{Canary: "leakMARK"}, 0)
	id, code := v.startDevice()
	grant := v.poll(id, code).json(t)
	v.exchange(grant["authorization_code"].(string), grant["code_verifier"].(string), v.server.Issuer()+"/deviceauth/callback")
	v.refresh(v.tokens.Refresh, true)
	v.refresh(v.tokens.Refresh, false)
	v.do("POST", v.server.Issuer()+"/oauth/revoke", `{"token":"`+v.tokens.Refresh+`"}`)
	v.do("POST", v.server.Issuer()+"/oauth/token", "%zz"+v.tokens.Refresh)
	v.do("GET", v.server.Issuer()+"/codex/device?user_code="+code, "", "Cookie: a="+v.tokens.Access, "Authorization: "+v.tokens.Access)
	v.tokens = v.server.SignIn(codextest.Account{Canary: "leakMARK"}, 0)
	v.ask(classic("gpt-5.5"), "session-id: abc")

	all := v.server.Requests()
	dump := fmt.Sprintf("%+v%+v", all, seen)
	for _, secret := range []string{"leakMARK", id, code, grant["authorization_code"].(string), grant["code_verifier"].(string)} {
		if strings.Contains(dump, secret) {
			t.Errorf("a secret is recorded: %.40q", secret)
		}
	}
	if len(all) != 9 || len(seen) != 9 {
		t.Fatalf("%d requests, %d seen", len(all), len(seen))
	}
	last := all[8]
	if last.Endpoint != "responses" || last.Status != 200 || last.AccountID != v.tokens.Account.ID ||
		last.Header.Get("Session-Id") != "abc" || last.Body != classic("gpt-5.5") || last.Header.Get("Authorization") != "Bearer ***" {
		t.Errorf("last request %+v", last)
	}
	if !strings.Contains(all[3].Body, `"refresh_reason":"forced"`) || !strings.Contains(all[2].Body, "grant_type=authorization_code") {
		t.Errorf("bodies lost what is no secret: %q, %q", all[3].Body, all[2].Body)
	}
}

func TestOldRequestsAreForgotten(t *testing.T) {
	v := visit(t, codextest.Options{})
	for i := range 1005 {
		v.do("GET", fmt.Sprintf("%s/%d", v.server.Issuer(), i), "")
	}
	if all := v.server.Requests(); len(all) != 1000 || all[0].Path != "/5" || all[999].Path != "/1004" {
		t.Errorf("%d requests from %s", len(all), all[0].Path)
	}
}

// Many clients at once, for the race detector.
func TestConcurrentUse(t *testing.T) {
	v := visit(t, codextest.Options{Doc: long})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 5 {
				tokens := v.server.SignIn(codextest.Account{Plan: "pro"}, 0)
				w := &visitor{t: t, server: v.server, http: v.http, tokens: tokens}
				if a := w.ask(classic("gpt-5.5"), fmt.Sprintf("session-id: %d", i)); text(a.events(t)) != long {
					t.Errorf("status %d, text differs", a.status)
				}
				if a := w.refresh(tokens.Refresh, true); a.status != 200 {
					t.Errorf("refresh: status %d", a.status)
				}
				v.server.Fault("500@usage", 1)
				v.server.SetLimits(codextest.Limits{})
				v.server.Requests()
			}
		})
	}
	wg.Wait()
}

// Of many refreshes with the same token one succeeds.
func TestConcurrentRefreshesHaveOneWinner(t *testing.T) {
	v := visit(t, codextest.Options{})
	statuses := make(chan int, 20)
	var wg sync.WaitGroup
	for range cap(statuses) {
		wg.Go(func() { statuses <- v.refresh(v.tokens.Refresh, true).status })
	}
	wg.Wait()
	close(statuses)
	count := map[int]int{}
	for s := range statuses {
		count[s]++
	}
	if count[200] != 1 || count[401] != 19 {
		t.Errorf("statuses %v", count)
	}
}

// BenchmarkAnswer sends 100 KB at full speed, in some 17,000 deltas.
func BenchmarkAnswer(b *testing.B) {
	v := visit(b, codextest.Options{Doc: strings.Repeat("0123456789", 10_240)})
	b.SetBytes(102_400)
	for b.Loop() {
		resp, err := v.open(b.Context(), classic("gpt-5.5"))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, resp.Body); err != nil || n < 1_000_000 {
			b.Fatal(n, err)
		}
	}
}
