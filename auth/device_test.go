package auth_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

const (
	started   = `{"device_auth_id":"dev-1","user_code":"ABCD-12345","interval":"5"}`
	grantBody = `{"authorization_code":"grant-1","code_challenge":"c","code_verifier":"verifier-1"}`
)

var stillPending = reply{status: 403, body: `{"error":{"code":"deviceauth_authorization_pending"}}`}

func TestRow01DeviceSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := fresh("new", 240*time.Hour)
		server := newScript(t).
			on(userCodePath, reply{status: 200, body: started}).
			on(pollPath, stillPending, reply{status: 404, body: "{}"}, reply{status: 200, body: grantBody}).
			on(tokenPath, sold(want))
		store := auth.NewMemory()
		begin := time.Now()
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{
			Store: store, HTTPClient: server.client(), Provider: auth.Provider{Issuer: "https://auth.openai.com/"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if flow.URL != "https://auth.openai.com/codex/device" || flow.Code != "ABCD-12345" ||
			flow.Instruction != "Enter code: ABCD-12345" || !flow.Expires.Equal(begin.Add(15*time.Minute)) {
			t.Errorf("flow shows %q %q %q %v", flow.URL, flow.Code, flow.Instruction, flow.Expires)
		}
		got, err := flow.Wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if elapsed := time.Since(begin); elapsed != 16*time.Second {
			t.Errorf("two pauses of 5 s and 3 s of slack: took %v", elapsed)
		}
		checkSignedIn(t, got, want, begin.Add(16*time.Second))
		if saved, err := store.Load(t.Context()); err != nil || saved != got {
			t.Errorf("saved %+v, %v; want what Wait returned", saved, err)
		}
		checkExchange(t, server)
	})
}

func checkSignedIn(t *testing.T, got, want auth.Tokens, at time.Time) {
	t.Helper()
	want.LastRefresh, want.Expiry = at, at.Add(240*time.Hour)
	if !authtest.Same(got, want) || got.Issuer != "https://auth.openai.com" || got.BaseURL != "https://chatgpt.com/backend-api/codex" {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func checkExchange(t *testing.T, server *script) {
	t.Helper()
	c := server.to(tokenPath)[0]
	want := map[string]string{
		"grant_type": "authorization_code", "client_id": "app_EMoamEEZ73f0CkXaXp7hrann", "code": "grant-1",
		"code_verifier": "verifier-1", "redirect_uri": "https://auth.openai.com/deviceauth/callback",
	}
	if c.kind != "application/x-www-form-urlencoded" || fmt.Sprint(c.fields) != fmt.Sprint(want) {
		t.Errorf("exchange: %s %v, want a form with %v", c.kind, c.fields, want)
	}
	poll := server.to(pollPath)[0]
	if poll.kind != "application/json" || poll.fields["device_auth_id"] != "dev-1" || poll.fields["user_code"] != "ABCD-12345" {
		t.Errorf("poll: %s %v", poll.kind, poll.fields)
	}
}

func TestRow01StartDeviceFlowRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		reply reply
		code  auth.Code
		says  string
	}{
		"no id":        {reply{status: 200, body: `{"user_code":"A"}`}, auth.CodeBadAnswer, "device_auth_id"},
		"no code":      {reply{status: 200, body: `{"device_auth_id":"d"}`}, auth.CodeBadAnswer, "user_code"},
		"wrong types":  {reply{status: 200, body: `{"device_auth_id":7,"user_code":[]}`}, auth.CodeBadAnswer, "device_auth_id"},
		"not JSON":     {reply{status: 200, body: `ok`}, auth.CodeIssuer, ""},
		"page":         {reply{status: 200, body: `<html>Sign in to the hotel network`}, auth.CodeChallenge, "page for browsers"},
		"disabled":     {reply{status: 404, body: `{}`}, auth.CodeDeviceDisabled, "does not offer"},
		"challenge":    {challenge, auth.CodeChallenge, "page for browsers"},
		"too fast":     {reply{status: 429, body: `{}`}, auth.CodeIssuer, "too many requests"},
		"server fault": {reply{status: 502, body: `bad gateway`}, auth.CodeIssuer, "has a fault"},
		"redirected":   {reply{status: 302, body: `{}`, header: map[string]string{"Location": "https://evil.example/"}}, auth.CodeIssuer, "another address"},
		"refused":      {reply{status: 403, body: `{"error":"whatever"}`}, auth.CodeIssuer, "refused"},
		"country":      {reply{status: 403, body: `{"error":"unsupported_country"}`}, auth.CodeCountry, "does not serve the country"},
		"page abroad":  {reply{status: 403, body: `<html>The owner has banned the country or region your IP address is in (XX)`}, auth.CodeCountry, "does not serve the country"},
		"closed, 404":  {reply{status: 404, body: `{"detail":{"code":"account_deactivated"}}`}, auth.CodeAccountClosed, "closed or suspended"},
		"no network":   {reply{err: errors.New("dial: down")}, auth.CodeNetwork, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := newScript(t).on(userCodePath, test.reply)
			_, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
			checkError(t, err, test.code, test.says)
		})
	}
}

