package session

import (
	"context"
	"encoding/json"
	"time"

	"banter/codex"
	"banter/history"
)

// continueText asks a model to go on with its answer. It is sent after the half
// and never saved.
const continueText = "Your answer was cut off. Continue it exactly where it stops, even within a word. " +
	"Repeat nothing of it, and write nothing before the continuation."

// Continue goes on with the last answer, which was stopped, failed or
// interrupted: what arrives is added to its text. It asks the same model with
// the same effort. An answer without text is asked for again, as by [Session.Retry].
func (s *Session) Continue(ctx context.Context) error {
	return s.ask(ctx, func() (begun, error) {
		n := len(s.messages)
		if n < 2 || !halfAnswer(s.messages[n-1]) {
			return begun{}, ErrNothingToContinue
		}
		how := begun{branch: s.messages[: n-1 : n-1]}
		if last := s.messages[n-1]; last.Text != "" {
			how.half = &last
		}
		return how, nil
	})
}

func halfAnswer(m history.Message) bool {
	return m.Role == history.Assistant && m.Status != history.Done && m.Status != history.Streaming
}

// resumed returns half as an answer that is being written. The reasoning of
// another account cannot be read, so the text replaces it.
func (s *Session) resumed(half history.Message) history.Message {
	half.Status, half.Error = history.Streaming, ""
	half.Ended = time.Time{}
	if len(half.Items) == 0 || half.Account != "" && half.Account != s.opts.Account {
		half.Items = nil
		if raw, err := codex.AssistantText(half.Text).MarshalJSON(); err == nil {
			half.Items = []json.RawMessage{raw}
		}
		half.Account = s.opts.Account
	}
	return half
}

// resume makes the accumulator go on after the half of an answer.
func (a *accumulator) resume(half history.Message) {
	a.half = &half
	a.restart()
}

// began reports whether text has arrived, beside that of the half.
func (a *accumulator) began() bool {
	return a.text.size > 0 && (a.half == nil || a.text.size > len(a.half.Text))
}

// input returns the input of the request of t, which continues messages.
func (t *turn) input(messages []history.Message, load loader) []codex.Item {
	half := t.acc.half
	if half == nil {
		return replay(messages, load)
	}
	return append(replay(append(messages[:len(messages):len(messages)], *half), load), codex.UserText(continueText))
}
