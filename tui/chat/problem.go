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

// problem returns what is wrong at the moment; the zero value is nothing.
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

// retryHelps reports whether r would do something.
func (c *Chat) canRetry() bool { return c.failure.again != nil || c.state.Retryable }

// signInHelps reports whether the error is one that a new sign-in mends.
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

// retryPause is how long r must stand alone before it acts: a question may
// begin with it.
const retryPause = 300 * time.Millisecond

// retryHeldMsg says that no key has followed r, if edits is still the count.
type retryHeldMsg struct {
	of    *Conversation
	edits int
}

// holdRetry writes the key as the letter that it may be.
func holdRetry(c *Chat) (tea.Cmd, Event) {
	c.editor.Insert("r")
	draft := c.edited()
	of, edits := c.Conversation, c.draft.edits
	c.heldRetry = edits
	return tea.Batch(draft, tea.Tick(retryPause, func(time.Time) tea.Msg { return retryHeldMsg{of, edits} })), nil
}

// holdsRetry reports whether an r stands in the input that was pressed to try
// again, with no other key behind it.
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

// tryAgain does what r promises.
func (c *Chat) tryAgain() (tea.Cmd, Event) {
	c.editor.Reset() // the r
	if c.needsSignIn() {
		return c.edited(), SignIn{c.problem().Sentence}
	}
	return tea.Batch(c.Retry(), c.edited()), nil
}
