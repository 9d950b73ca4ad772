package codex

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// A failure is a row of the table of failures: its code, the words for the
// person, and what the client does about it.
type failure struct {
	code     Code
	sentence string
	hint     string
	retry    Retry
	again    bool // the client sends the request again
	plain    bool // the sentence is enough; otherwise the server's message comes before the hint
	strip    bool // the request may succeed without encrypted reasoning
	renew    bool // the request may succeed once with new tokens
	support  bool // the hint names the id of the request
}

const (
	tryAgain      = "Try again."
	tryLater      = "Wait a moment, then try again."
	otherModel    = "Choose another model, or try again later."
	signInAgain   = "Sign in again."
	startNew      = "Start a new conversation."
	changeWords   = "Change the question, then try again."
	checkAdmin    = "Ask the workspace's admin, or sign in with another account."
	checkUsage    = "See https://chatgpt.com/settings/usage."
	refusedSimply = "The server refused the request."
)

var (
	signInOver   = failure{code: CodeSignIn, sentence: "Your sign-in is no longer valid.", hint: signInAgain, plain: true}
	forbidden    = failure{code: CodeForbidden, sentence: "This account may not use Codex.", hint: checkAdmin}
	contextFull  = failure{code: CodeContextFull, sentence: "The conversation is too long for this model.", hint: startNew, plain: true}
	unknownModel = failure{code: CodeModel, sentence: "This model is not available to your plan or to this program.", hint: "Choose another model.", plain: true}
	usageLimit   = failure{code: CodeUsageLimit, sentence: "Your plan's limit is reached.", retry: RetryNever, plain: true}
	noPlan       = failure{code: CodeUsageLimit, sentence: "Your plan does not include Codex.", hint: "Plans that do: https://chatgpt.com/explore/plus.", plain: true}
	busy         = failure{code: CodeRateLimit, sentence: "Too many requests at once.", hint: tryLater, retry: RetryNow, again: true}
	overloaded   = failure{code: CodeOverloaded, sentence: "This model is at capacity.", hint: otherModel, retry: RetryNow, plain: true}
	serverFails  = failure{code: CodeServer, sentence: "The server has a problem.", hint: tryLater, retry: RetryNow, again: true}
	refusal      = failure{code: CodeRefused, sentence: refusedSimply, hint: "If it keeps happening, start a new conversation."}
	flagged      = failure{code: CodeRefused, sentence: "The question was refused: it may break the usage policies.", hint: changeWords, plain: true}
	elsewhere    = failure{code: CodeForbidden, sentence: "The service is not available in the country of this network.", hint: "If you use a VPN or proxy, switch it off.", plain: true}
	deactivated  = failure{code: CodeForbidden, sentence: "This workspace or account has been deactivated.", hint: checkAdmin, plain: true}
	residency    = failure{code: CodeForbidden, sentence: "This account's data may not be processed here.", hint: checkAdmin}
	unreadable   = failure{code: CodeRefused, sentence: "The server no longer accepts the reasoning of this conversation.", hint: "Start a new conversation.", strip: true}
	badImage     = failure{code: CodeRefused, sentence: "The server cannot use an image in this question.", hint: "Send another image: PNG, JPEG, WebP or GIF."}
)

// failures maps the codes in response.failed, in error events and in bodies
// (openai/codex codex-api/src/sse/responses.rs and api_bridge.rs; OpenAI API
// reference, "Response error").
var failures = map[string]failure{
	"context_length_exceeded": contextFull,
	"string_above_max_length": contextFull,
	"insufficient_quota": {code: CodeUsageLimit, sentence: "The quota of this account is used up.",
		hint: checkUsage, plain: true},
	"usage_not_included":          noPlan,
	"usage_limit_reached":         usageLimit,
	"usage_limit_exceeded":        usageLimit,
	"rate_limit_exceeded":         busy,
	"rate_limit_error":            busy,
	"too_many_requests":           busy,
	"slow_down":                   serverFails,
	"server_error":                serverFails,
	"internal_server_error":       serverFails,
	"vector_store_timeout":        serverFails,
	"server_is_overloaded":        overloaded,
	"policy_capacity_unavailable": overloaded,
	"invalid_prompt":              {code: CodeRefused, sentence: "The question was refused.", hint: changeWords},
	"cyber_policy": {code: CodeRefused, hint: changeWords, plain: true,
		sentence: "The question was flagged as a possible cybersecurity risk."},
	"bio_policy": {code: CodeRefused, hint: changeWords,
		sentence: "The question was flagged as a possible biological risk."},
	"misalignment_policy_violation": flagged,
	"content_policy_violation":      flagged,
	"content_filter":                flagged,
	"model_not_found":               unknownModel,
	"invalid_image":                 badImage,
	"data_residency_mismatch":       residency,
	"access_program_not_enabled":    forbidden,
	"workspace_access_denied":       forbidden,
	"token_expired":                 signInOver,
	"token_invalidated":             signInOver,
	"token_revoked":                 signInOver,
	"invalid_api_key":               signInOver,
	"authentication_error":          signInOver,
	"permission_error":              forbidden,
	"billing_not_active":            noPlan,
	"request_too_large":             statuses[413],
}

