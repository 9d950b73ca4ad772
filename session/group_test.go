package session_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/session"
)

// unsent is the draft of a chat in which nothing is typed.
func unsent(queue []string) string { return strings.Join(queue, "\n") }

// background tells the conversations in the background: title, whether it is
// being answered, and its queue.
func background(all []session.Background) string {
	var said []string
	for _, b := range all {
		how := "ended"
		if b.Answering {
			how = "answering"
		}
		said = append(said, fmt.Sprint(b.Conversation.Title, " ", how, " ", b.Queue))
	}
	return strings.Join(said, ", ")
}

func TestALeftConversationIsAnswered(t *testing.T) {
	run(t, func(b *bench) {
		g := session.NewGroup()
		b.script(codex.TextDelta{Delta: "Half"}, 10*time.Second, codex.TextDelta{Delta: " and whole"}, codex.Completed{})
		b.script(time.Second, codex.TextDelta{Delta: "a2"}, codex.Completed{})
		b.send("q1")
		id := b.send("q2").Conversation.ID
		waiting := make(chan error)
		go func() {
			for {
				if _, err := b.session.Next(b.Context()); err != nil {
					waiting <- err
					return
				}
			}
		}()
		synctest.Wait()
		left, err := g.Leave(b.Context(), b.session, unsent)
		check(b, err)
		if err := <-waiting; !left || !errors.Is(err, session.ErrLeft) {
			b.Errorf("left %v; the screen that waits: %v", left, err)
		}
		all, err := g.Next(b.Context())
		check(b, err)
		b.equal("left", background(all), "q1 answering [q2]")
		b.wantDrafts("the queue is safe", [2]string{"", "q2"})
		time.Sleep(10500 * time.Millisecond)
		synctest.Wait()
		b.equal("meanwhile", background(g.Answering()), "q1 answering []")
		b.wantDrafts("the queue was sent", [2]string{})
		time.Sleep(time.Minute)
		synctest.Wait()
		b.equal("on disk", transcript(b.onDisk()), "u: q1|a: Half and whole|u: q2|a: a2")
		all, err = g.Next(b.Context())
		check(b, err)
		b.equal("ended", background(all), "q1 ended []")
		b.equal("then", background(g.Answering()), "")
		if err := b.session.Send(b.Context(), "more"); !errors.Is(err, session.ErrClosed) {
			b.Errorf("the session that has ended: %v", err)
		}
		s, err := g.Open(b.Context(), b.options(), id)
		check(b, err)
		b.equal("opened", transcript(s.State().Messages), "u: q1|a: Half and whole|u: q2|a: a2")
		check(b, s.Close(b.Context()))
		check(b, g.Wait(b.Context()))
	})
}

func TestComingBackShowsTheAnswerGrow(t *testing.T) {
	for _, name := range []string{"id", "prefix", "last"} {
		t.Run(name, func(t *testing.T) {
			run(t, func(b *bench) {
				g := session.NewGroup()
				b.script(codex.TextDelta{Delta: "Half"}, time.Minute, codex.TextDelta{Delta: " and whole"}, codex.Completed{})
				b.script(plain("a2")...)
				id := b.send("q").Conversation.ID
				b.send("q2")
				left, err := g.Leave(b.Context(), b.session, func(queue []string) string { return strings.Join(append(slices.Clip(queue), "typed"), "\n") })
				check(b, err)
				b.wantDrafts("with the queue", [2]string{"", "q2\ntyped"})
				again, err := g.Open(b.Context(), b.options(), map[string]string{"id": id, "prefix": id[:34], "last": session.Last}[name])
				check(b, err)
				if !left || again != b.session {
					b.Fatal("another session")
				}
				b.wantDrafts("without the queue", [2]string{"", "typed"})
				state, err := again.Next(b.Context())
				check(b, err)
				b.equal("at once", state.Answer.Text, "Half")
				time.Sleep(time.Minute)
				b.equal("at the end", transcript(b.settle().Messages), "u: q|a: Half and whole|u: q2|a: a2")
				b.equal("in the group", background(g.Answering()), "")
				b.script(plain("a3")...)
				b.equal("it is open", transcript(b.send("q3").Messages), "u: q|a: Half and whole|u: q2|a: a2|u: q3|a: a3")
			})
		})
	}
}

