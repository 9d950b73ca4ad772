package codex_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"banter/codex"
	"banter/codex/codextest"
)

// A planOutcome is the outcome of a fault of the documented route.
type planOutcome struct {
	code      codex.Code
	requests  int
	refreshes int
	sentence  string
	hint      string // part of it
}

const manageUsage = "Manage usage: https://chatgpt.com/settings/usage."

var (
	capped     = planOutcome{codex.CodeUsageLimit, 1, 0, "Usage limit reached: that of your plan, or the one for this app.", manageUsage}
	ineligible = planOutcome{codex.CodeForbidden, 1, 0, "Programs may not use the plan of this account or workspace.", "admin"}
	away       = planOutcome{codex.CodeServer, 4, 0, "Your ChatGPT plan cannot be used for a moment.", "Wait a moment"}
	unchecked  = planOutcome{codex.CodeServer, 4, 0, "ChatGPT could not check the usage of your plan.", "Wait a moment"}
	noConsent  = planOutcome{codex.CodeConsent, 1, 0, "ChatGPT does not let this program use your plan with this sign-in.", "allow it there first: https://chatgpt.com/settings/usage."}
	misrouted  = planOutcome{codex.CodeProtocol, 1, 0, "The server does not offer this address to programs that use a ChatGPT plan.", "Please report it."}
	invalid    = planOutcome{codex.CodeServer, 2, 1, "OpenAI could not validate the connection to your account.", "Try again later. OpenAI's support can look up the request "}
	elsewhere  = planOutcome{codex.CodeForbidden, 1, 0, "ChatGPT plans are not available to programs here.", "region"}
	signedOut  = planOutcome{codex.CodeSignIn, 2, 1, "Your sign-in is no longer valid.", "Sign in again."}
	brokenOff  = planOutcome{codex.CodeInterrupted, 1, 0, "The connection ended before the answer did.", "Try again."}
)

// once returns o for an answer whose text had begun.
func (o planOutcome) once() planOutcome {
	o.requests = 1
	return o
}

// planTable holds the outcome of each fault of the documented route, and of some
// that both routes have: what is said, what to do, what is tried again.
var planTable = map[string]planOutcome{
	"plan-code:subscription_sharing_usage_limit_exceeded":   capped,
	"plan-code:subscription_sharing_usage_unavailable":      unchecked,
	"plan-code:subscription_sharing_user_unavailable":       away,
	"plan-code:subscription_sharing_user_not_eligible":      ineligible,
	"plan-code:subscription_sharing_unsupported_capability": {codex.CodeRefused, 1, 0, "ChatGPT plans do not offer programs a part of this request.", "Leave it out"},
	"plan-code:subscription_sharing_route_not_supported":    misrouted,
	"plan-code:subscription_sharing_invalid_user":           invalid,
	"plan-code:chatpass_v2_scope_not_authorized":            noConsent,
	"plan-code:chatpass_v2_invalid_authorization_context":   noConsent,
	"plan-code:subscription_sharing_v2_user_not_eligible":   ineligible,
	"plan-code:subscription_sharing_v2_route_not_supported": misrouted,
	"plan-code:subscription_sharing_v2_invalid_user":        invalid,
	"plan-code:subscription_sharing_v2_user_unavailable":    away,
	"plan-code:subscription_sharing_v2_client_not_enabled":  {codex.CodeForbidden, 1, 0, "OpenAI does not let this program use ChatGPT plans.", "newer version"},
	"plan-code:model_not_found":                             {codex.CodeModel, 1, 0, "This model is not available to your plan or to this program.", "Choose another model."},
	"plan-code:unheard_of":                                  elsewhere,
	"plan-failed:subscription_sharing_usage_limit_exceeded": capped,
	"plan-failed:subscription_sharing_usage_unavailable":    unchecked.once(),
	"plan-failed:subscription_sharing_user_unavailable":     away.once(),
	"plan-capability:service_tier":                          {codex.CodeRefused, 1, 0, "ChatGPT plans do not offer programs a part of this request: service_tier.", "Choose the standard tier"},
	"plan-capability:tools[0]":                              {codex.CodeRefused, 1, 0, "ChatGPT plans do not offer programs a part of this request: tools[0].", "Switch web search off"},
	"plan-capability:input":                                 {codex.CodeRefused, 1, 0, "ChatGPT plans do not offer programs a part of this request: input.", "without files"},
	"plan-parameter:temperature":                            {codex.CodeRefused, 1, 0, "The server refused the request.", "It says: Unsupported parameter: temperature."},
	"admission:401":                                         signedOut,
	"admission:403":                                         elsewhere,
	"admission:503":                                         away,
	"admission-token":                                       signedOut,
	"plan-done":                                             brokenOff,
	"plan-json":                                             {codex.CodeProtocol, 1, 0, "The server's answer cannot be understood.", ""},
	"plan-redirect":                                         {codex.CodeUnsafeHost, 1, 0, "The server redirected the request to another address. Nothing was sent there.", ""},
	"cut@documented-responses":                              brokenOff,
	"stall@documented-responses":                            {codex.CodeInterrupted, 1, 0, "The server has been silent for too long.", "Try again."},
	"hangup@documented-responses":                           {codex.CodeNetwork, 4, 0, "The connection was lost.", ""},
	"502@documented-responses":                              {codex.CodeServer, 4, 0, "The server has a problem.", ""},
	"429@documented-responses":                              {codex.CodeRateLimit, 4, 0, "Too many requests at once.", ""},
	"403@documented-responses":                              ineligible,
	"403-country@documented-responses":                      elsewhere,
	"cloudflare-403@documented-responses":                   {codex.CodeChallenge, 1, 0, "The server asked for a robot check instead of answering.", ""},
	"failed:context_length_exceeded@documented-responses":   {codex.CodeContextFull, 1, 0, "The conversation is too long for this model.", ""},
	"failed:usage_limit_reached@documented-responses":       capped,
	"200-json:server_error@documented-responses":            {codex.CodeServer, 4, 0, "The server has a problem.", ""},
	"402@documented-responses":                              {codex.CodeForbidden, 1, 0, "This workspace or account has been deactivated.", ""},
	"usage-limit@documented-responses":                      capped,
	"plan-code:insufficient_quota":                          {codex.CodeUsageLimit, 1, 0, "The quota of this account is used up.", "https://chatgpt.com/settings/usage"},
	"plan-code:unsupported_country_region_territory":        elsewhere,
	"failed-late:server_error@documented-responses":         {codex.CodeServer, 1, 0, "The server has a problem.", ""},
	"plan-code:invalid_encrypted_content":                   {codex.CodeRefused, 1, 0, "The server no longer accepts the reasoning of this conversation.", ""},
	"plan-code:subscription_sharing_something_new_of_2027":  elsewhere,
}

