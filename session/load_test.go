package session_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// A long conversation is shown from its end, and the rest comes without a gap.
func TestTheEndIsShownFirst(t *testing.T) {
	run(t, func(b *bench) {
		c := long(b, b.db, 1000)
		s, err := session.Resume(b.Context(), b.options(), c.ID)
		check(b, err)
		first := s.State()
		if n := len(first.Messages); !first.Earlier || n < 20 || n > 100 || first.Messages[n-1].ID != c.Leaf {
			b.Errorf("%d messages, earlier %v", n, first.Earlier)
		}
		state, err := s.Next(b.Context())
		for ; err == nil && state.Earlier; state, err = s.Next(b.Context()) {
		}
		check(b, err)
		all, err := b.db.Branch(b.Context(), c.Leaf)
		check(b, err)
		if !sameMessages(state.Messages, all) {
			b.Errorf("%d messages at the end", len(state.Messages))
		}
		check(b, s.Close(b.Context()))
	})
}

// A question that is asked at once is sent with all messages before it.
func TestAskedBeforeEverythingIsRead(t *testing.T) {
	run(t, func(b *bench) {
		c := long(b, b.db, 1000)
		for name, ask := range map[string]func(s *session.Session) error{
			"Send":  func(s *session.Session) error { return s.Send(b.Context(), "q") },
			"Retry": func(s *session.Session) error { return s.Retry(b.Context()) },
		} {
			s, err := session.Resume(b.Context(), b.options(), c.ID)
			check(b, err)
			b.script(plain("a")...)
			check(b, ask(s))
			b.settle()
			if got := len(b.requests[len(b.requests)-1].Input); got < 999 {
				b.Errorf("%s: %d items", name, got)
			}
			check(b, s.Close(b.Context()))
		}
	})
}

func TestClosedBeforeEverythingIsRead(t *testing.T) {
	run(t, func(b *bench) {
		c := long(b, b.db, 1000)
		s, err := session.Resume(b.Context(), b.options(), c.ID)
		check(b, err)
		check(b, s.Close(b.Context()))
		if err := s.Send(b.Context(), "q"); !errors.Is(err, session.ErrClosed) {
			b.Errorf("asked: %v", err)
		}
	})
}

// Damage before the end is told once it is found, and does not prevent a
// question.
func TestDamageBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "history.db")
		db, err := history.Open(t.Context(), path)
		check(t, err)
		b := &bench{T: t, fake: &fake{}, db: db}
		c := long(b, db, 200)
		all, err := db.Branch(t.Context(), c.Leaf)
		check(t, err)
		all[50].Text = "a text of its own"
		check(t, db.Put(t.Context(), all[50]))
		check(t, db.Close())
		file, err := os.ReadFile(path)
		check(t, err)
		check(t, os.WriteFile(path, bytes.ReplaceAll(file, []byte("a text of its own"), []byte("a text of its owm")), 0o600))
		db, err = history.Open(t.Context(), path)
		check(t, err)
		b.db = db
		s, err := session.Resume(t.Context(), b.options(), c.ID)
		check(t, err)
		if state := s.State(); state.Err != nil {
			t.Errorf("at once: %v", state.Err)
		}
		synctest.Wait()
		state := s.State()
		if said := notice.Of(state.Err); !strings.Contains(said.Sentence, "damaged") || len(state.Messages) != 200 {
			t.Errorf("%d messages, %v", len(state.Messages), state.Err)
		}
		b.script(plain("a")...)
		check(t, s.Send(t.Context(), "q"))
		synctest.Wait()
		if state := s.State(); len(state.Messages) != 202 {
			t.Errorf("%d messages after a question", len(state.Messages))
		}
		check(t, s.Close(t.Context()))
		check(t, db.Close())
	})
}

// BenchmarkFirstState measures the time to the first state of a conversation of
// 10,000 messages as a multiple of that of one of 10, and to the whole branch.
func BenchmarkFirstState(b *testing.B) {
	db, err := history.Open(b.Context(), filepath.Join(b.TempDir(), "history.db"))
	check(b, err)
	defer func() { check(b, db.Close()) }()
	opts := session.Options{Client: &fake{}, History: db, Model: sol}
	ids := []string{long(b, db, 10).ID, long(b, db, 10_000).ID}
	var first [2][]time.Duration
	var whole []time.Duration
	for b.Loop() {
		for i, id := range ids {
			began := time.Now()
			s, err := session.Resume(b.Context(), opts, id)
			check(b, err)
			state := s.State()
			first[i] = append(first[i], time.Since(began))
			for ; state.Earlier; state, err = s.Next(context.Background()) {
				check(b, err)
			}
			if i == 1 {
				whole = append(whole, time.Since(began))
			}
			check(b, s.Close(b.Context()))
		}
	}
	median := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2].Microseconds())
	}
	b.ReportMetric(median(first[0]), "µs/10")
	b.ReportMetric(median(first[1]), "µs/10000")
	b.ReportMetric(median(whole), "µs/whole")
	b.ReportMetric(median(first[1])/median(first[0]), "ratio")
}
