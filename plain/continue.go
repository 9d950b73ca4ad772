package plain

import (
	"context"
	"time"

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

// planWithheld reports whether the person has not allowed the use of the plan.
func planWithheld(t auth.Tokens) bool { return !t.PlanUse() }

// continueWithChatGPT tells the page of an account on the documented route and waits
// until the browser comes back.
func (f *Front) continueWithChatGPT(account continuer) {
	f.say("Continue with ChatGPT in a browser of this machine. Banter is an unofficial client, which has its own entry in ChatGPT's settings.")
	var flow *auth.BrowserFlow
	err := f.during(func(ctx context.Context) (err error) {
		flow, err = account.Continue(ctx, planWithheld(f.tokens))
		return err
	})
	if err != nil {
		f.signInFailed(err)
		return
	}
	f.say("Open this page, if your browser has not: %s", flow.URL)
	f.say("If the browser is on another machine, quit and run banter login, which takes the address of the last page.")
	f.say("Waiting for you. The page is valid until %s. Ctrl+C gives up.", flow.Expires.Local().Format(time.TimeOnly))
	var tokens auth.Tokens
	err = f.during(func(ctx context.Context) (err error) {
		tokens, err = flow.Wait(ctx)
		return err
	})
	switch {
	case hasCode(err, auth.CodeNotSaved):
		f.offerPlaces(tokens, err)
	case err != nil:
		f.signInFailed(err)
	default:
		if account.FirstPlanUse(tokens) {
			f.say("You're using your ChatGPT plan.")
		}
		f.signedIn(tokens)
	}
}

// tellPlan says once that the plan is used, as OpenAI's guidelines ask, or that it may
// not be.
func (f *Front) tellPlan() {
	switch {
	case codex.Route(f.tokens.Provider) != codex.RouteDocumented:
	case planWithheld(f.tokens):
		f.say("You have not allowed Banter to use your ChatGPT plan. Type /retry after a question to be asked again.")
	default:
		f.say("Using ChatGPT plan. Manage usage: %s", codex.UsageURL)
	}
}