// lateFaults strike after the text of an answer has begun.
var lateFaults = regexp.MustCompile(`^(plan-failed|plan-done|failed-late|cut|stall)`)

// TestDocumentedFaultTable runs a client against each fault, which never ends.
func TestDocumentedFaultTable(t *testing.T) {
	for name := range codextest.Faults() {
		if _, ok := planTable[name]; !ok && (strings.HasPrefix(name, "plan-") || strings.HasPrefix(name, "admission")) {
			t.Errorf("fault %s is in no table", name)
		}
	}
	for name, want := range planTable {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := codextest.New(codextest.Options{Doc: document})
				defer s.Close()
				g := beGuest(s)
				if err := s.Fault(name, -1); err != nil {
					t.Fatal(err)
				}
				got := askPlan(t, documentedClient(s, g), s, question("gpt-5.5"))
				if got.code != want.code || got.requests != want.requests || g.refreshes != want.refreshes || got.sentence != want.sentence ||
					!strings.Contains(got.err.Hint, want.hint) {
					t.Errorf("%q after %d requests and %d refreshes: %s %s\nwant %+v", got.code, got.requests, g.refreshes, got.sentence, got.err.Hint, want)
				}
				if kept := got.text != ""; kept != lateFaults.MatchString(name) {
					t.Errorf("text of %d bytes is kept", len(got.text))
				}
				checkWords(t, got.err)
				checkPlanError(t, name, got.err)
			})
		})
	}
}

// checkPlanError checks what holds for each error of the documented route: it has
// the id of the request, no time of a reset, and no words of the Codex route.
func checkPlanError(t *testing.T, name string, e *codex.Error) {
	t.Helper()
	if e.RequestID == "" && e.Code != codex.CodeNetwork && !strings.HasPrefix(name, "stall") {
		t.Error("the error has no id of the request")
	}
	if e.Code == codex.CodeUsageLimit && (e.Retry != codex.RetryNever || e.After != 0 || e.Limits != nil) {
		t.Errorf("a limit resets: %+v", e)
	}
	if strings.Contains(e.Sentence+e.Hint, "Codex") {
		t.Errorf("words of the other route: %s %s", e.Sentence, e.Hint)
	}
}
