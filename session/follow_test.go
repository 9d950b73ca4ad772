package session_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// A window shows the states of a session as they come.
type window struct {
	*session.Session
	mu    sync.Mutex
	state session.State
	at    time.Time // when the newest state came
}

func watch(b *bench, s *session.Session) *window {
	w := &window{Session: s, state: s.State()}
	go func() {
		for {
			state, err := s.Next(b.Context())
			if err != nil {
				return
			}
			w.mu.Lock()
			w.state, w.at = state, time.Now()
			w.mu.Unlock()
		}
	}()
	return w
}

func (w *window) shown() session.State {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state
}

// second is the limit of the time in which a window must show what happened in
// another one.
func (w *window) within(d time.Duration) session.State {
	time.Sleep(d)
	return w.shown()
}

// close closes a session of another window, which may be unable to save.
func (b *bench) close(s *session.Session) { _ = s.Close(b.Context()) }

// places tells the shown messages that have siblings: text and place.
func places(state session.State) string {
	said := ""
	for _, m := range state.Messages {
		if place, count := state.Siblings(m); count > 1 {
			said += fmt.Sprintf("%s %d/%d ", m.Text, place, count)
		}
	}
	return said
}

// The question of another program is shown within a second, its answer as it
// grows, and the next question here comes after both.
func TestAQuestionOfAnotherWindow(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		b.script(plain("a1")...)
		b.send("q1")
		open := watch(b, b.session)
		asking := b.resume(other)
		defer b.close(asking)
		b.script(codex.TextDelta{Delta: "Half"}, 5*time.Second, codex.TextDelta{Delta: " and more"}, 3*time.Second, codex.TextDelta{Delta: " and whole"}, codex.Completed{})
		check(b, asking.Send(b.Context(), "q2"))
		b.equal("at once", transcript(open.within(time.Second).Messages), "u: q1|a: a1|u: q2|a:  [streaming]")
		if state := open.shown(); !state.Elsewhere || state.Answer != nil || state.Retryable {
			b.Errorf("state %+v", state)
		}
		for _, want := range []string{"Half [streaming]", "Half and more [streaming]", "Half and more and whole"} {
			b.equal("as it grows", transcript(open.within(3*time.Second).Messages), "u: q1|a: a1|u: q2|a: "+want)
		}
		b.script(plain("a3")...)
		state := b.send("q3")
		b.equal("asked", b.said(2), "u: q1|a: a1|u: q2|a: Half and more and whole|u: q3")
		b.equal("shown", transcript(state.Messages), "u: q1|a: a1|u: q2|a: Half and more and whole|u: q3|a: a3")
		b.equal("siblings", places(state), "")
		check(b, asking.Rename(b.Context(), "renamed"))
		b.equal("title", open.within(time.Second).Conversation.Title, "renamed")
	})
}

// Without a window that waits, as in ask, a question still comes after what
// was added.
func TestAQuestionComesAfterTheNewestMessage(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		for i := range 4 {
			b.script(plain(fmt.Sprint("a", i+1))...)
		}
		b.send("q1")
		second := b.resume(other)
		defer b.close(second)
		for i, s := range []*session.Session{second, b.session, second} {
			check(b, s.Send(b.Context(), fmt.Sprint("q", i+2)))
			synctest.Wait()
		}
		b.equal("shown", transcript(second.State().Messages), "u: q1|a: a1|u: q2|a: a2|u: q3|a: a3|u: q4|a: a4")
		b.equal("asked", b.said(3), "u: q1|a: a1|u: q2|a: a2|u: q3|a: a3|u: q4")
	})
}

