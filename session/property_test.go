package session_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// A moody streamer answers at random: whole, half, with reasoning, or not at
// all. It checks each request.
type moody struct {
	*testing.T
	account string
	mu      sync.Mutex
	random  *rand.Rand
	answers int
}

func (m *moody) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	checkRequest(m.T, req, m.account)
	m.answers++
	n := m.answers
	reasoning := fmt.Sprintf(`{"type":"reasoning","id":"rs_%d","summary":[],"encrypted_content":"%s %s"}`, n, req.Model, m.account)
	message := fmt.Sprintf(`{"type":"message","id":"msg_%d","role":"assistant","content":[{"type":"output_text","text":"answer %d of %s"}]}`, n, n, m.account)
	at := codex.Position{OutputIndex: 1}
	script := []any{codex.ReasoningDelta{Delta: "Thinking."}, codex.ItemDone{Item: item(reasoning)}, time.Second,
		codex.TextDelta{Position: at, Delta: fmt.Sprintf("answer %d", n)}, time.Second, codex.TextDelta{Position: at, Delta: " of " + m.account},
		codex.ItemDone{Position: at, Item: item(message)}, codex.Completed{Usage: &codex.Usage{Total: 10}}}
	switch m.random.IntN(5) {
	case 0:
		script = append(script[:m.random.IntN(len(script))], errNetwork)
	case 1:
		script = append(script[:m.random.IntN(len(script))], 10*time.Second, errNetwork)
	case 2:
		script = []any{errFull}
	}
	answer := fake{scripts: [][]any{script}}
	return answer.Stream(ctx, req)
}

// checkRequest checks that questions and answers alternate, that a question is
// last, and that reasoning names who can read it and leads to something.
func checkRequest(t *testing.T, req codex.Request, account string) {
	role := "assistant"
	for i, it := range req.Input {
		raw, err := it.MarshalJSON()
		check(t, err)
		switch {
		case it.Type() == "reasoning":
			model, maker := it.Maker()
			if !strings.Contains(string(raw), fmt.Sprintf(`"encrypted_content":"%s %s"`, model, maker)) {
				t.Errorf("reasoning of %s and %s: %s", model, maker, raw)
			}
			if i+1 == len(req.Input) || strings.Contains(string(marshal(t, req.Input[i+1])), `"role":"user"`) {
				t.Errorf("reasoning that leads to nothing: %s", raw)
			}
		case strings.Contains(string(raw), `"role":"user"`):
			if role == "user" {
				t.Errorf("two questions in a row: %s", raw)
			}
			role = "user"
		default:
			if i == 0 {
				t.Errorf("begins with an answer: %s", raw)
			}
			role = "assistant"
		}
	}
	if role != "user" {
		t.Errorf("ends with an answer, for %s", account)
	}
}

func marshal(t *testing.T, it codex.Item) []byte {
	raw, err := it.MarshalJSON()
	check(t, err)
	return raw
}

// A story is one conversation in two windows of two accounts.
type story struct {
	*testing.T
	random  *rand.Rand
	dbs     [2]*history.DB
	options [2]session.Options
	windows [2]*session.Session
	id      string
	asked   int
	told    []string // what was done, for a failure
}

var luna = codex.Model{Slug: "gpt-6-luna", DefaultEffort: "low", Efforts: []codex.Effort{{Name: "low"}}}

func TestAnySequenceLeavesAValidTree(t *testing.T) {
	rounds, steps := 12, 40
	if testing.Short() {
		rounds = 3
	}
	first := uint64(time.Now().UnixNano())
	for round := range rounds {
		seed := first + uint64(round)
		synctest.Test(t, func(t *testing.T) {
			s := &story{T: t, random: rand.New(rand.NewPCG(seed, 0))}
			s.open()
			for range steps {
				s.step()
				synctest.Wait()
				if t.Failed() {
					t.Fatalf("seed %d: %s", seed, strings.Join(s.told, ", "))
				}
			}
			s.close()
		})
	}
}

