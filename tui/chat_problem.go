package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/internal/notice"
	"banter/internal/termsafe"
)

// A problem is an error as the conversation shows it: one sentence, one hint,
// one key.
type problem struct{ sentence, hint, key string }

// problem returns what is wrong at the moment; the zero value is nothing.
func (c *chat) problem() problem {
	err := c.state.Err
	if c.failure.err != nil {
		err = c.failure.err
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return problem{}
	}
	words := notice.Of(err)
	p := problem{sentence: termsafe.Line(words.Sentence), hint: termsafe.Line(words.Hint)}
	switch {
	case c.signInHelps():
		p.key = "r sign in"
	case c.retryHelps():
		p.key = "r try again"
	}
	return p
}

// retryHelps reports whether r would do something.
func (c *chat) retryHelps() bool { return c.failure.again != nil || c.state.Retryable }

// signInHelps reports whether the error is one that a new sign-in mends.
func (c *chat) signInHelps() bool {
	for _, err := range []error{c.failure.err, c.state.Err} {
		var fault *codex.Error
		if errors.Is(err, auth.ErrSignInAgain) || errors.Is(err, auth.ErrNoTokens) ||
			errors.As(err, &fault) && fault.Kind == codex.KindSignIn {
			return true
		}
	}
	return false
}

// tryAgain does what r promises.
func (c *chat) tryAgain() (tea.Cmd, outcome) {
	if c.signInHelps() {
		return nil, signInAsked{c.problem().sentence}
	}
	return c.retry(), nil
}