func checkError(t *testing.T, err error, code auth.Code, says string) {
	t.Helper()
	e, ok := errors.AsType[*auth.Error](err)
	if !ok || e.Code != code {
		t.Fatalf("got error %v, want code %s", err, code)
	}
	if sentence := e.Sentence; !strings.Contains(sentence, says) {
		t.Errorf("sentence %q does not say %q", sentence, says)
	}
	if text := err.Error() + e.Sentence + e.Hint; strings.Contains(text, authtest.Canary) {
		t.Errorf("the error holds a secret: %s", text)
	}
}

func TestRow01DeviceInterval(t *testing.T) {
	for interval, want := range map[string]time.Duration{
		``: 8 * time.Second, `,"interval":null`: 8 * time.Second, `,"interval":"soon"`: 8 * time.Second, `,"interval":{}`: 8 * time.Second,
		`,"interval":"5"`: 8 * time.Second, `,"interval":2`: 5 * time.Second, `,"interval":" 7 "`: 10 * time.Second,
		`,"interval":1.5`: 5 * time.Second, `,"interval":0`: 4 * time.Second, `,"interval":"0"`: 4 * time.Second,
		`,"interval":-3`: 4 * time.Second, `,"interval":1e300`: 63 * time.Second,
	} {
		t.Run(interval, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newScript(t).
					on(userCodePath, reply{status: 200, body: `{"device_auth_id":"d","usercode":"A"` + interval + `}`}).
					on(pollPath, stillPending, reply{status: 200, body: grantBody}).
					on(tokenPath, sold(fresh("new", time.Hour)))
				flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
				if err != nil {
					t.Fatal(err)
				}
				begin := time.Now()
				if _, err := flow.Wait(t.Context()); err != nil || time.Since(begin) != want {
					t.Errorf("waited %v (%v), want %v", time.Since(begin), err, want)
				}
			})
		})
	}
}

// TestRow01DevicePoll answers one poll with a failure before the grant.
func TestRow01DevicePoll(t *testing.T) {
	for name, test := range map[string]struct {
		reply reply
		waits time.Duration // until the grant; zero: the flow ends
		code  auth.Code
		says  string
	}{
		"pending 403":         {reply: stillPending, waits: 8 * time.Second},
		"pending 400":         {reply: reply{status: 400, body: `{"error":"authorization_pending"}`}, waits: 8 * time.Second},
		"unknown 403":         {reply: reply{status: 403, body: `{"detail":"what"}`}, waits: 8 * time.Second},
		"challenge is no end": {reply: challenge, waits: 8 * time.Second},
		"unknown 404":         {reply: reply{status: 404, body: ``}, waits: 8 * time.Second},
		"slow down":           {reply: reply{status: 400, body: `{"error":"slow_down"}`}, waits: 13 * time.Second},
		"slow down 429":       {reply: reply{status: 429, body: `{"error":"slow_down"}`}, waits: 13 * time.Second},
		"too many":            {reply: reply{status: 429, body: `{}`}, waits: 13 * time.Second},
		"server fault":        {reply: reply{status: 503, body: `{}`}, waits: 13 * time.Second},
		"network fault":       {reply: reply{err: errors.New("reset")}, waits: 13 * time.Second},
		"hotel page":          {reply: reply{status: 200, body: `<html>`}, waits: 13 * time.Second},
		"slow answer":         {reply: reply{status: 403, body: `{}`, after: time.Hour}, waits: 43 * time.Second},
		"denied":              {reply: reply{status: 403, body: `{"error":{"code":"deviceauth_access_denied"}}`}, code: auth.CodeDenied, says: "declined"},
		"expired":             {reply: reply{status: 400, body: `{"error":"expired_token"}`}, code: auth.CodeExpired, says: "expired"},
		"invalid":             {reply: reply{status: 403, body: `{"code":"invalid_device"}`}, code: auth.CodeIssuer, says: "refused"},
		"other status":        {reply: reply{status: 410, body: `{}`}, code: auth.CodeIssuer, says: "refused"},
		"no grant code":       {reply: reply{status: 200, body: `{"code_verifier":"v"}`}, code: auth.CodeBadAnswer, says: "authorization_code"},
		"no verifier":         {reply: reply{status: 200, body: `{"authorization_code":"a"}`}, code: auth.CodeBadAnswer, says: "code_verifier"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newScript(t).
					on(userCodePath, reply{status: 200, body: started}).
					on(pollPath, test.reply, reply{status: 200, body: grantBody}).
					on(tokenPath, sold(fresh("new", time.Hour)))
				flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
				if err != nil {
					t.Fatal(err)
				}
				begin := time.Now()
				_, err = flow.Wait(t.Context())
				if test.waits == 0 {
					checkError(t, err, test.code, test.says)
				} else if err != nil || time.Since(begin) != test.waits {
					t.Errorf("waited %v (%v), want %v", time.Since(begin), err, test.waits)
				}
			})
		})
	}
}

