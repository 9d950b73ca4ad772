package codextest

import (
	"net/http"
	"strings"
)

// codeFaults are refusals of the sign-in server. Any other code works after the
// colon too, for example one that a client does not know.
var codeFaults = []fault{
	{name: "refresh-code", at: epRefresh, doc: "the code ARG, in an error object", reply: refusedWithCode, args: []string{
		"app_session_expired", "app_session_terminated", "refresh_token_exhausted", "refresh_token_revoked", "session_expired", "token_invalidated",
		"account_deactivated", "account_deleted", "account_suspended", "deactivated_workspace", "invalid_client", "access_denied",
		"unsupported_country_region_territory", "country_not_supported", "workspace_access_denied", "rate_limit_exceeded", "server_error",
		"temporarily_unavailable", "invalid_request", "unheard_of"}},
	{name: "exchange-code", at: epExchange, doc: "the code ARG, in an error object", reply: refusedWithCode, args: []string{
		"unsupported_country_region_territory", "account_deactivated", "rate_limit_exceeded", "server_error", "invalid_client"}},
	{name: "device-code", at: epDevicePoll, doc: "the code ARG, in an error object", reply: refusedWithCode, args: []string{
		"authorization_pending", "slow_down", "access_denied", "expired_token", "unsupported_country_region_territory", "account_deactivated",
		"rate_limit_exceeded", "server_error", "unheard_of"}},
	{name: "device-start-code", at: epDeviceStart, doc: "the code ARG, in an error object", reply: refusedWithCode, args: []string{
		"unsupported_country_region_territory", "rate_limit_exceeded"}},
	{name: "refresh-words", at: epRefresh, doc: "400 that says only in words that the token is spent", reply: always(apiError{status: 400,
		message: "Your refresh token has already been used to generate a new access token. Please try signing in again."}.reply())},
	{name: "device-text-1020", at: epDevicePoll, doc: "403 with Cloudflare's line of text for programs", reply: always(plainText(403, "error code: 1020"))},
}

// refusedWithCode returns a refusal with the given code, and the status that
// fits it.
func refusedWithCode(_ *Server, _ *transaction, code string) *reply {
	status := http.StatusBadRequest
	switch {
	case strings.Contains(code, "country") || strings.Contains(code, "pending") || strings.HasPrefix(code, "workspace"):
		status = http.StatusForbidden
	case code == "rate_limit_exceeded":
		status = http.StatusTooManyRequests
	case code == "server_error" || code == "temporarily_unavailable":
		status = http.StatusServiceUnavailable
	case code == "deactivated_workspace":
		status = http.StatusPaymentRequired
	}
	return apiError{status: status, code: code, message: "Refused for a test."}.reply()
}