// Two windows that ask at the same moment have siblings, and both show that.
func TestTwoQuestionsAtTheSameMoment(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		b.script(plain("a1")...)
		b.send("q1")
		open, second := watch(b, b.session), watch(b, b.resume(other))
		defer b.close(second.Session)
		b.script(time.Second, codex.TextDelta{Delta: "a2"}, codex.Completed{})
		b.script(time.Second, codex.TextDelta{Delta: "a2"}, codex.Completed{})
		var both sync.WaitGroup
		for name, w := range map[string]*window{"here": open, "there": second} {
			both.Go(func() {
				err := w.Send(b.Context(), name)
				if err != nil && !errors.Is(err, session.ErrElsewhere) { // the other was faster
					b.Error(err)
				}
			})
		}
		both.Wait()
		time.Sleep(5 * time.Second)
		all, err := b.db.Messages(b.Context(), b.session.State().Conversation.ID)
		check(b, err)
		if len(b.requests) == 2 { // the other was faster
			b.equal("one shows what the other asked", transcript(open.shown().Messages), transcript(second.shown().Messages))
			return
		}
		if len(all) != 6 {
			b.Fatalf("saved %s", transcript(all))
		}
		for name, w := range map[string]*window{"here": open, "there": second} {
			state := w.shown()
			b.equal("in its window", transcript(state.Messages), "u: q1|a: a1|u: "+name+"|a: a2")
			if _, count := state.Siblings(state.Messages[2]); count != 2 {
				b.Errorf("%s has %d siblings", name, count)
			}
		}
	})
}

// The two questions are siblings if neither window could know of the other.
func TestABranchThatPartedElsewhere(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		for _, text := range []string{"a1", "a2", "b2", "c1"} {
			b.script(plain(text)...)
		}
		b.send("q1")
		before := b.send("q2")
		open := watch(b, b.session)
		second := b.resume(other)
		defer b.close(second)
		check(b, second.Edit(b.Context(), before.Messages[2].ID, "q2 edited"))
		state := open.within(time.Second)
		b.equal("the branch stays", transcript(state.Messages), "u: q1|a: a1|u: q2|a: a2")
		b.equal("and shows its place", places(state), "q2 1/2 ")
		check(b, second.Retry(b.Context()))
		synctest.Wait()
		b.equal("in the other", places(second.State()), "q2 edited 2/2 c1 2/2 ")
	})
}

// A program that died while it answered is noticed.
func TestTheOtherWindowDies(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		b.script(plain("a1")...)
		b.send("q1")
		dying := b.resume(other)
		defer b.close(dying)
		open := watch(b, b.session)
		b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
		check(b, dying.Send(b.Context(), "q2"))
		b.equal("before", transcript(open.within(3*time.Second).Messages), "u: q1|a: a1|u: q2|a: Half [streaming]")
		check(b, other.Close())
		state := open.within(recoverTime)
		b.equal("after", transcript(state.Messages), "u: q1|a: a1|u: q2|a: Half [interrupted]")
		if !state.Retryable || state.Elsewhere {
			b.Errorf("state %+v", state)
		}
	})
}

const recoverTime = 10 * time.Second

// A conversation that another program has deleted is still shown, and the next
// question begins a new one with it.
func TestDeletedElsewhere(t *testing.T) {
	twoWindows(t, func(b *bench, other *history.DB) {
		b.script(plain("a1")...)
		id := b.send("q1").Conversation.ID
		open := watch(b, b.session)
		check(b, other.Delete(b.Context(), id))
		state := open.within(time.Second)
		b.equal("still shown", transcript(state.Messages), "u: q1|a: a1")
		if !state.Deleted || state.Err != nil {
			b.Errorf("state %+v", state)
		}
		b.script(plain("a2")...)
		check(b, open.Regenerate(b.Context(), state.Messages[1].ID, codex.Model{}, ""))
		b.settle()
		state = open.shown()
		b.equal("shown", transcript(state.Messages), "u: q1|a: a2")
		if state.Deleted || state.Err != nil || state.Conversation.ID == id {
			b.Errorf("state %+v", state)
		}
		saved, err := other.Messages(b.Context(), state.Conversation.ID)
		check(b, err)
		b.equal("saved", transcript(saved), "u: q1|a: a1|a: a2")
	})
}
