package codex

import "strings"

// A failure is a row of the table of what can go wrong: what it means, what
// the person reads, and whether the client itself sends the request again.
type failure struct {
	kind     Kind
	sentence string
	hint     string
	retry    Retry
	again    bool // the client tries again by itself
	quote    bool // the server's message is meant for the person and comes before the hint
}

const (
	tryAgain      = "Try again."
	tryLater      = "Wait a moment, then try again."
	otherModel    = "Choose another model, or try again later."
	signInAgain   = "Sign in again."
	startNew      = "Start a new conversation, or edit an earlier question."
	changeWords   = "Change the question, then try again."
	checkAdmin    = "Ask the workspace's admin, or sign in with another account."
	checkUsage    = "See https://chatgpt.com/settings/usage."
	refusedSimply = "The server refused the request."
)

var (
	signInOver   = failure{kind: KindSignIn, sentence: "Your sign-in is no longer valid.", hint: signInAgain}
	forbidden    = failure{kind: KindForbidden, sentence: "This account may not use Codex.", hint: checkAdmin}
	contextFull  = failure{kind: KindContextFull, sentence: "The conversation is too long for this model.", hint: startNew}
	unknownModel = failure{kind: KindModel, sentence: "This model is not open to your plan or to this program.", hint: "Choose another model."}
	usageLimit   = failure{kind: KindUsageLimit, sentence: "Your plan's limit is reached.", retry: RetryNever}
	noPlan       = failure{kind: KindUsageLimit, sentence: "Your plan does not include Codex.", hint: "Plans that do: https://chatgpt.com/explore/plus."}
	busy         = failure{kind: KindRateLimit, sentence: "Too many requests at once.", hint: tryLater, retry: RetryNow, again: true}
	overloaded   = failure{kind: KindOverloaded, sentence: "This model is at capacity just now.", hint: otherModel, retry: RetryNow}
	serverFails  = failure{kind: KindServer, sentence: "The server has a fault just now.", hint: tryLater, retry: RetryNow, again: true}
	refusal      = failure{kind: KindRefused, sentence: refusedSimply, hint: "If it keeps happening, start a new conversation."}
	flagged      = failure{kind: KindRefused, sentence: "The question was refused: it may break the usage policies.", hint: changeWords}
	badImage     = failure{kind: KindRefused, sentence: "The server cannot use an image of this question.", hint: "Send another image: PNG, JPEG, WebP or GIF."}
)

// failures are the codes of response.failed, error events and bodies that have
// a meaning of their own (openai/codex codex-api/src/sse/responses.rs and
// api_bridge.rs; OpenAI API reference, "Response error").
var failures = map[string]failure{
	"context_length_exceeded": contextFull,
	"string_above_max_length": contextFull,
	"insufficient_quota": {kind: KindUsageLimit, sentence: "The quota of this account is used up.",
		hint: checkUsage},
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
	"invalid_prompt":              {kind: KindRefused, sentence: "The question was refused.", hint: changeWords, quote: true},
	"cyber_policy": {kind: KindRefused, hint: changeWords,
		sentence: "The question was flagged as a possible cybersecurity risk."},
	"bio_policy": {kind: KindRefused, hint: changeWords, quote: true,
		sentence: "The question was flagged as a possible biological risk."},
	"misalignment_policy_violation": flagged,
	"content_policy_violation":      flagged,
	"content_filter":                flagged,
	"model_not_found":               unknownModel,
	"invalid_image":                 badImage,
	"data_residency_mismatch": {kind: KindForbidden, hint: checkAdmin,
		sentence: "This account's data may not be processed here."},
	"unsupported_country_region_territory": {kind: KindForbidden, hint: "If you use a VPN or proxy, switch it off.",
		sentence: "The service is not offered where this network says you are."},
	"access_program_not_enabled": forbidden,
	"workspace_access_denied":    forbidden,
	"token_expired":              signInOver,
	"token_invalidated":          signInOver,
	"token_revoked":              signInOver,
	"invalid_encrypted_content": {kind: KindRefused, hint: "Start a new conversation.",
		sentence: "The server no longer takes the reasoning of this conversation."},
}

// statuses are what an HTTP status means when the code says nothing.
var statuses = map[int]failure{
	400: refusal,
	401: signInOver,
	402: noPlan,
	403: forbidden,
	404: {kind: KindProtocol, sentence: "The server does not know this address.", hint: "Check the base URL."},
	408: serverFails,
	413: {kind: KindContextFull, sentence: "The conversation is too large to send.", hint: startNew},
	429: busy,
}

// phrases are what messages say that come without a code, in lower case.
// {"detail":"..."} bodies of the gateway have none.
var phrases = []struct {
	words string
	means failure
}{
	{"not supported when using codex", unknownModel},
	{"requires a newer version", unknownModel},
	{"model not found", unknownModel},
	{"model snapshot is not available", unknownModel},
	{"does not exist or you do not have access", unknownModel},
	{"not authorized in this region", failures["data_residency_mismatch"]},
	{"exceeds the context window", contextFull},
}

// meaning finds the row for a status (0 inside a stream) and what the server
// said.
func meaning(status int, fault serverFault) failure {
	if f, ok := failures[fault.code]; ok {
		return f
	}
	if strings.HasPrefix(fault.code, "image_") || strings.HasSuffix(fault.code, "_image") {
		return badImage
	}
	message := strings.ToLower(fault.message)
	if status < 500 {
		for _, p := range phrases {
			if strings.Contains(message, p.words) {
				return p.means
			}
		}
	}
	if f, ok := statuses[status]; ok {
		return f
	}
	switch {
	case status == 0 || status >= 500:
		return serverFails
	case status >= 300 && status < 400:
		return failure{kind: KindUnsafeHost, sentence: "The server pointed to another address; nothing was sent there.",
			hint: "Check the base URL and your network."}
	}
	return refusal
}
