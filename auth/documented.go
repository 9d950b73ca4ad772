package auth

import (
	"slices"
	"strings"
)

// planScope is the scope of requests that count against the ChatGPT plan.
const planScope = "chatgpt.tokens.use.direct"

// Documented returns the provider of "Sign in with ChatGPT", which OpenAI documents
// for open-source programs that run on the person's machine
// (developers.openai.com/siwc/token-sharing-open-source). It differs from [Codex]:
//
//   - The person signs in with [StartBrowserFlow]; there are no device codes.
//   - The first sign-in registers a client for the person and the workspace. A
//     [Registry] keeps its id, and later sign-ins must use it.
//   - The id token is verified, and tells whose the tokens are.
//   - The person may sign in and not allow the use of the plan: see [Tokens.PlanUse].
//   - A refresh does not happen before [Tokens].EarliestRefresh.
//   - OpenAI's terms allow no access of other programs to the tokens.
//
// A program sets AgentName to its own name, which the person finds in ChatGPT's
// settings; the default is Banter.
func Documented() Provider {
	return Provider{
		Name:          documentedName,
		Issuer:        "https://auth.openai.com",
		BaseURL:       "https://api.openai.com/v1",
		DynamicClient: "dynamic_agent_client",
		AgentName:     "Banter",
		Resource:      "https://api.openai.com/v1",
		Scopes:        []string{"openid", "profile", "email", "offline_access", "resource.invoke", planScope},
		Redirect:      Redirect{Host: "127.0.0.1", Path: "/auth/callback", Ports: []int{0}},
		RefreshForm:   true,
	}
}

// PlanUse reports whether the person allows requests that count against the ChatGPT
// plan. Tokens of [Codex] always do. Those of [Documented] do if the issuer granted
// the scope chatgpt.tokens.use.direct; without it the sign-in is valid, but the
// program must send no requests to the backend. See [FlowOptions].AskPlanUse.
func (t Tokens) PlanUse() bool {
	return t.Provider != documentedName || slices.Contains(strings.Fields(t.Scope), planScope)
}
