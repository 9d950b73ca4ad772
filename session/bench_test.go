package session_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// deltas is an answer of so many bytes, six at a time, in parts messages.
func deltas(bytes, parts int) []any {
	var steps []any
	for part := range parts {
		for range bytes / parts / 6 {
			steps = append(steps, codex.TextDelta{Position: codex.Position{OutputIndex: part}, Delta: "words "})
		}
	}
	return append(steps, codex.Completed{})
}

// BenchmarkAnswer streams an answer as fast as it comes, saves it to a file,
// and reads every state on the way. ns/KB is the same for every length when
// the work is linear.
func BenchmarkAnswer(b *testing.B) {
	for _, shape := range []struct{ bytes, parts int }{{100_000, 1}, {1_000_000, 1}, {1_000_000, 3}} {
		b.Run(fmt.Sprintf("%dKB/%dparts", shape.bytes/1000, shape.parts), func(b *testing.B) {
			db, err := history.Open(b.Context(), filepath.Join(b.TempDir(), "history.db"))
			check(b, err)
			defer func() { check(b, db.Close()) }()
			script := deltas(shape.bytes, shape.parts)
			states := 0
			for b.Loop() {
				f := &fake{}
				f.script(script...)
				s := session.New(session.Options{Client: f, History: db, Model: sol})
				check(b, s.Send(b.Context(), "q"))
				for state, err := s.Next(b.Context()); len(state.Messages) < 2; state, err = s.Next(b.Context()) {
					check(b, err)
					states++
				}
				check(b, s.Close(b.Context()))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(shape.bytes/1000), "ns/KB")
			b.ReportMetric(float64(states)/float64(b.N), "states")
		})
	}
}

// long returns a saved conversation of so many messages.
func long(tb testing.TB, db *history.DB, messages int) history.Conversation {
	tb.Helper()
	at := time.Now()
	c := history.Conversation{ID: history.NewID(), Title: "Long", Model: sol.Slug, Created: at, Updated: at}
	var all []history.Message
	for i := range messages {
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.User, Text: strings.Repeat("words ", 50), Status: history.Done, Created: at, Ended: at}
		if i%2 == 1 {
			m.Role = history.Assistant
		}
		all, c.Leaf = append(all, m), m.ID
	}
	check(tb, db.Create(tb.Context(), c, all...))
	return c
}

func BenchmarkResume(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("%dmessages", n), func(b *testing.B) {
			db, err := history.Open(b.Context(), ":memory:")
			check(b, err)
			defer func() { check(b, db.Close()) }()
			c := long(b, db, n)
			for b.Loop() {
				s, err := session.Resume(b.Context(), session.Options{Client: &fake{}, History: db, Model: sol}, c.ID)
				check(b, err)
				check(b, s.Close(b.Context()))
			}
		})
	}
}

// BenchmarkState measures one snapshot; its cost must not depend on the messages
// before it.
func BenchmarkState(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("%dmessages", n), func(b *testing.B) {
			db, err := history.Open(b.Context(), ":memory:")
			check(b, err)
			defer func() { check(b, db.Close()) }()
			f := &fake{}
			f.script(codex.TextDelta{Delta: strings.Repeat("words ", 20_000)}, time.Hour)
			s, err := session.Resume(b.Context(), session.Options{Client: f, History: db, Model: sol}, long(b, db, n).ID)
			check(b, err)
			check(b, s.Send(b.Context(), "q"))
			b.ReportAllocs()
			for b.Loop() {
				s.State()
			}
			check(b, s.Close(b.Context()))
		})
	}
}
