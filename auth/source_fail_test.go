package auth_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

// TestRow06RefreshAnswers checks the effect of each answer of the issuer on a
// sign-in: while the access token still works, and after it has expired.
func TestRow06RefreshAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		reply     reply
		permanent bool
		says      string
	}{
		"expired":       {refusal("refresh_token_expired"), true, "Your sign-in has expired."},
		"reused":        {refusal("refresh_token_reused"), true, "Your sign-in was already renewed elsewhere."},
		"revoked":       {refusal("refresh_token_invalidated"), true, "Your sign-in was ended elsewhere."},
		"upper case":    {refusal("Refresh_Token_Expired"), true, "Your sign-in has expired."},
		"status 400":    {reply{status: 400, body: `{"error":"invalid_grant"}`}, true, "Your sign-in is no longer accepted."},
		"session ended": {reply{status: 400, body: `{"code":"app_session_terminated"}`}, true, "Your sign-in was ended elsewhere."},
		"any 401":       {reply{status: 401, body: `{"detail":"Unauthorized"}`}, true, "Your sign-in is no longer accepted."},
		"any 401, code": {reply{status: 401, body: `{"error":"invalid_request"}`}, true, "Your sign-in is no longer accepted."},
		"challenge":     {challenge, false, "auth.openai.com sent a page for browsers instead of an answer."},
		"challenge as 401": {reply{status: 401, body: `<html>`}, false,
			"auth.openai.com sent a page for browsers instead of an answer."},
		"5xx with a code": {reply{status: 500, body: `{"error":{"code":"refresh_token_reused"}}`}, false, "The sign-in server has a fault."},
		"503":             {reply{status: 503, body: `{}`}, false, "The sign-in server has a fault."},
		"429":             {reply{status: 429, body: `{"error":"invalid_grant"}`}, false, "The sign-in server gets too many requests."},
		"other 400":       {reply{status: 400, body: `{"error":"whatever"}`}, false, "The sign-in server refused the request."},
		"hotel page":      {reply{status: 200, body: `<html>Welcome`}, false, "auth.openai.com sent a page for browsers instead of an answer."},
		"empty object":    {reply{status: 200, body: `{}`}, false, "The sign-in server's answer cannot be used: it has no access_token."},
		"no answer":       {reply{after: time.Hour}, false, "No answer came in time."},
		"reset":           {reply{err: errors.New("reset by peer")}, false, ""},
		"redirect": {reply{status: 307, body: `{}`, header: map[string]string{"Location": "https://evil.example/oauth/token"}}, false,
			"The sign-in server points to another address."},
		"redirect with a code": {reply{status: 307, body: `{"error":"invalid_grant"}`}, false, "The sign-in server points to another address."},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { refreshAnswered(t, test.reply, test.permanent, test.says) })
		})
	}
}

func refreshAnswered(t *testing.T, answer reply, permanent bool, says string) {
	old := fresh("old", 4*time.Minute)
	server := newScript(t).on(tokenPath, answer)
	source := newSource(t, auth.NewMemory(old), server)
	for range 3 { // tolerated without another request
		if got, err := source.Tokens(t.Context()); err != nil || got.Access != old.Access {
			t.Fatalf("while the token works: %v", err)
		}
	}
	if got := len(server.to(tokenPath)); got != 1 {
		t.Errorf("%d refreshes while the token works, want 1", got)
	}
	time.Sleep(5 * time.Minute)
	_, err := source.Tokens(t.Context())
	checkError(t, err, auth.CodeAuthFailed, "")
	if n := notice.Of(err); says != "" && n.Sentence != says {
		t.Errorf("says %q, want %q", n.Sentence, says)
	}
	if errors.Is(err, auth.ErrSignInAgain) != permanent {
		t.Errorf("asks to sign in again: %t, want %t (%v)", !permanent, permanent, err)
	}
	asked := 2
	if permanent { // not sent again
		asked = 1
	}
	if got := len(server.to(tokenPath)); got != asked {
		t.Errorf("%d refreshes in all, want %d", got, asked)
	}
	for _, c := range server.calls {
		if c.host != "auth.openai.com" {
			t.Errorf("the refresh token went to %s", c.host)
		}
	}
}