func TestLeavingAnIdleConversationEndsIt(t *testing.T) {
	run(t, func(b *bench) {
		g := session.NewGroup()
		b.script(time.Second, errNetwork)
		b.send("q1")
		b.send("q2")
		time.Sleep(time.Minute)
		b.settle()
		left, err := g.Leave(b.Context(), b.session, unsent)
		check(b, err)
		if left || b.session.Send(b.Context(), "more") != session.ErrClosed {
			b.Error("it goes on")
		}
		b.wantDrafts("the queue that failed", [2]string{"", "q2"})
	})
}

// What fails in the background is reported, and its queue kept.
func TestAFailureInTheBackground(t *testing.T) {
	run(t, func(b *bench) {
		g := session.NewGroup()
		b.script(time.Second, errNetwork)
		b.send("q1")
		b.send("q2")
		_, err := g.Leave(b.Context(), b.session, unsent)
		check(b, err)
		time.Sleep(time.Minute)
		synctest.Wait()
		all, err := g.Next(b.Context())
		check(b, err)
		b.equal("ended", background(all), "q1 ended [q2]")
		if !errors.Is(all[0].Err, errNetwork) {
			b.Errorf("error %v", all[0].Err)
		}
		b.wantDrafts("kept", [2]string{"", "q2"})
	})
}

// Closing a group stops and saves everything at once, though its context has
// ended, and keeps the queues.
func TestClosingAGroup(t *testing.T) {
	run(t, func(b *bench) {
		g := session.NewGroup()
		var ids []string
		for i := range 5 {
			s := session.New(b.options())
			b.script(codex.TextDelta{Delta: "Half"}, time.Hour)
			check(b, s.Send(b.Context(), fmt.Sprint("q", i)))
			check(b, s.Send(b.Context(), "queued"))
			synctest.Wait()
			ids = append(ids, s.State().Conversation.ID)
			_, err := g.Leave(b.Context(), s, unsent)
			check(b, err)
		}
		ended, cancel := context.WithCancel(b.Context())
		cancel()
		if err := g.Wait(ended); !errors.Is(err, context.Canceled) {
			b.Errorf("wait: %v", err)
		}
		began := time.Now()
		check(b, g.Close(ended))
		if took := time.Since(began); took > session.CloseTime {
			b.Errorf("it took %v", took)
		}
		for i, id := range ids {
			c, err := b.db.Find(b.Context(), id)
			check(b, err)
			branch, err := b.db.Branch(b.Context(), c.Leaf)
			check(b, err)
			b.equal("saved", transcript(branch), fmt.Sprintf("u: q%d|a: Half [stopped]", i))
			draft, err := b.db.Draft(b.Context(), id)
			check(b, err)
			b.equal("queue", draft, "queued")
		}
	})
}

// Conversations end and are opened again at the same moment, and nothing is
// answered twice or lost.
func TestOpeningAtTheMomentOfTheEnd(t *testing.T) {
	run(t, func(b *bench) {
		g := session.NewGroup()
		const turns = 30
		for range turns {
			b.script(time.Second, codex.TextDelta{Delta: "a"}, codex.Completed{})
		}
		s := b.session
		for i := range turns {
			check(b, s.Send(b.Context(), "q"))
			_, err := g.Leave(b.Context(), s, nil)
			check(b, err)
			time.Sleep(time.Second + time.Duration(i-turns/2)*time.Millisecond)
			s, err = g.Open(b.Context(), b.options(), b.session.State().Conversation.ID)
			check(b, err)
			time.Sleep(2 * time.Second)
			synctest.Wait()
		}
		c, err := b.db.Find(b.Context(), s.State().Conversation.ID)
		check(b, err)
		branch, err := b.db.Branch(b.Context(), c.Leaf)
		check(b, err)
		b.equal("saved", transcript(branch), strings.TrimSuffix(strings.Repeat("u: q|a: a|", turns), "|"))
		check(b, s.Close(b.Context()))
	})
}
