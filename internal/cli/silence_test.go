package cli

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// paced answers with events and pauses.
type paced []any

func (p paced) Stream(ctx context.Context, _ codex.Request) iter.Seq2[codex.Event, error] {
	return func(yield func(codex.Event, error) bool) {
		for _, step := range p {
			switch step := step.(type) {
			case time.Duration:
				select {
				case <-time.After(step):
				case <-ctx.Done():
					yield(nil, &codex.Error{Code: codex.CodeCanceled, Err: ctx.Err()})
					return
				}
			case error:
				yield(nil, step)
				return
			case codex.Event:
				if !yield(step, nil) {
					return
				}
			}
		}
	}
}

// TestSilenceIsTold once, ten seconds after the last event, and not while a
// request waits to be sent again.
func TestSilenceIsTold(t *testing.T) {
	const s = time.Second
	silent := &codex.Error{Code: codex.CodeInterrupted, Sentence: "Silent."}
	for _, test := range []struct {
		name  string
		steps paced
		told  []time.Duration // since the question
	}{
		{"at once", paced{codex.TextDelta{Delta: "a"}, codex.Completed{}}, nil},
		{"just in time", paced{9 * s, codex.TextDelta{Delta: "a"}, 9 * s, codex.TextDelta{Delta: "b"}, 9 * s, codex.Completed{}}, nil},
		{"thinking counts", paced{9 * s, codex.ReasoningDelta{Delta: "a"}, 9 * s, codex.Completed{}}, nil},
		{"no answer", paced{300 * s, silent}, []time.Duration{10 * s}},
		{"stalled", paced{5 * s, codex.TextDelta{Delta: "a"}, 300 * s, silent}, []time.Duration{15 * s}},
		{"once", paced{20 * s, codex.TextDelta{Delta: "a"}, 20 * s, codex.Completed{}}, []time.Duration{10 * s}},
		{"a pause", paced{codex.Retrying{After: 30 * s}, 30 * s, codex.TextDelta{Delta: "a"}, codex.Completed{}}, nil},
		{"silent after a pause", paced{codex.Retrying{After: 30 * s}, 60 * s, codex.Completed{}}, []time.Duration{40 * s}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db, err := history.Open(t.Context(), ":memory:")
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				chat := session.New(session.Options{Client: test.steps, History: db})
				var told []time.Duration
				var out strings.Builder
				began := time.Now()
				err = follow(t.Context(), chat, "q", nil, &rawWriter{out: &out, ended: true}, func() { told = append(told, time.Since(began)) })
				if err != nil && !errors.Is(err, silent) {
					t.Error(err)
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if len(told) != len(test.told) || len(told) > 0 && told[0] != test.told[0] {
					t.Errorf("told after %v, want %v", told, test.told)
				}
				if err := chat.Close(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
