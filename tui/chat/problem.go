package chat

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/transcript"
)

// problem returns the error to show, in words, or the zero Problem.
func (c *Chat) problem() transcript.Problem {
	err := c.state.Err
	if c.failure.err != nil {
		err = c.failure.err
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return transcript.Problem{}
	}
	words := notice.Of(err)
	p := transcript.Problem{Sentence: termsafe.Line(words.Sentence), Hint: termsafe.Line(words.Hint)}
	switch {
	case c.needsSignIn():
		p.Action = c.signInAction()
	case c.canRetry():
		p.Action = keymap.Retry.Hint
	}
	p.Continues, p.Manages = c.continuable(), c.managesPlan()
	if c.state.Compactable && (c.contextFull() || c.nearlyFull()) {
		p.Compacts = true
	}
	if p.Compacts && c.contextFull() { // the same request would fail again
		p.Action, p.Hint = "", "Go on with a summary of the older messages, or start anew."
	}
	return p
}

// canRetry reports whether there is something to retry.
func (c *Chat) canRetry() bool { return c.failure.again != nil || c.state.Retryable }

// needsSignIn reports whether a new sign-in would solve the problem.
func (c *Chat) needsSignIn() bool {
	for _, err := range []error{c.failure.err, c.state.Err} {
		var fault *codex.Error
		if errors.Is(err, auth.ErrSignInAgain) || errors.Is(err, auth.ErrNoTokens) ||
			errors.As(err, &fault) && fault.Code == codex.CodeSignIn {
			return true
		}
	}
	return c.planWithheld() || c.tooEarly()
}

// failedWith reports whether the problem is an error of the server with a code.
func (c *Chat) failedWith(code codex.Code) bool {
	for _, err := range []error{c.failure.err, c.state.Err} {
		if fault, ok := errors.AsType[*codex.Error](err); ok && fault.Code == code {
			return true
		}
	}
	return false
}

// tryAgain signs in again or retries, whichever helps.
func (c *Chat) tryAgain() (tea.Cmd, Event) {
	if c.needsSignIn() {
		return c.edited(), SignIn{Reason: c.problem().Sentence, PlanUse: c.planWithheld()}
	}
	return tea.Batch(c.Retry(), c.edited()), nil
}