// TestSourceRecovers checks that a refresh works again after a failure.
func TestSourceRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := fresh("next", 240*time.Hour)
		server := newScript(t).on(tokenPath, reply{status: 503, body: `{}`}, challenge, sold(next))
		source := newSource(t, auth.NewMemory(fresh("old", 4*time.Minute)), server)
		for i := range 3 {
			got, err := source.Tokens(t.Context())
			if err != nil || (got.Access == next.Access) != (i == 2) {
				t.Errorf("try %d: %+v, %v", i, got.Access == next.Access, err)
			}
			time.Sleep(31 * time.Second)
		}
	})
}

// TestRefusalIsRemembered checks that a refused refresh token is not sent again,
// and that a new sign-in is found at once.
func TestRefusalIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := fresh("old", -time.Hour)
		store := auth.NewMemory(old)
		server := newScript(t).on(tokenPath, refusal("refresh_token_reused"))
		source := newSource(t, store, server)
		for range 3 {
			if _, err := source.Tokens(t.Context()); !errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("got %v", err)
			}
			if _, err := source.Refresh(t.Context(), old); !errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("got %v", err)
			}
		}
		if got := len(server.to(tokenPath)); got != 1 {
			t.Errorf("%d refreshes, want 1", got)
		}
		again := fresh("again", time.Hour)
		if err := store.Save(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		if got, err := source.Tokens(t.Context()); err != nil || got.Access != again.Access {
			t.Errorf("after a new sign-in: %v", err)
		}
	})
}

// TestReusedIsReadAgain checks that the tokens of a program that does not share
// the lock are found after a refusal.
func TestReusedIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := fresh("next", 240*time.Hour)
		store := auth.NewMemory(fresh("old", -time.Hour))
		server := newScript(t).on(tokenPath, refusal("refresh_token_reused"))
		time.AfterFunc(500*time.Millisecond, func() { _ = store.Save(context.Background(), next) })
		got, err := newSource(t, store, server).Tokens(t.Context())
		if err != nil || got.Access != next.Access {
			t.Errorf("got %v", err)
		}
	})
}

// TestSlowIssuer checks that a caller whose token still works does not wait long
// for a refresh, whose tokens are saved anyway.
func TestSlowIssuer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, next := fresh("old", 4*time.Minute), fresh("next", 240*time.Hour)
		answer := sold(next)
		answer.after = 25 * time.Second
		store := auth.NewMemory(old)
		server := newScript(t).on(tokenPath, answer)
		source := newSource(t, store, server)
		begin := time.Now()
		for i := range 3 {
			got, err := source.Tokens(t.Context())
			if want := time.Duration(i+1) * 5 * time.Second; err != nil || got.Access != old.Access || time.Since(begin) != want {
				t.Errorf("call %d, after %v: %v", i, time.Since(begin), err)
			}
		}
		time.Sleep(11 * time.Second)
		if got, err := store.Load(t.Context()); err != nil || got.Access != next.Access || len(server.to(tokenPath)) != 1 {
			t.Errorf("the store holds %+v, %v", got, err)
		}
	})
}

func TestRefreshAfterRejection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, next := fresh("old", time.Hour), fresh("next", 240*time.Hour)
		store := auth.NewMemory(old)
		server := newScript(t).on(tokenPath, sold(next))
		source := newSource(t, store, server)
		for range 2 { // both callers were rejected with the same token
			if got, err := source.Refresh(t.Context(), old); err != nil || got.Access != next.Access {
				t.Fatalf("got %v", err)
			}
		}
		calls := server.to(tokenPath)
		if len(calls) != 1 || calls[0].fields["refresh_reason"] != "unauthorized_recovery" {
			t.Errorf("%d refreshes", len(calls))
		}
		other := fresh("other", time.Hour)
		if err := store.Save(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		if got, err := source.Refresh(t.Context(), next); err != nil || got.Access != other.Access || len(server.to(tokenPath)) != 1 {
			t.Errorf("another process has renewed: %v, %d refreshes", err, len(server.to(tokenPath)))
		}
	})
}

