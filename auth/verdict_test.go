package auth_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/codex/codextest"
	"banter/internal/notice"
)

const (
	expired   = "Your sign-in has expired."
	elsewhere = "Your sign-in was ended elsewhere."
	invalid   = "Your sign-in is no longer accepted."
	closed    = "OpenAI has closed or suspended this ChatGPT account."
	abroad    = "OpenAI does not serve the country or region that this connection comes from."
	often     = "The sign-in server gets too many requests."
	fault     = "The sign-in server has a fault."
	refused   = "The sign-in server refused the request."
)

// TestRefreshCodes checks whether each code ends a sign-in whose access token has
// expired, in each form of an error.
func TestRefreshCodes(t *testing.T) {
	for code, test := range map[string]struct {
		again bool
		says  string
	}{
		"app_session_expired":     {true, expired},
		"session_expired":         {true, expired},
		"refresh_token_exhausted": {true, expired},
		"refresh_token_expired":   {true, expired},
		"refresh-token-expired":   {true, expired},
		"expired_token":           {true, expired},
		"refresh_token_reused":    {true, "Your sign-in was already renewed elsewhere."},
		"token_already_used":      {true, "Your sign-in was already renewed elsewhere."},
		"refresh_token_revoked":   {true, elsewhere},
		"app_session_terminated":  {true, elsewhere},
		"app_session_not_found":   {true, elsewhere},
		"token_family_revoked":    {true, elsewhere},
		"invalid_grant":           {true, invalid},
		"refresh_token_unheard":   {true, invalid},
		"account_deactivated":     {true, closed},
		"user_suspended":          {true, closed},
		"account_deleted":         {true, closed},
		"deactivated_workspace":   {true, "The ChatGPT workspace of this sign-in is closed."},
		"access_denied":           {true, "ChatGPT refuses this account."},
		"invalid_client":          {true, "ChatGPT does not accept this program's sign-in any more."},
		"unauthorized_client":     {true, "ChatGPT does not accept this program's sign-in any more."},

		"unsupported_country_region_territory": {false, abroad},
		"country_not_supported":                {false, abroad},
		"unsupported_region_for_account":       {false, abroad},
		"workspace_access_denied":              {false, "Codex is not switched on for your ChatGPT workspace."},
		"rate_limit_exceeded":                  {false, often},
		"slow_down":                            {false, often},
		"too_many_refreshes":                   {false, often},
		"server_error":                         {false, fault},
		"temporarily_unavailable":              {false, fault},
		"invalid_request":                      {false, "The sign-in server refused the request."},
		"unsupported_grant_type":               {false, "The sign-in server refused the request."},
		"unheard_of":                           {false, refused},
	} {
		t.Run(code, func(t *testing.T) {
			for i, body := range []string{
				`{"error":{"code":"` + code + `","message":"x","type":"invalid_request_error"}}`, `{"error":"` + code + `"}`,
				`{"error":"` + strings.ToUpper(code) + `","error_description":"x"}`, `{"code":"` + code + `"}`, `{"detail":{"code":"` + code + `"}}`,
			} {
				if i > 0 && testing.Short() {
					break // the other forms are no matter of the system
				}
				checkRefreshed(t, reply{status: 400, body: body}, test.again, test.says)
			}
		})
	}
}