func (s *story) open() {
	path := filepath.Join(s.TempDir(), "history.db")
	for i := range s.windows {
		db, err := history.Open(s.Context(), path)
		check(s, err)
		account := fmt.Sprint("acc_", i)
		client := &moody{T: s.T, account: account, random: rand.New(rand.NewPCG(s.random.Uint64(), 0))}
		s.dbs[i], s.options[i] = db, session.Options{Client: client, History: db, Model: sol, Account: account}
	}
	s.windows[0] = session.New(s.options[0])
	check(s, s.windows[0].Send(s.Context(), "first"))
	s.id = s.windows[0].State().Conversation.ID
	s.restart(1)
}

func (s *story) close() {
	for i, w := range s.windows {
		check(s, w.Close(s.Context()))
		check(s, s.dbs[i].Check(s.Context()))
		check(s, s.dbs[i].Close())
	}
}

// restart closes the session of window i, if there is one, and opens it again.
func (s *story) restart(i int) {
	if s.windows[i] != nil {
		check(s, s.windows[i].Close(s.Context()))
	}
	w, err := session.Resume(s.Context(), s.options[i], s.id)
	check(s, err)
	s.windows[i] = w
}

// step does something at random in one of the windows, and checks that it lost
// nothing.
func (s *story) step() {
	i := s.random.IntN(len(s.windows))
	w := s.windows[i]
	state := w.State()
	some := ""
	if n := len(state.Messages); n > 0 {
		some = state.Messages[s.random.IntN(n)].ID
	}
	ctx := s.Context()
	s.asked++
	text := fmt.Sprint("question ", s.asked)
	acts := []struct {
		name  string
		loses bool
		do    func() error
	}{
		{"send", false, func() error { return w.Send(ctx, text) }},
		{"stop", false, func() error { w.Stop(); return nil }},
		{"edit", false, func() error { return w.Edit(ctx, some, text) }},
		{"regenerate", false, func() error { return w.Regenerate(ctx, some, []codex.Model{{}, luna}[s.random.IntN(2)], "") }},
		{"continue", false, func() error { return w.Continue(ctx) }},
		{"compact", false, func() error { return w.Compact(ctx) }},
		{"compact by itself", false, func() error { w.CompactAt(s.random.IntN(2)); return nil }},
		{"retry", false, func() error { return w.Retry(ctx) }},
		{"sibling", false, func() error { return w.Sibling(ctx, parting(state, some), 2*s.random.IntN(2)-1) }},
		{"show", false, func() error { return w.Show(ctx, s.any()) }},
		{"fork", false, func() error { return s.fork(w, some) }},
		{"model", false, func() error { return w.SetModel(ctx, []codex.Model{sol, luna}[s.random.IntN(2)], "") }},
		{"bookmark", false, func() error {
			return w.SetBookmark(ctx, some, []history.Bookmark{{}, history.Noted(text)}[s.random.IntN(2)])
		}},
		{"remove", true, func() error { return w.Remove(ctx, some) }},
		{"undo", false, func() error { return w.Undo(ctx) }},
		{"restart", false, func() error { s.restart(i); return nil }},
		{"delete and restore", false, s.deleteAndRestore},
		{"wait", false, func() error { time.Sleep(time.Duration(s.random.IntN(4000)) * time.Millisecond); return nil }},
		{"look", false, func() error { s.look(w); return nil }},
	}
	act := acts[s.random.IntN(len(acts))]
	s.told = append(s.told, fmt.Sprint(act.name, " in ", i))
	if s.random.IntN(2) == 0 {
		time.Sleep(time.Duration(s.random.IntN(12)) * time.Second)
		synctest.Wait()
	}
	if act.name == "undo" && w.State().Undoable == session.UndoCompact { // it may be so since a moment
		act.loses = true
	}
	before := s.ids()
	err := act.do()
	if err != nil && !s.refused(err) {
		s.Errorf("%s: %v", act.name, err)
	}
	synctest.Wait()
	after := s.ids()
	for _, id := range before {
		if !slices.Contains(after, id) && (!act.loses || err != nil) {
			s.Errorf("%s lost message %s", act.name, id)
		}
	}
	s.checkTree()
	for _, w := range s.windows {
		s.checkState(w.State())
	}
}

// parting returns the last shown message that has siblings, or some other.
func parting(state session.State, some string) string {
	for _, m := range state.Messages {
		if _, count := state.Siblings(m); count > 1 {
			some = m.ID
		}
	}
	return some
}