// TestCallerGivesUp checks that the tokens of a refresh are saved although its
// caller has gone.
func TestCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := fresh("next", 240*time.Hour)
		answer := sold(next)
		answer.after = 10 * time.Second
		store := auth.NewMemory(fresh("old", -time.Hour))
		source := newSource(t, store, newScript(t).on(tokenPath, answer))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := source.Tokens(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		time.Sleep(10 * time.Second)
		if got, err := store.Load(t.Context()); err != nil || got.Access != next.Access {
			t.Errorf("the store holds %+v, %v", got, err)
		}
	})
}

// TestStoreTrouble checks that tokens in memory outlive a failing store, and that
// no refresh happens while the store cannot be read.
func TestStoreTrouble(t *testing.T) {
	for _, fault := range []authtest.StoreFault{authtest.LoadFails, authtest.StoreHangs} {
		synctest.Test(t, func(t *testing.T) {
			old := fresh("old", 10*time.Minute)
			store := authtest.NewFaulty(auth.NewMemory(old))
			server := newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour)))
			source := newSource(t, store, server)
			if _, err := source.Tokens(t.Context()); err != nil {
				t.Fatal(err)
			}
			store.Fail(fault, -1)
			time.Sleep(6 * time.Minute)
			if got, err := source.Tokens(t.Context()); err != nil || got.Access != old.Access || len(server.to(tokenPath)) != 0 {
				t.Errorf("%s: %v, %d refreshes", fault, err, len(server.to(tokenPath)))
			}
			time.Sleep(6 * time.Minute)
			_, err := source.Tokens(t.Context())
			checkError(t, err, auth.CodeAuthFailed, "")
		})
	}
}

func TestClockWarning(t *testing.T) {
	for skew, want := range map[time.Duration]string{
		time.Minute:       "",
		-time.Minute:      "",
		7 * time.Minute:   "This computer's clock is 7 minutes behind.",
		-90 * time.Minute: "This computer's clock is 90 minutes ahead.",
		-50 * time.Hour:   "This computer's clock is 2 days ahead.",
	} {
		synctest.Test(t, func(t *testing.T) {
			answer := sold(fresh("next", 240*time.Hour))
			answer.header = map[string]string{"Date": time.Now().Add(skew).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")}
			var told []string
			source := newSource(t, auth.NewMemory(fresh("old", -time.Hour)), newScript(t).on(tokenPath, answer), func(o *auth.SourceOptions) {
				o.OnWarning = func(err error) { told = append(told, notice.Of(err).Sentence) }
			})
			got, err := source.Tokens(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := source.Refresh(t.Context(), got); err == nil && len(told) > 1 {
				t.Errorf("told %d times", len(told))
			}
			if want == "" && len(told) != 0 || want != "" && (len(told) != 1 || told[0] != want) {
				t.Errorf("skew %v: told %q, want %q", skew, told, want)
			}
		})
	}
}

func TestSourceSurvivesPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour)))
		source := newSource(t, auth.NewMemory(fresh("old", -time.Hour)), server, func(o *auth.SourceOptions) {
			o.OnTokens = func(auth.Tokens) { panic("callback") }
		})
		_, err := source.Tokens(t.Context())
		checkError(t, err, auth.CodeAuthFailed, "")
		if _, err := source.Tokens(t.Context()); err != nil {
			t.Errorf("the tokens were saved before the panic: %v", err)
		}
	})
}
