package codex

import (
	"net/http"
	"strings"
)

const (
	manageUsage = "Manage usage: " + UsageURL + "."
	reportFault = "That is a fault of this program. Please report it."
)

// The failures that only RouteDocumented has ("Errors and recovery").
var (
	// No reset time is known, and the plan may not be used up: the person may
	// have set a lower limit for this program.
	sharedLimit = failure{code: CodeUsageLimit, plain: true, hint: manageUsage,
		sentence: "Usage limit reached: that of your plan, or the one for this app."}
	unknownUsage = failure{code: CodeServer, retry: RetryNow, again: true, plain: true, hint: tryLater,
		sentence: "ChatGPT could not check the usage of your plan."}
	planAway = failure{code: CodeServer, retry: RetryNow, again: true, plain: true, hint: tryLater,
		sentence: "Your ChatGPT plan cannot be used for a moment."}
	notEligible = failure{code: CodeForbidden, plain: true, hint: "Sign in with another account. In a workspace, its admin may allow it.",
		sentence: "Programs may not use the plan of this account or workspace."}
	noCapability = failure{code: CodeRefused, plain: true, hint: "Leave it out, then ask again.",
		sentence: "ChatGPT plans do not offer programs a part of this request."}
	wrongAddress = failure{code: CodeProtocol, plain: true, hint: reportFault,
		sentence: "The server does not offer this address to programs that use a ChatGPT plan."}
	notValidated = failure{code: CodeServer, retry: RetryNow, plain: true, renew: true, support: true, hint: "Try again later.",
		sentence: "OpenAI could not validate the connection to your account."}
	// The tokens say so, and nothing is sent.
	planUseOff = failure{code: CodeConsent, plain: true, hint: "Sign in again, and allow it on ChatGPT's page.",
		sentence: "Your sign-in does not allow this program to use your ChatGPT plan."}
	// The server says so, perhaps because the person has forbidden it in the settings.
	planUseEnded = failure{code: CodeConsent, plain: true,
		sentence: "ChatGPT does not let this program use your plan with this sign-in.",
		hint:     "Sign in again, and allow it. If you have forbidden it in ChatGPT's settings, allow it there first: " + UsageURL + "."}
	notEnabled = failure{code: CodeForbidden, plain: true, hint: "Use a newer version, or sign in the other way.",
		sentence: "OpenAI does not let this program use ChatGPT plans."}
	notHere = failure{code: CodeForbidden, plain: true, hint: "A policy or your region may be the reason. If you use a VPN or proxy, switch it off.",
		sentence: "ChatGPT plans are not available to programs here."}
	fieldRefused = failure{code: CodeRefused, sentence: refusedSimply, hint: reportFault}
)

// documentedFailures maps the codes of RouteDocumented without their prefixes.
var documentedFailures = map[string]failure{
	"usage_limit_exceeded":                 sharedLimit,
	"usage_unavailable":                    unknownUsage,
	"user_unavailable":                     planAway,
	"user_not_eligible":                    notEligible,
	"unsupported_capability":               noCapability,
	"route_not_supported":                  wrongAddress,
	"invalid_user":                         notValidated,
	"client_not_enabled":                   notEnabled,
	"scope_not_authorized":                 planUseEnded,
	"invalid_authorization_context":        planUseEnded,
	"invalid_token":                        signInOver,
	"unsupported_country_region_territory": notHere,
}

// documentedPrefixes begin the codes of RouteDocumented. Those with v2 are older
// spellings (pingdotgg/t3code, anomalyco/opencode).
var documentedPrefixes = []string{"subscription_sharing_v2_", "subscription_sharing_", "chatpass_v2_", "chatpass_"}

// documentedStatuses maps HTTP statuses for failures without a known code, which
// come from the checks before an answer begins.
var documentedStatuses = map[int]failure{
	http.StatusBadRequest:          fieldRefused,
	http.StatusPaymentRequired:     notEligible,
	http.StatusForbidden:           notHere,
	http.StatusUnprocessableEntity: fieldRefused,
	http.StatusServiceUnavailable:  planAway,
}

// documentedWords replaces failures that both routes have but whose words are of
// the Codex CLI's backend.
var documentedWords = map[failure]failure{
	forbidden:  notEligible,
	noPlan:     notEligible,
	usageLimit: sharedLimit,
	elsewhere:  notHere,
	refusal:    fieldRefused,
}

// documentedMeaning is meaning for RouteDocumented: the code counts, then the
// status. The text of a detail is for people only ("Errors and recovery").
func documentedMeaning(status int, fault serverFault) failure {
	for _, code := range []string{fault.code, fault.kind} {
		f, ok := documentedFailures[plainCode(code)]
		switch {
		case f == noCapability:
			return capability(fault.param)
		case ok:
			return f
		}
	}
	if fault.detail {
		fault.message = ""
	}
	f, ok := known(status, fault)
	if !ok {
		if f, ok = documentedStatuses[status]; !ok {
			f = meaning(status, fault)
		}
	}
	if own, ok := documentedWords[f]; ok {
		return own
	}
	return f
}

// plainCode returns a code of RouteDocumented without its prefix.
func plainCode(code string) string {
	for _, prefix := range documentedPrefixes {
		if rest, ok := strings.CutPrefix(code, prefix); ok {
			return rest
		}
	}
	return code
}

// capabilities maps the beginnings of parameters to what a person can do if the
// server does not support them.
var capabilities = map[string]string{
	"tools":        "Switch web search off, then ask again.",
	"service_tier": "Choose the standard tier, then ask again.",
	"reasoning":    "Choose another effort, then ask again.",
	"text":         "Choose another verbosity, then ask again.",
	"input":        "Ask without files, or start a new conversation.",
	"model":        "Choose another model.",
}

// capability returns the failure of a request with a part that is not supported.
func capability(param string) failure {
	f := noCapability
	if param != "" {
		f.sentence = strings.TrimSuffix(f.sentence, ".") + ": " + param + "."
	}
	part, _, _ := strings.Cut(param, ".")
	part, _, _ = strings.Cut(part, "[")
	f.hint = first(capabilities[part], f.hint)
	return f
}