// refused reports whether err only says that something cannot be done now.
func (s *story) refused(err error) bool {
	return slices.ContainsFunc([]error{
		session.ErrAnswering, session.ErrElsewhere, session.ErrNothingToAsk, session.ErrNothingToContinue,
		session.ErrNothingToUndo, session.ErrNoSibling, session.ErrNothingToCompact, session.ErrSummary, history.ErrGrowing, history.ErrNotFound,
	}, func(known error) bool { return errors.Is(err, known) })
}

func (s *story) all() []history.Message {
	all, err := s.dbs[0].Messages(s.Context(), s.id)
	check(s, err)
	return all
}

func (s *story) ids() (ids []string) {
	for _, m := range s.all() {
		ids = append(ids, m.ID)
	}
	return ids
}

// any returns a message of any branch.
func (s *story) any() string {
	ids := s.ids()
	if len(ids) == 0 {
		return "none"
	}
	return ids[s.random.IntN(len(ids))]
}

func (s *story) fork(w *session.Session, message string) error {
	fork, err := w.Fork(s.Context(), message)
	if err != nil {
		return err
	}
	got, err := s.dbs[1].Branch(s.Context(), fork.Leaf)
	check(s, err)
	want, err := s.dbs[1].Branch(s.Context(), message)
	check(s, err)
	if transcript(got) != transcript(want) {
		s.Errorf("forked %s of %s", transcript(got), transcript(want))
	}
	return nil
}

// deleteAndRestore does both while nothing is being written.
func (s *story) deleteAndRestore() error {
	if slices.ContainsFunc(s.all(), func(m history.Message) bool { return m.Status == history.Streaming }) {
		return session.ErrAnswering
	}
	before := s.all()
	removed, err := s.dbs[1].Take(s.Context(), s.id)
	check(s, err)
	check(s, s.dbs[1].Restore(s.Context(), removed))
	if after := s.all(); !sameMessages(before, after) {
		s.Errorf("restored %s of %s", transcript(after), transcript(before))
	}
	return nil
}

// look reads a state as a screen does, long enough to see the other window.
func (s *story) look(w *session.Session) {
	ctx, cancel := context.WithTimeout(s.Context(), time.Second)
	defer cancel()
	for {
		if _, err := w.Next(ctx); err != nil {
			break
		}
	}
	known := map[string]history.Message{}
	for _, m := range s.all() {
		known[m.ID] = m
	}
	state := w.State()
	for _, m := range state.Messages {
		if saved := known[m.ID]; saved.Text != m.Text && saved.Status != history.Streaming {
			s.Errorf("shown %q, saved %q", m.Text, saved.Text)
		}
	}
}

func (s *story) checkTree() {
	known := map[string]history.Message{}
	for _, m := range s.all() {
		parent, ok := known[m.Parent]
		switch {
		case m.Parent != "" && !ok:
			s.Errorf("message %s has no parent", m.ID)
		case m.IsSummary() && (m.Parent == "" || m.Status != history.Done || m.Text == ""):
			s.Errorf("summary %s of nothing", m.ID)
		case m.Role == history.Assistant && !m.IsSummary() && parent.Role != history.User:
			s.Errorf("answer %s of no question", m.ID)
		case m.Conversation != s.id:
			s.Errorf("message %s of conversation %s", m.ID, m.Conversation)
		}
		known[m.ID] = m
	}
	c, err := s.dbs[0].Find(s.Context(), s.id)
	check(s, err)
	if _, ok := known[c.Leaf]; !ok && c.Leaf != "" {
		s.Errorf("the leaf %s is gone", c.Leaf)
	}
	if c.Leaf == "" && len(known) > 0 {
		s.Errorf("no leaf, though there are %d messages", len(known))
	}
}

// checkState checks that the shown messages are a branch.
func (s *story) checkState(state session.State) {
	parent := ""
	shown := state.Messages
	if state.Answer != nil {
		shown = append(slices.Clip(shown), *state.Answer)
	}
	for _, m := range shown {
		if m.Parent != parent {
			s.Errorf("%s is shown after %s", m.ID, parent)
		}
		if place, count := state.Siblings(m); place < 1 || place > count {
			s.Errorf("place %d of %d", place, count)
		}
		parent = m.ID
	}
}