// TestRefreshWords checks refusals whose message is more precise than their code,
// or that have no code.
func TestRefreshWords(t *testing.T) {
	for body, test := range map[string]struct {
		again bool
		says  string
	}{
		`{"error":{"code":null,"message":"Your refresh token has already been used to generate a new access token.","type":"invalid_request_error"}}`: {
			true, "Your sign-in was already renewed elsewhere."},
		`{"error":{"message":"Your session has ended. Please log in again."}}`:                                 {true, elsewhere},
		`{"error":"invalid_grant","error_description":"Refresh token expired"}`:                                {true, expired},
		`{"error":{"code":"token_reused","message":"Please log in again: the session has expired."}}`:          {true, "Your sign-in was already renewed elsewhere."},
		`{"detail":"Your account has been deactivated."}`:                                                      {true, closed},
		`{"error":"access_denied","error_description":"Country, region, or territory not supported"}`:          {false, abroad},
		`{"error":"Country, region, or territory not supported"}`:                                              {false, abroad},
		`{"error":{"type":"invalid_grant","message":"x"}}`:                                                     {true, invalid},
		`{"error":{"type":"invalid_request_error","message":"x"}}`:                                             {false, refused},
		`{"error":{"code":400,"message":"Could not validate your token. Please try signing in again."}}`:       {true, invalid},
		`{"error":["invalid_grant"]}`:                                                                          {false, refused},
		`{}`:                                                                                                   {false, refused},
		`["invalid_grant"]`:                                                                                    {false, refused},
		`error code: 1020`:                                                                                     {false, "auth.openai.com sent a page for browsers instead of an answer."},
		`<html>The owner of this website has banned the country or region your IP address is in.`:              {false, abroad},
		`{"cloudflare_error":true,"error_code":1020}`:                                                          {false, "auth.openai.com sent a page for browsers instead of an answer."},
		`<html>Your session has expired. Your account has been deactivated. <a>Sign in again</a> here.</html>`: {false, "auth.openai.com sent a page for browsers instead of an answer."},
	} {
		t.Run(body, func(t *testing.T) { checkRefreshed(t, reply{status: 400, body: body}, test.again, test.says) })
	}
}

// checkRefreshed answers the refresh of an expired access token, in this process
// and then in another. A refusal that ends the sign-in is not requested again.
func checkRefreshed(t *testing.T, answer reply, again bool, says string) {
	t.Helper()
	server := newScript(t).on(tokenPath, answer)
	lock := filepath.Join(t.TempDir(), "lock")
	store := auth.NewMemory(fresh("old", -time.Minute))
	for process := range 2 {
		source := newSource(t, store, server, func(o *auth.SourceOptions) {
			o.LockFile, o.Sleep = lock, func(context.Context, time.Duration) error { return nil }
		})
		for range 2 {
			_, err := source.Tokens(t.Context())
			checkError(t, err, auth.CodeAuthFailed, "")
			if n := notice.Of(err); n.Sentence != says && process == 0 || n.Hint == "" {
				t.Errorf("%s: says %+v, want %q", answer.body, n, says)
			}
			if errors.Is(err, auth.ErrSignInAgain) != again {
				t.Errorf("%s: asks to sign in again: %t", answer.body, !again)
			}
		}
	}
	if posted := len(server.to(tokenPath)); again && posted != 1 || !again && posted != 4 {
		t.Errorf("%s: posted %d times", answer.body, posted)
	}
}

