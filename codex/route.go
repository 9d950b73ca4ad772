package codex

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"banter/auth"
)

// A Route is a way to the models of a ChatGPT plan. Its value is the Name of the
// [auth.Provider] whose tokens it takes; a [Client] refuses the tokens of another
// route, and never sends them.
type Route string

const (
	// RouteCodex is the backend of the Codex CLI, with its sign-in
	// ([auth.Codex]). OpenAI does not document it for other programs. The empty
	// Route is this one.
	RouteCodex Route = "codex"
	// RouteDocumented is the API with the sign-in that OpenAI documents for
	// programs that run on the person's machine ([auth.Documented]; the rules:
	// developers.openai.com/siwc/token-sharing-open-source, above all
	// models-and-inference, errors-and-recovery and preview-limitations).
	RouteDocumented Route = "documented"
)

// documentedURL is the API of RouteDocumented ("Models and inference").
const documentedURL = "https://api.openai.com/v1"

// UsageURL is the page on which a person sees how much of the plan is used and
// manages it, for each program too. Programs on [RouteDocumented] show it in
// place of a meter: nothing there tells them how much is left.
const UsageURL = "https://chatgpt.com/settings/usage"

func (r Route) baseURL() string {
	if r == RouteDocumented {
		return documentedURL
	}
	return defaultBaseURL
}

// CheckSharing returns an [*Error] with [CodeForbidden] if the terms of r forbid
// what [Transport], [Proxy] and servers like them are for: to let other programs
// use the plan through this one (OpenAI's terms for Sign in with ChatGPT,
// section 2). That is so on [RouteDocumented].
func (r Route) CheckSharing() error {
	if r == RouteDocumented {
		return &Error{Code: CodeForbidden, Retry: RetryNever,
			Sentence: `The terms of "Sign in with ChatGPT" let only the program that you signed in to use your plan, and no other program through it.`,
			Hint:     "Use an account with the sign-in of the Codex CLI for that.",
			Err:      errors.New("the terms of Sign in with ChatGPT forbid access of other programs")}
	}
	return nil
}

// Account returns the name of the account of tokens, as [Item.Maker] has it: the
// ChatGPT-Account-Id on [RouteCodex], and a name that holds no personal data on
// [RouteDocumented]. So one person's accounts on two routes are two accounts,
// whose encrypted reasoning never meets.
func Account(tokens auth.Tokens) string {
	if Route(tokens.Provider) != RouteDocumented {
		return tokens.AccountID
	}
	if tokens.ClientID == "" || tokens.Subject == "" {
		return ""
	}
	// The issued client and the subject identify the account together
	// ("Profiles and sessions").
	sum := sha256.Sum256([]byte(tokens.ClientID + "\n" + tokens.Subject))
	return string(RouteDocumented) + "-" + hex.EncodeToString(sum[:12])
}

// routeOf returns the route of tokens, also of those that do not name their
// provider. The access token names the client that it was issued to.
func routeOf(t auth.Tokens) Route {
	if Route(t.Provider) == RouteDocumented || strings.HasPrefix(auth.ParseClaims(t.Access).ClientID, issuedClients) {
		return RouteDocumented
	}
	return RouteCodex
}

// issuedClients is the beginning of the client ids that "Sign in with ChatGPT"
// issues to persons ("Sign in").
const issuedClients = "oaiapp_"

// checkTokens returns an error if no request can be made on r with t.
func (r Route) checkTokens(t auth.Tokens) error {
	access := t.Access.Reveal()
	switch {
	case r == RouteDocumented && Route(t.Provider) != r, r != RouteDocumented && routeOf(t) == RouteDocumented:
		return &auth.Error{Code: auth.CodeOtherIssuer, Sentence: "This sign-in is for another way to ChatGPT than the one in use.",
			Hint: "Sign in again, or choose the account's own way.", Err: errors.New("tokens of provider " + t.Provider + " on route " + string(r))}
	case strings.TrimSpace(access) == "":
		return &auth.Error{Code: auth.CodeSignInAgain, Sentence: "Your sign-in holds no access token.", Hint: signInAgain, Err: auth.ErrSignInAgain}
	case strings.TrimSpace(Account(t)) == "":
		return &auth.Error{Code: auth.CodeAccountIDMissing, Sentence: "Your sign-in does not name a ChatGPT account.", Hint: signInAgain}
	case !printable(access) || !printable(Account(t)):
		return &auth.Error{Code: auth.CodeDamaged, Sentence: "Your sign-in is damaged: it holds a line break or another character that cannot be sent.",
			Hint: signInAgain, Err: errors.New("token is no header value")}
	case !t.PlanUse(): // then nothing is sent ("Errors and recovery")
		return &Error{Code: CodeConsent, Retry: RetryNever, Sentence: planUseOff.sentence, Hint: planUseOff.hint,
			Err: errors.New("scope does not permit plan use")}
	}
	return nil
}
