package auth

// An effect is the consequence of a refusal for the call.
type effect int

const (
	waits   effect = iota + 1 // the person has not decided yet
	slows                     // the person has not decided yet, and the polls are too frequent
	passes                    // the same call may succeed later
	refuses                   // repeating the call does not help, but a sign-in remains valid
	ends                      // the sign-in, or the code to be exchanged, is no longer valid
)

// A verdict is a meaning of a failed answer, and its words for the person.
type verdict struct {
	effect  effect
	codes   []string // error codes with this meaning
	parts   []string // parts of unlisted codes with this meaning
	phrases []string // parts of messages with this meaning, in lower case
	vague   bool     // the phrase of another row is more precise than a code of this row

	code     Code   // code of the error in a sign-in
	renewing string // sentence in a refresh
	signing  string // sentence in a sign-in; empty: that of a refresh
	again    string // hint in a refresh; empty: sign in again
	hint     string // hint in a sign-in; empty: start it again
}

// verdicts lists the errors of the sign-in server: in answers to an exchange, a
// refresh and a poll, and in the callback of the browser. For a code that no row
// lists, the parts of the rows are tried from the top, and then their phrases.
//
// The codes are from RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 section 3.5,
// openai/codex login/src/auth/manager.rs and login/src/server.rs, from other clients
// of this server that treat them as final (Menci/Floway#67, Soju06/codex-lb#600),
// and from reports of users (openai/codex#10332).
var verdicts = []verdict{{
	effect: waits,
	codes:  []string{"authorization_pending", "deviceauth_authorization_pending"},
	parts:  []string{"authorization_pending"},
}, {
	effect: slows,
	codes:  []string{"slow_down"},
	parts:  []string{"slow_down"},
}, {
	effect: refuses,
	codes: []string{"unsupported_country_region_territory", "unsupported_country", "unsupported_region", "unsupported_location",
		"country_not_supported", "region_not_supported", "location_not_supported"},
	parts: []string{"country", "region", "territory", "location"},
	phrases: []string{"country, region, or territory", "available in your country", "available in your region",
		"supported in your country", "country not supported", "banned the country or region"},
	code:     CodeCountry,
	renewing: "OpenAI does not serve the country or region that this connection comes from.",
	hint:     "A VPN or a proxy may lead it there: try from another network.",
	again:    "A VPN or a proxy may lead it there: try from another network.",
}, {
	effect:   ends,
	codes:    []string{"deactivated_workspace", "workspace_deactivated", "workspace_deleted", "workspace_suspended"},
	code:     CodeAccountClosed,
	phrases:  []string{"workspace has been deactivated", "workspace is deactivated"},
	renewing: "The ChatGPT workspace of this sign-in is closed.",
	hint:     "Sign in to another workspace, or ask its admin.",
	again:    "Sign in again to another workspace, or ask its admin.",
}, {
	effect:   refuses,
	codes:    []string{"missing_codex_entitlement", "workspace_access_denied", "access_program_not_enabled"},
	parts:    []string{"entitlement", "workspace", "not_enabled"},
	phrases:  []string{"missing_codex_entitlement"},
	code:     CodeDenied,
	renewing: "Codex is not switched on for your ChatGPT workspace.",
	hint:     "An admin of the workspace can switch it on.",
	again:    "An admin of the workspace can switch it on.",
}, {
	effect: ends,
	codes: []string{"account_deactivated", "account_deleted", "account_suspended", "account_disabled", "account_banned", "account_locked",
		"account_not_found", "user_deactivated", "user_deleted", "user_suspended", "user_disabled", "user_banned", "user_not_found"},
	parts: []string{"deactivated", "suspended", "banned", "account_", "user_"},
	phrases: []string{"has been deactivated", "is deactivated", "deleted or deactivated", "has been suspended", "is suspended",
		"account has been deleted", "account was deleted", "account has been disabled"},
	code:     CodeAccountClosed,
	renewing: "OpenAI has closed or suspended this ChatGPT account.",
	hint:     "Sign in with another account, or ask OpenAI's support at help.openai.com.",
	again:    "Sign in again with another account, or ask OpenAI's support at help.openai.com.",
}, {
	effect:   passes,
	codes:    []string{"rate_limit_exceeded", "rate_limited", "too_many_requests"},
	parts:    []string{"rate_limit", "too_many"},
	phrases:  []string{"too many requests", "rate limit"},
	code:     CodeIssuer,
	renewing: "The sign-in server gets too many requests.",
	hint:     "Wait a minute, then try again.",
	again:    "Wait a minute, then try again.",
}, {
	effect:   passes,
	codes:    []string{"server_error", "temporarily_unavailable", "internal_error", "internal_server_error", "service_unavailable", "server_is_overloaded"},
	parts:    []string{"server_error", "internal_error", "unavailable", "overloaded", "timeout"},
	code:     CodeIssuer,
	renewing: "The sign-in server has a fault.",
	hint:     "Try again in a few minutes.",
	again:    "Try again in a few minutes.",
}, {
	effect:   ends,
	codes:    []string{"refresh_token_reused", "refresh_token_already_used", "refresh_token_rotated"},
	parts:    []string{"reused", "already_used", "rotated"},
	phrases:  []string{"already been used", "already used"},
	code:     CodeIssuer,
	renewing: "Your sign-in was already renewed elsewhere.",
	signing:  "The code of this sign-in was used before.",
}, {
	effect: ends,
	codes: []string{"refresh_token_expired", "refresh_token_exhausted", "app_session_expired", "session_expired", "token_expired",
		"expired_token", "deviceauth_expired"},
	parts:    []string{"expired", "exhausted"},
	phrases:  []string{"has expired", "is expired", "token expired", "session expired"},
	code:     CodeExpired,
	renewing: "Your sign-in has expired.",
	signing:  "The code has expired.",
	hint:     "Ask for a new one.",
}, {
	effect: ends,
	codes: []string{"refresh_token_invalidated", "refresh_token_revoked", "token_invalidated", "token_revoked", "app_session_terminated",
		"app_session_revoked", "app_session_ended", "session_terminated", "session_revoked", "session_ended", "session_invalidated"},
	parts:    []string{"revoked", "invalidated", "terminated", "session"},
	phrases:  []string{"session has ended", "been revoked", "been invalidated", "been terminated"},
	code:     CodeIssuer,
	renewing: "Your sign-in was ended elsewhere.",
	signing:  "This sign-in was ended elsewhere.",
}, {
	effect:   ends,
	vague:    true,
	codes:    []string{"access_denied", "authorization_denied", "authorization_declined", "deviceauth_access_denied", "deviceauth_authorization_denied"},
	parts:    []string{"denied", "declined"},
	code:     CodeDenied,
	renewing: "ChatGPT refuses this account.",
	signing:  "The sign-in was declined.",
	hint:     "Start it again if that was a mistake.",
}, {
	effect:   ends,
	codes:    []string{"invalid_client", "unauthorized_client"},
	parts:    []string{"client"},
	code:     CodeIssuer,
	renewing: "ChatGPT does not accept this program's sign-in any more.",
	hint:     "Look for a newer Banter.",
	again:    "Sign in again, or look for a newer Banter.",
}, {
	effect:   ends,
	vague:    true,
	codes:    []string{"invalid_grant", "invalid_refresh_token", "refresh_token_invalid", "refresh_token_not_found", "invalid_token"},
	parts:    []string{"refresh_token", "grant_", "invalid_grant", "invalid_token", "deviceauth_invalid"},
	phrases:  []string{"sign in again", "signing in again", "log in again", "logging in again", "could not validate your"},
	code:     CodeIssuer,
	renewing: "Your sign-in is no longer accepted.",
	signing:  "The sign-in server refused the code.",
}, {
	effect: refuses,
	vague:  true,
	codes: []string{"invalid_request", "invalid_scope", "invalid_target", "unsupported_grant_type", "unsupported_response_type",
		"unsupported_token_type"},
	parts:    []string{"invalid", "unsupported"},
	code:     CodeIssuer,
	renewing: "The sign-in server refused the request.",
	hint:     "Try again. If that does not help, look for a newer Banter.",
	again:    "Try again. If that does not help, sign in again.",
}}