// TestDeviceTrouble checks the words for failing polls. A network that answers in
// place of the server ends the flow soon; other failures are reported when its
// time is over.
func TestDeviceTrouble(t *testing.T) {
	for name, test := range map[string]struct {
		fault string
		times int
		code  auth.Code // empty: signed in
		says  string
		after time.Duration // at most
	}{
		"challenge":           {"cloudflare-403@device-poll", -1, auth.CodeChallenge, "page for browsers", 2 * time.Minute},
		"challenge as 503":    {"cloudflare-503@device-poll", -1, auth.CodeChallenge, "page for browsers", 3 * time.Minute},
		"block":               {"cloudflare-block@device-poll", -1, auth.CodeChallenge, "page for browsers", 2 * time.Minute},
		"block in text":       {"device-text-1020", -1, auth.CodeChallenge, "page for browsers", 2 * time.Minute},
		"hotel":               {"not-json@device-poll", -1, auth.CodeChallenge, "page for browsers", 3 * time.Minute},
		"challenge passes":    {"cloudflare-403@device-poll", 4, "", "", time.Hour},
		"fault":               {"500@device-poll", -1, auth.CodeIssuer, fault, 16 * time.Minute},
		"fault passes":        {"500@device-poll", 10, "", "", time.Hour},
		"too often":           {"device-code:rate_limit_exceeded", -1, auth.CodeIssuer, often, 16 * time.Minute},
		"country":             {"403-country@device-poll", -1, auth.CodeCountry, abroad, 0},
		"country by code":     {"device-code:country_not_supported", -1, auth.CodeCountry, abroad, 0},
		"account":             {"device-code:account_deactivated", -1, auth.CodeAccountClosed, closed, 0},
		"workspace":           {"403@device-poll", -1, auth.CodeDenied, "not switched on", 0},
		"declined":            {"device-code:access_denied", -1, auth.CodeDenied, "declined", 0},
		"expired":             {"device-code:expired_token", -1, auth.CodeExpired, "expired", 0},
		"pending":             {"device-code:authorization_pending", 3, "", "", time.Hour},
		"slower":              {"device-code:slow_down", 3, "", "", time.Hour},
		"unknown 400":         {"device-code:unheard_of", -1, auth.CodeIssuer, refused, 0},
		"pending for ever":    {"device-unclear:403", -1, auth.CodeExpired, "expired", 16 * time.Minute},
		"start in a country":  {"device-start-code:country_not_supported", -1, auth.CodeCountry, abroad, 0},
		"exchange in country": {"exchange-code:unsupported_country_region_territory", -1, auth.CodeCountry, abroad, 0},
		"exchange refused":    {"exchange-invalid-grant", -1, auth.CodeIssuer, "refused the code", 0},
		"exchange fault":      {"exchange-code:server_error", 2, "", "", time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := codextest.New(codextest.Options{ApproveAfter: 0})
				defer server.Close()
				if err := server.Fault(test.fault, test.times); err != nil {
					t.Fatal(err)
				}
				begin := time.Now()
				flow, err := auth.StartDeviceFlow(t.Context(), emulated(server))
				if err == nil {
					_, err = flow.Wait(t.Context())
				}
				if took := time.Since(begin); took > test.after {
					t.Errorf("took %v", took)
				}
				if test.code == "" && err == nil {
					return
				}
				checkError(t, err, test.code, test.says)
				if n := notice.Of(err); n.Hint == "" {
					t.Errorf("no next step: %+v", n)
				}
			})
		})
	}
}

// TestRefreshCodesOfTheEmulator refreshes with each code of the emulator while
// the access token still works: OnWarning is called only if the sign-in ends.
func TestRefreshCodesOfTheEmulator(t *testing.T) {
	for name := range codextest.Faults() {
		if !strings.HasPrefix(name, "refresh-code:") && name != "refresh-words" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := codextest.New(codextest.Options{})
				defer server.Close()
				opts := emulated(server)
				in := server.SignIn(codextest.Account{Canary: authtest.Canary}, time.Minute)
				tokens := auth.Tokens{
					Access: auth.NewSecret(in.Access), Refresh: auth.NewSecret(in.Refresh), AccountID: in.Account.ID, Expiry: in.Expiry,
				}.Bind(opts.Provider)
				var told []error
				source, err := auth.NewSource(auth.SourceOptions{Provider: opts.Provider, Tokens: &tokens, HTTPClient: opts.HTTPClient,
					OnWarning: func(err error) { told = append(told, err) }})
				if err != nil {
					t.Fatal(err)
				}
				if err := server.Fault(name, 1); err != nil {
					t.Fatal(err)
				}
				if _, err := source.Tokens(t.Context()); err != nil {
					t.Errorf("while the access token works: %v", err)
				}
				time.Sleep(2 * time.Minute)
				_, err = source.Tokens(t.Context())
				if ended := errors.Is(err, auth.ErrSignInAgain); ended != (len(told) == 1) || !ended && err != nil {
					t.Errorf("warned %d times, then %v", len(told), err)
				}
			})
		})
	}
}
