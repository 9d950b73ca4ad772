package tui

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/golden"
)

func TestDraftSurvivesTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		d.Type("half a thou")
		d.Wait(time.Second)
		// As a kill -9 would find it: nothing but what is on disk.
		if got := savedDraft(t, folder, ""); got != "half a thou" {
			t.Errorf("on disk: %q", got)
		}
		d.Type("ght")
		d.leave()
		d = newApp(t, setup{folder: folder})
		defer d.leave()
		d.sees("half a thought")
		d.Press("ctrl+z")
		d.sees("half a thought")
		d.Press("enter")
		d.back.answer(t, "a whole one")
		d.Wait(time.Second)
		if got := savedDraft(t, folder, ""); got != "" {
			t.Errorf("sent, but still a draft on disk: %q", got)
		}
	})
}

func savedDraft(t *testing.T, folder, conversation string) string {
	t.Helper()
	db, err := history.Open(context.Background(), filepath.Join(folder, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	draft, err := db.Draft(context.Background(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// The queue is saved as part of the draft, and comes back once.
func TestQueueSurvivesTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		d.ask("first")
		d.back.question(t)
		d.back.say("half an answer")
		d.ask("second")
		d.ask("third")
		d.Type("fourth, half")
		d.Wait(time.Second)
		id := d.model.chat.Head().ID
		if got := savedDraft(t, folder, id); got != "second\n\nthird\n\nfourth, half" {
			t.Errorf("on disk while it is queued: %q", got)
		}
		d.back.finish()
		d.back.question(t)
		d.Wait(time.Second)
		if got := savedDraft(t, folder, id); got != "third\n\nfourth, half" {
			t.Errorf("on disk when one is sent: %q", got)
		}
		d.leave()
		if got := savedDraft(t, folder, id); got != "third\n\nfourth, half" {
			t.Errorf("on disk after the end: %q", got)
		}
	})
}

// The draft is saved every few seconds while the person types without a pause.
func TestDraftDoesNotWaitForARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		defer d.leave()
		for range 100 {
			d.Type("word ")
			d.Wait(200 * time.Millisecond)
		}
		if got := savedDraft(t, folder, ""); len(got) < 400 {
			t.Errorf("only %d of 500 bytes on disk", len(got))
		}
	})
}

// A draft that could not be saved is saved later, also if no key is pressed.
func TestADraftThatCouldNotBeSavedIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var db *history.DB
		d := newApp(t, setup{options: func(o *Options) {
			open := o.Open
			o.Open = func(ctx context.Context) (opened *history.DB, err error) {
				db, err = open(ctx)
				return db, err
			}
		}})
		defer func() {
			d.Terminal.Close()
			_ = d.model.Close(context.Background()) // says that it cannot save
		}()
		d.Wait(time.Second)
		synctest.Wait()                    // the history is open; nothing of the program runs
		if err := db.Close(); err != nil { // every save fails from now on
			t.Fatal(err)
		}
		d.Type("a thought")
		d.sees("cannot be saved at the moment")
		for range 3 {
			d.Send(struct{}{}) // orders that look before what the program does next
			d.Wait(10 * time.Second)
			synctest.Wait() // the program rests; its model may be read
			d.Send(struct{}{})
			d.seesNot("cannot be saved at the moment") // it is told once
		}
		if got := d.input(); got != "a thought" {
			t.Errorf("in the input: %q", got)
		}
	})
}

// If the history cannot be opened, the text returns to the input, with the reason.
// Enter opens it again and sends the text.
func TestNoHistoryKeepsTheText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := make(chan error)
		d := newApp(t, setup{options: func(o *Options) {
			real := o.Open
			o.Open = func(ctx context.Context) (*history.DB, error) {
				if err := <-open; err != nil {
					return nil, &history.Error{Path: "history.db", Err: err}
				}
				return real(ctx)
			}
		}})
		defer d.leave()
		d.ask("early question")
		for range 2 {
			open <- fs.ErrPermission
			d.sees("cannot be written")
			if got := d.input(); got != "early question" {
				t.Errorf("in the input: %q", got)
			}
			d.Press("enter")
		}
		open <- nil
		d.back.answer(t, "late answer")
		d.sees("early question", "late answer")
	})
}

func TestEachConversationHasItsDraft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first conversation")
		d.back.answer(t, "yes")
		d.Type("draft of the first")
		d.Press("ctrl+n")
		d.seesNot("draft of the first")
		d.sees("1  first conversation")
		d.Type("1st draft of the new one")
		d.Wait(time.Second)
		d.Press("ctrl+u")
		d.Press("1", "enter")
		d.sees("yes", "draft of the first")
	})
}

func TestResumeByFlag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		d.ask("first conversation")
		d.back.answer(t, "the answer of then")
		d.leave()
		id, title, ok := d.model.Conversation()
		if !ok || title != "first conversation" {
			t.Fatalf("conversation %q %q %v: want what was on the screen", id, title, ok)
		}
		for _, resume := range []string{"last", id} {
			d = newApp(t, setup{folder: folder, options: func(o *Options) { o.Resume = resume }})
			d.sees("first conversation", "the answer of then")
			d.leave()
		}
		d = newApp(t, setup{folder: folder, options: func(o *Options) { o.Resume = "pick" }})
		d.sees("Conversations", "first conversation")
		d.leave()
		d = newApp(t, setup{folder: folder, options: func(o *Options) { o.Resume = "no-such-id" }})
		defer d.leave()
		d.sees("r try again")
	})
}

func TestPasteGoesThroughWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Paste("one\r\ntwo\tthree\x1b[31m")
		if got := d.input(); got != "one\ntwo\tthree" {
			t.Errorf("input is %q", got)
		}
		d.Press("ctrl+c")
		large := strings.Repeat("a line of a log 漢字\r\n", 20000)
		d.Paste(large)
		d.Wait(5 * time.Second)
		d.sees("[pasted 20,000 lines]")
		d.Press("enter")
		req := d.back.question(t)
		raw, err := req.Input[0].MarshalJSON()
		if err != nil || strings.Count(string(raw), "a line of a log 漢字") != 20000 {
			t.Errorf("the request lost something of the paste (%v)", err)
		}
		d.sees("more lines, sent whole")
	})
}

// A question that could not be sent returns to the input; a key retries what failed
// later.
func TestErrorsAreOneSentenceAndOneKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("hello")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeNetwork, Sentence: "There is no connection.", Hint: "Look at your network.", Retry: codex.RetryNow}
		d.sees("There is no connection.", "Look at your network.", "r try again")
		if n := strings.Count(d.Text(), "There is no connection."); n != 1 {
			t.Errorf("said %d times:\n%s", n, d.Text())
		}
		golden.Check(t, "chat-error", d.Text())
		d.Type("or so") // r is a letter again
		d.sees("or so")
		d.Press("ctrl+u")
		d.Type("rather this") // nor does it take the first letter of a question
		if got := d.input(); got != "rather this" {
			t.Errorf("typed behind an error: %q", got)
		}
		d.Press("ctrl+u", "r")
		d.back.answer(t, "there it is")
		d.sees("there it is")
		d.seesNot("There is no connection.", "try again")
	})
}

func TestSignInAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: func(o *Options) { o.Account = &fakeAccount{err: errors.New("no server here")} }})
		defer d.leave()
		d.ask("hello")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeSignIn, Sentence: "Your sign-in has ended.", Hint: "Sign in again."}
		d.sees("Your sign-in has ended.", "r sign in")
		d.Press("r")
		d.sees("d demo")
		d.Press("d")
		d.back.answer(t, "welcome back")
		d.sees("hello", "welcome back")
	})
}
