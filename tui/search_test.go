package tui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"banter/session"
)

// talk asks a question and answers it.
func (d *app) talk(question, answer string) {
	d.t.Helper()
	d.ask(question)
	d.back.answer(d.t, answer)
}

// The field of the list searches the messages of all conversations; Enter opens the
// conversation at the message, with the passage lit.
func TestAMessageIsFoundAndOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.talk("How do goroutines differ?", "The zebra is **cheap**.\n\n"+strings.Repeat("A line of it.\n\n", 60))
		d.talk("Why?", strings.Repeat("Another line.\n\n", 60))
		d.Press("ctrl+n")
		d.talk("Bread", "Use soda.")
		d.Press("ctrl+n", "ctrl+r")
		d.Type("zebra")
		d.sees("In messages", "How do goroutines differ?", "The zebra is cheap.")
		if d.Press("enter"); !d.WaitFor("1/1", 2*time.Second) {
			t.Fatalf("the words are not searched:\n%s", d.Text())
		}
		d.sees("The zebra is cheap")
		if !d.lit("zebra") {
			t.Errorf("the passage is not lit:\n%s", d.Text())
		}
		d.Press("enter") // stay there, and write
		d.ask("More?")
		if got := len(d.back.answer(t, "No.").Input); got != 5 {
			t.Errorf("the next question brings %d items, want the whole conversation: 5", got)
		}
	})
}

// lit reports whether the screen shows a word in reverse.
func (d *app) lit(word string) bool {
	for y, row := range d.Rows() {
		if before, _, ok := strings.Cut(row, word); ok && d.Cell(len([]rune(before)), y).Style.Attrs&uv.AttrReverse != 0 {
			return true
		}
	}
	return false
}

// A message of a branch that is not shown is opened on its branch.
func TestAMessageOfAnotherBranchIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		defer d.leave()
		d.talk("first", "one")
		d.talk("the zebra question", "two")
		synctest.Wait() // the program rests; its model may be read
		head := d.model.chat.Head()
		d.Press("ctrl+n")
		d.sees("Ask something")
		d.branchAt(head.ID)
		d.Press("ctrl+r")
		d.Type("zebra")
		d.sees("the zebra question")
		d.Press("down", "up", "enter")
		d.sees("the zebra question", "two", "1/1")
		d.seesNot("another way")
		d.Press("esc", "ctrl+r") // in the open conversation, too
		d.Type("giraffe")
		d.sees("a giraffe way")
		d.Press("enter")
		d.sees("another way", "a giraffe way")
		d.seesNot("zebra")
	})
}

func TestAWrongFilterIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.talk("first", "zebra")
		d.Press("ctrl+n", "ctrl+r")
		d.Type("role:user zebra")
		d.sees("Nothing matches.")
		d.Press("ctrl+u")
		d.Type("role:answer zebra")
		d.sees("In messages")
		d.Press("ctrl+u")
		d.Type("role:cook")
		d.sees("\"role:cook\" is no filter of a search.", "role:user or role:assistant")
	})
}

// Another program's conversations, titles and deletions appear in the open list.
func TestTheListFollowsAnotherProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		one, two := newApp(t, setup{folder: folder}), newApp(t, setup{folder: folder})
		defer one.leave()
		defer two.leave()
		one.Press("ctrl+r")
		one.sees("No conversation yet.")
		two.talk("Asked elsewhere", "Told elsewhere.")
		one.sees("▌ Asked elsewhere", "Told elsewhere.")
		two.Press("ctrl+r", "f7")
		two.Type(" again")
		two.Press("enter", "esc")
		one.sees("Asked elsewhere again")
		one.Press("enter")
		one.sees("Told elsewhere.")
		two.Press("ctrl+n", "ctrl+r", "ctrl+x", "esc")
		one.sees("Told elsewhere.", "This conversation was deleted elsewhere.", "Your next question begins a new conversation")
		one.talk("Still there?", "A copy is.")
		one.sees("Told elsewhere.", "A copy is.", "A new conversation with what was said so far.")
		one.seesNot("deleted elsewhere")
	})
}

// A conversation that is answered in the background is marked in the list, and
// deleting it ends the answer.
func TestTheListMarksTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("half of it")
		d.Wait(time.Second)
		d.Press("ctrl+n", "ctrl+r")
		d.sees("first", "answering")
		d.back.finish()
		d.sees("new answer")
		d.Press("enter", "ctrl+r")
		d.sees("half of it")
		d.seesNot("new answer", "answering")
		d.Press("esc")
		d.ask("more")
		d.back.question(t)
		d.back.say("of it")
		d.Wait(time.Second)
		d.Press("ctrl+n", "ctrl+r", "ctrl+x", "esc", "ctrl+r")
		d.Wait(10 * time.Second)
		d.sees("No conversation yet.")
	})
}

// branchAt adds another first question to a conversation, as another program does.
func (d *app) branchAt(id string) {
	d.t.Helper()
	ctx := context.Background()
	synctest.Wait()
	sess, err := session.Resume(ctx, d.model.sessionOptions(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	first := sess.State().Messages[0].ID
	if err := sess.Edit(ctx, first, "another way"); err != nil {
		d.t.Fatal(err)
	}
	d.back.answer(d.t, "a giraffe way")
	if err := sess.Finish(ctx); err != nil {
		d.t.Fatal(err)
	}
}

// In an empty list a query that finds nothing is no empty history.
func TestNothingIsFoundInAnEmptyList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Press("ctrl+r")
		d.sees("No conversation yet.")
		d.Type("zebra")
		d.sees("Nothing matches.")
	})
}