func TestRow01DeviceLimit(t *testing.T) {
	grantAt := func(t *testing.T, minute time.Duration) error {
		server := newScript(t).on(userCodePath, reply{status: 200, body: started}).on(pollPath, stillPending).
			on(tokenPath, sold(fresh("new", time.Hour)))
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(minute*time.Minute, func() { server.on(pollPath, reply{status: 200, body: grantBody}) })
		_, err = flow.Wait(t.Context())
		return err
	}
	synctest.Test(t, func(t *testing.T) {
		if err := grantAt(t, 14); err != nil {
			t.Errorf("granted in minute 14: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		err := grantAt(t, 16)
		checkError(t, err, auth.CodeExpired, "expired")
		if n := notice.Of(err); time.Since(begin) != 15*time.Minute || !strings.Contains(n.Hint, "Settings > Security") {
			t.Errorf("after %v: %+v", time.Since(begin), n)
		}
		time.Sleep(2 * time.Minute) // the timer that grants
	})
}

func TestRow01DeviceCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScript(t).on(userCodePath, reply{status: 200, body: started}).on(pollPath, stillPending)
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		begin := time.Now()
		if _, err := flow.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 20*time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
	})
}

// TestRow01DeviceCancelAnywhere cancels in each second of a sign-in: during a
// request, between two of them, and during the exchange. Wait returns at once; an
// exchange that has begun continues until its tokens are saved.
func TestRow01DeviceCancelAnywhere(t *testing.T) {
	for second := range 24 {
		synctest.Test(t, func(t *testing.T) {
			slow := func(r reply) reply { r.after = 4 * time.Second; return r }
			server := newScript(t).
				on(userCodePath, reply{status: 200, body: started}).
				on(pollPath, slow(stillPending), slow(reply{status: 200, body: grantBody})).
				on(tokenPath, slow(sold(fresh("new", time.Hour))))
			store := auth.NewMemory()
			flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client(), Store: store})
			if err != nil {
				t.Fatal(err)
			}
			limit := time.Duration(second)*time.Second + 500*time.Millisecond
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			begin := time.Now()
			_, err = flow.Wait(ctx)
			whole := time.Since(begin) == 20*time.Second && err == nil
			if gaveUp := errors.Is(err, context.DeadlineExceeded) && time.Since(begin) == limit; whole == gaveUp {
				t.Errorf("second %d: after %v: %v", second, time.Since(begin), err)
			}
			time.Sleep(time.Minute) // for an exchange without a caller
			exchanged := second >= 16
			if _, err := store.Load(t.Context()); errors.Is(err, auth.ErrNoTokens) == exchanged {
				t.Errorf("second %d: the store: %v", second, err)
			}
		})
	}
}

// TestRow01DeviceExchange checks the error for an exchange without an access
// token.
func TestRow01DeviceExchange(t *testing.T) {
	for body, says := range map[string]string{
		`{"refresh_token":"r","id_token":"i"}`: "access_token", `{"access_token":""}`: "access_token", `{"access_token":7}`: "access_token",
	} {
		synctest.Test(t, func(t *testing.T) {
			server := newScript(t).on(userCodePath, reply{status: 200, body: started}).
				on(pollPath, reply{status: 200, body: grantBody}).on(tokenPath, reply{status: 200, body: body})
			flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
			if err != nil {
				t.Fatal(err)
			}
			_, err = flow.Wait(t.Context())
			checkError(t, err, auth.CodeBadAnswer, says)
		})
	}
}

// TestRow01DeviceSaveFails checks that Wait returns the tokens if saving fails,
// for example because the keychain is locked.
func TestRow01DeviceSaveFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := authtest.NewRing()
		ring.Fail(authtest.Locked)
		want := fresh("new", time.Hour)
		server := newScript(t).on(userCodePath, reply{status: 200, body: started}).on(pollPath, reply{status: 200, body: grantBody}).
			on(tokenPath, reply{status: 503, body: "{}"}, reply{err: errors.New("reset")}, sold(want))
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client(), Store: auth.NewKeychainOn(ring, "a")})
		if err != nil {
			t.Fatal(err)
		}
		got, err := flow.Wait(t.Context())
		checkError(t, err, auth.CodeNotSaved, "")
		if got.Access != want.Access || notice.Of(err).Sentence != "The keychain is locked." {
			t.Errorf("got %+v, %+v", got, notice.Of(err))
		}
	})
}
