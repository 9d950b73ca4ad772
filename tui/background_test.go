package tui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
)

// A conversation that is left while it is answered goes on, says so, and grows on the
// screen when it is opened again.
func TestALeftConversationGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("half an answer")
		d.Wait(time.Second)
		d.Press("ctrl+n")
		d.sees("Ask something", `"first" is answered in the background.`)
		d.seesNot("half an answer")
		d.back.say(", more of it")
		d.Press("1", "enter")
		d.sees("half an answer, more of it")
		d.Wait(5 * time.Second) // the remark goes
		d.sees("Esc stop")
		d.back.say(", and its end.")
		d.back.finish()
		d.sees("half an answer, more of it, and its end.")
		d.seesNot("Esc stop", "stopped")
	})
}

// Questions that wait are asked in turn in the background, the one that was sent
// just before too, and the end is told where the person is.
func TestTheQueueGoesOnInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("one")
		d.Wait(time.Second)
		d.ask("second")
		d.Type("third")
		d.Press("enter", "ctrl+n")
		d.sees("Ask something")
		d.back.finish()
		d.back.answer(t, "two")
		d.seesNot("is answered.")
		d.back.answer(t, "three")
		d.sees(`"first" is answered.`)
		if d.input() != "" {
			t.Errorf("the input has %q", d.input())
		}
		d.Press("ctrl+r")
		d.sees("three")
		d.Press("enter")
		d.sees("first", "one", "second", "two", "third", "three")
		if d.input() != "" {
			t.Errorf("the input has %q: it was asked", d.input())
		}
	})
}

func TestAFailedAnswerInTheBackgroundIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("one")
		d.Wait(time.Second)
		d.Press("ctrl+n")
		d.sees("in the background")
		d.back.faults <- &codex.Error{Code: codex.CodeServer, Sentence: "The server has failed."}
		d.sees(`"first": The server has failed.`)
	})
}

// Quitting asks once while answers are written; quitting again stops them, and what
// has arrived is kept.
func TestQuittingAsksWhileAnswersAreWritten(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{folder: folder})
		d.ask("first")
		d.back.question(t)
		d.back.say("half an answer")
		d.Wait(time.Second)
		d.Press("ctrl+d")
		d.sees("Still answering. Ctrl+D again stops it and quits")
		d.Wait(10 * time.Second) // the question is withdrawn
		d.Press("ctrl+d")
		d.sees("Still answering. Ctrl+D again stops it and quits")
		d.Press("ctrl+d")
		d.Wait(time.Second)
		if !d.Done() {
			t.Error("the program still runs")
		}
		d.leave()
	})
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{folder: folder, options: func(o *Options) { o.Resume = "last" }})
		defer d.leave()
		d.sees("half an answer", "stopped")
	})
}

func TestQuittingWaitsForAnswers(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{folder: folder})
		d.ask("first")
		d.back.question(t)
		d.back.say("half an ")
		d.Wait(time.Second)
		d.Press("ctrl+n")
		d.sees("in the background")
		d.Press("ctrl+c", "ctrl+c")
		d.sees("Ctrl+C again stops it and quits, Enter waits up to 10 min")
		d.Press("enter")
		d.sees("Banter ends when its answers are complete", "Esc")
		d.Press("esc") // keeps it open
		d.seesNot("Banter ends")
		d.Press("ctrl+d", "enter")
		d.sees("Banter ends when its answers are complete")
		d.back.say("answer")
		d.back.finish()
		d.Wait(time.Second)
		if !d.Done() {
			t.Error("the program still runs")
		}
		d.leave()
		d.Wait(quitTime) // the tick that would have ended it
	})
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{folder: folder, options: func(o *Options) { o.Resume = "last" }})
		defer d.leave()
		d.sees("half an answer")
		d.seesNot("stopped")
	})
}

// An answer that does not end is waited for as long as was said.
func TestQuittingDoesNotWaitForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		d.ask("first")
		d.back.question(t)
		d.back.say("half")
		d.Wait(time.Second)
		d.Press("ctrl+d", "enter")
		d.sees("Banter ends when its answers are complete")
		d.Wait(quitTime - time.Minute)
		if d.Done() {
			t.Fatal("the program ended too early")
		}
		d.Wait(2 * time.Minute)
		if !d.Done() {
			t.Error("the program still runs")
		}
		d.leave()
	})
}

// The end of the program stops answers in the background within its time.
func TestTheEndStopsAnswersInTheBackground(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{folder: folder})
		for _, question := range []string{"first", "second"} {
			d.ask(question)
			d.back.question(t)
			d.back.say("half of it")
			d.Wait(time.Second)
			d.Press("ctrl+n")
			d.sees("Ask something")
		}
		d.Terminal.Close()
		before := time.Now()
		if err := d.model.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if took := time.Since(before); took > 5*time.Second {
			t.Errorf("the end took %v", took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{folder: folder})
		defer d.leave()
		d.sees("first", "second")
		d.Press("2", "enter")
		d.sees("stopped")
		if !strings.Contains(d.Text(), "half of it") {
			t.Errorf("want the half:\n%s", d.Text())
		}
	})
}
