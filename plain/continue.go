package plain

import (
	"context"
	"errors"

	"banter/auth"
	"banter/codex"
)

// A continuer is an Account that can also continue with ChatGPT, on a page of a
// browser; see tui/login.
type continuer interface {
	Documented() bool
	Continue(ctx context.Context, askPlanUse bool) (*auth.BrowserFlow, error)
	FirstPlanUse(auth.Tokens) bool
}

// planWithheld reports whether the person has not allowed the use of the plan: the
// sign-in says so, or the server did.
func (f *Front) planWithheld() bool {
	if !f.tokens.PlanUse() || f.sess == nil {
		return !f.tokens.PlanUse()
	}
	fault, ok := errors.AsType[*codex.Error](f.sess.State().Err)
	return ok && fault.Code == codex.CodeConsent
}

// continueWithChatGPT tells the page of the documented route and waits until the browser
// comes back, or the person pastes the address at which it ended.
func (f *Front) continueWithChatGPT(account continuer) {
	f.say("Continue with ChatGPT in a browser of this machine. Banter is an unofficial client, which has its own entry in ChatGPT's settings.")
	var flow *auth.BrowserFlow
	err := f.during(func(ctx context.Context) (err error) {
		flow, err = account.Continue(ctx, f.planWithheld())
		return err
	})
	if err != nil {
		f.signInFailed(err)
		return
	}
	f.say("Open this page, if your browser has not: %s", flow.URL)
	emptyLine := " An empty line goes back to the code."
	if account.Documented() { // codes are for the other route
		emptyLine = ""
	}
	tokens, back, err := f.awaitPage(flow, emptyLine)
	if back {
		f.signInWithCode()
		return
	}
	if err == nil && account.FirstPlanUse(tokens) {
		f.say("You're using your ChatGPT plan.")
	}
	f.signInEnded(tokens, err)
}

// tellPlan says once that the plan is used, as OpenAI's guidelines ask, or that it may
// not be.
func (f *Front) tellPlan() {
	switch {
	case codex.Route(f.tokens.Provider) != codex.RouteDocumented:
	case f.planWithheld():
		f.say("You have not allowed Banter to use your ChatGPT plan. Type /retry after a question to be asked again.")
	default:
		f.say("Using ChatGPT plan. Manage usage: %s", codex.UsageURL)
	}
}
