package chat

import (
	"context"
	"errors"
	"time"

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
		p.Action = "sign in"
	case c.canRetry():
		p.Action = keymap.Retry.Hint
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
	return false
}

// retryPause is how long the retry key must be the only text before it acts: a
// question may begin with its letter.
const retryPause = 300 * time.Millisecond

// retryHeldMsg follows retryPause after the retry key. It acts unless the input was
// edited since.
type retryHeldMsg struct {
	of    *Conversation
	edits int
}

// holdRetry writes the letter of the retry key and starts the pause.
func holdRetry(c *Chat) (tea.Cmd, Event) {
	c.editor.Insert("r")
	draft := c.edited()
	of, edits := c.Conversation, c.draft.edits
	c.heldRetry = edits
	return tea.Batch(draft, tea.Tick(retryPause, func(time.Time) tea.Msg { return retryHeldMsg{of, edits} })), nil
}

// holdsRetry reports whether the input is only the letter of the retry key.
func (c *Chat) holdsRetry() bool {
	return c.heldRetry == c.draft.edits && c.editor.Single() == "r" && c.writing() && !c.streaming() &&
		(c.canRetry() || c.needsSignIn())
}

func (c *Chat) retryHeld(msg retryHeldMsg) (tea.Cmd, Event) {
	if msg.of != c.Conversation || msg.edits != c.draft.edits || !c.holdsRetry() {
		return nil, nil
	}
	return c.tryAgain()
}

// tryAgain signs in again or retries, whichever helps.
func (c *Chat) tryAgain() (tea.Cmd, Event) {
	c.editor.Reset() // the letter of the key
	if c.needsSignIn() {
		return c.edited(), SignIn{c.problem().Sentence}
	}
	return tea.Batch(c.Retry(), c.edited()), nil
}