// codeFamilies are parts of codes that mean the same in every code.
var codeFamilies = []struct {
	part  string
	means failure
}{
	{"country", elsewhere},
	{"unsupported_region", elsewhere},
	{"deactivated", deactivated},
	{"usage_limit", usageLimit},
	{"encrypted", unreadable},
}

// refusals are prefixes and suffixes of the codes for requests that no
// repetition mends (OpenAI API guide, "Error codes").
var refusals = struct{ begin, end []string }{
	begin: []string{"invalid_", "unsupported_", "missing_", "unknown_", "unrecognized_", "empty_", "duplicate_", "string_", "array_", "integer_", "decimal_", "object_"},
	end:   []string{"_not_found", "_not_supported", "_not_allowed", "_too_long", "_too_large", "_too_short", "_too_small", "_mismatch", "_required"},
}

// refuses reports whether a code means that the request is wrong.
func refuses(code string) bool {
	return slices.ContainsFunc(refusals.begin, func(s string) bool { return strings.HasPrefix(code, s) }) ||
		slices.ContainsFunc(refusals.end, func(s string) bool { return strings.HasSuffix(code, s) })
}

// statuses maps HTTP statuses, for failures without a known code.
var statuses = map[int]failure{
	400: refusal,
	401: signInOver,
	402: noPlan,
	403: forbidden,
	404: {code: CodeProtocol, sentence: "The server does not know this address.", hint: "Check the base URL."},
	408: serverFails,
	413: {code: CodeContextFull, sentence: "The conversation is too large to send.", hint: startNew},
	429: busy,
}

// phrases are parts of messages in lower case, for failures without a code. The
// gateway's {"detail":"..."} bodies have none.
var phrases = []struct {
	words string
	means failure
}{
	{"not supported when using codex", unknownModel},
	{"requires a newer version", unknownModel},
	{"model not found", unknownModel},
	{"model snapshot is not available", unknownModel},
	{"does not exist or you do not have access", unknownModel},
	{"not authorized in this region", residency},
	{"country, region, or territory not supported", elsewhere},
	{"has been deactivated", deactivated},
	{"exceeds the context window", contextFull},
	{"maximum context length", contextFull},
	{"usage limit has been reached", usageLimit},
	{"hit your usage limit", usageLimit},
	{"encrypted content", unreadable},
	{"encrypted_content", unreadable},
	{"of type 'reasoning'", unreadable},       // the item after the reasoning is missing
	{"required 'reasoning' item", unreadable}, // the reasoning before the answer is missing
	{"items are not persisted", unreadable},
}

// refusing matches messages of refusals without a code.
var refusing = regexp.MustCompile(`^(unsupported|invalid|unknown|unrecognized|missing) `)

// statusNamed returns the status whose HTTP name, such as "Unauthorized", is
// the whole message, or 0.
func statusNamed(message string) int {
	for status := 400; status < 600; status++ {
		if name := http.StatusText(status); name != "" && strings.EqualFold(name, strings.TrimSuffix(message, ".")) {
			return status
		}
	}
	return 0
}

// meaning returns the row for a status (0 inside a stream) and a fault. The
// code counts more than the message, and the message more than the status.
func meaning(status int, fault serverFault) failure {
	if f, ok := known(status, fault); ok {
		return f
	}
	if f, ok := statuses[status]; ok {
		return f
	}
	message := strings.ToLower(fault.message)
	switch {
	case status == 0 && (refuses(fault.code) || refuses(fault.kind) || refusing.MatchString(message)):
		return refusal
	case status == 0 && strings.Contains(message, "rate limit"):
		return busy
	case status == 0 || status >= 500:
		return serverFails
	case status >= 300 && status < 400:
		return failure{code: CodeUnsafeHost, sentence: "The server redirected the request to another address. Nothing was sent there.",
			hint: "Check the base URL and your network.", plain: true}
	}
	return refusal
}

// known returns the row of a code or, without one, of a message.
func known(status int, fault serverFault) (failure, bool) {
	for _, code := range []string{fault.code, fault.kind} {
		if f, ok := byCode(code); ok {
			return f, true
		}
	}
	message := strings.ToLower(fault.message)
	if status < 500 {
		for _, p := range phrases {
			if strings.Contains(message, p.words) {
				return p.means, true
			}
		}
	}
	return failure{}, false
}

// byCode returns the row of a code, if it has one.
func byCode(code string) (failure, bool) {
	if f, ok := failures[code]; ok {
		return f, true
	}
	if strings.HasPrefix(code, "image_") || strings.HasSuffix(code, "_image") {
		return badImage, true
	}
	for _, family := range codeFamilies {
		if strings.Contains(code, family.part) {
			return family.means, true
		}
	}
	return failure{}, false
}
