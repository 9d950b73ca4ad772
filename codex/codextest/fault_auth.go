package codextest

import "net/http"

// authFaults are answers of the sign-in server that go wrong. The faults of
// HTTP work here too: 500@refresh, cloudflare-403@device-poll, ...
var authFaults = []fault{
	{name: "device-disabled", at: epDeviceStart, doc: "404: device codes are off", reply: always(detail(http.StatusNotFound, "Not Found"))},
	{name: "device-numeric-interval", at: epDeviceStart, doc: "interval is a number", edit: func(m object, _ string) { m["interval"] = pollInterval }},
	{name: "device-zero-interval", at: epDeviceStart, doc: "interval is 0", edit: func(m object, _ string) { m["interval"] = "0" }},
	{name: "device-alias", at: epDeviceStart, doc: "the code comes as usercode", edit: func(m object, _ string) {
		m["usercode"] = m["user_code"]
		delete(m, "user_code")
	}},
	{name: "device-missing", args: []string{"device_auth_id", "user_code", "interval", "expires_at"}, at: epDeviceStart,
		doc: "the field ARG is missing", edit: missing},
	{name: "device-denied", at: epDevicePoll, doc: "403: the person said no", reply: always(devicePending(403,
		"deviceauth_authorization_denied", "Device authorization was denied."))},
	{name: "device-expired", at: epDevicePoll, doc: "403: the code is too old", reply: always(devicePending(403,
		"deviceauth_expired", "Device authorization code has expired. Please request a new code."))},
	{name: "device-slow-down", at: epDevicePoll, doc: "400 slow_down, as RFC 8628 has it", reply: always(oauthError(400,
		"slow_down", "Polling too often."))},
	{name: "device-pending-400", at: epDevicePoll, doc: "400 authorization_pending, as RFC 8628 has it", reply: always(oauthError(400,
		"authorization_pending", "Not yet."))},
	{name: "device-unclear", args: []string{"403", "404"}, at: epDevicePoll, doc: "status ARG without a body", reply: func(_ *Server, _ *transaction, arg string) *reply {
		if arg == "404" {
			return &reply{status: http.StatusNotFound}
		}
		return &reply{status: http.StatusForbidden}
	}},
	{name: "grant-missing", args: []string{"authorization_code", "code_verifier", "code_challenge"}, at: epDevicePoll,
		doc: "the field ARG of the granted code is missing", edit: missing},
	{name: "exchange-invalid-grant", at: epExchange, doc: "400 invalid_grant", reply: always(oauthError(400,
		"invalid_grant", "The authorization code is invalid, expired or was used before."))},
	{name: "exchange-nested", at: epExchange, doc: "400 with a nested error", reply: always(apiError{status: 400,
		code: "token_exchange_user_error", message: "Invalid request. Please try again later."}.reply())},
	{name: "exchange-missing", args: []string{"access_token", "refresh_token", "id_token", "expires_in"}, at: epExchange,
		doc: "the token or field ARG is missing", edit: missing},
	{name: "refresh-expired", at: epRefresh, doc: "401 refresh_token_expired", reply: always(refreshRefused("refresh_token_expired"))},
	{name: "refresh-reused", at: epRefresh, doc: "401 refresh_token_reused", reply: always(refreshRefused("refresh_token_reused"))},
	{name: "refresh-invalidated", at: epRefresh, doc: "401 refresh_token_invalidated", reply: always(refreshRefused("refresh_token_invalidated"))},
	{name: "refresh-invalid-grant", at: epRefresh, doc: "400 invalid_grant, as a string", reply: always(oauthError(400,
		"invalid_grant", "The refresh token is invalid."))},
	{name: "refresh-top-level", at: epRefresh, doc: "400 with refresh_token_expired in a top-level code", reply: always(&reply{status: 400,
		body: object{"code": "refresh_token_expired", "message": "Your refresh token has expired."}})},
	{name: "refresh-terminated", at: epRefresh, doc: "400 app_session_terminated", reply: always(apiError{status: 400,
		code: "app_session_terminated", message: "Your session has ended."}.reply())},
	{name: "refresh-401", at: epRefresh, doc: "401 with an unknown code", reply: always(apiError{status: 401,
		code: "something_else", message: "No."}.reply())},
	{name: "refresh-missing", args: []string{"refresh_token", "id_token", "access_token", "expires_in"}, at: epRefresh,
		doc: "the field ARG is left out, as servers may", edit: missing},
	{name: "lost-answer", at: epRefresh, doc: "the request takes effect but its answer is lost", adjust: func(_ *Server, c *transaction, _ string) { c.lost = true }},
	{name: "authorize-denied", at: epAuthorize, doc: "the browser comes back with access_denied", adjust: func(_ *Server, c *transaction, _ string) { c.deny = "The user denied the request." }},
	{name: "authorize-no-entitlement", at: epAuthorize, doc: "the browser comes back with access_denied: missing_codex_entitlement",
		adjust: func(_ *Server, c *transaction, _ string) { c.deny = "missing_codex_entitlement" }},
}

func missing(m object, field string) { delete(m, field) }
