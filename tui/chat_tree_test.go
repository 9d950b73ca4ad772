package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/internal/golden"
	"banter/internal/screen"
)

// resumed starts the program again on the history of a folder.
func resumed(t *testing.T, folder string, with screen.Options) *app {
	t.Helper()
	d := newApp(t, setup{folder: folder, screen: with, options: func(o *Options) { o.Resume = "last" }})
	d.Wait(200 * time.Millisecond)
	return d
}

// An edited question is another version. Its keys walk the versions, also after a
// restart, and the undo key goes back.
func TestEditingAQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		defer func() { d.leave() }()
		d.ask("How fast are snails?")
		d.back.answer(t, "Very slow.")
		d.sees("Very slow.")
		d.Type("a draft")
		d.Press("f4", "up", "e")
		d.sees("editing: How fast are snails?", "Enter ask instead", "Esc give up")
		if got := d.input(); got != "How fast are snails?" {
			t.Fatalf("the input is %q", got)
		}
		d.Press("esc")
		if got := d.input(); got != "a draft" {
			t.Fatalf("after giving up, the input is %q", got)
		}
		d.seesNot("editing:")
		d.Press("f4", "up", "e", "ctrl+u")
		d.ask("How fast are hares?")
		req := d.back.answer(t, "Fast as the wind.")
		if len(req.Input) != 1 {
			t.Errorf("%d items were sent, want the edited question alone", len(req.Input))
		}
		d.sees("Fast as the wind.", "version 2/2")
		d.seesNot("Very slow.")
		if got := d.input(); got != "a draft" {
			t.Errorf("after the edit, the input is %q", got)
		}
		d.Press("ctrl+u", "alt+left")
		d.sees("version 1/2", "Very slow.")
		d.leave()

		d = resumed(t, folder, screen.Options{})
		d.sees("version 1/2", "Very slow.")
		d.Press("alt+left")
		d.sees("This is the first version.")
		d.Press("alt+right")
		d.sees("version 2/2", "Fast as the wind.")
		d.Press("alt+right")
		d.sees("This is the last version.")
	})
}

// Another answer is a version too. One by another model asks that model, and leaves
// that of the conversation alone.
func TestAnsweringAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("Why?")
		first := d.back.answer(t, "Because.")
		d.sees("Because.")
		d.Press("f4", "g")
		d.back.answer(t, "It just is.")
		d.sees("It just is.", "version 2/2", "Ctrl+Z goes back")
		d.Press("ctrl+z")
		d.sees("The old answer is back", "Because.", "version 1/2")
		d.Press("f4")
		d.Type("G")
		d.sees("Models", "Enter regenerate with it")
		d.seesNot("use here", "default")
		d.Press("down", "enter")
		other := d.back.answer(t, "Ask the other one.")
		d.sees("Ask the other one.", "version 3/3")
		if other.Model == first.Model {
			t.Errorf("%s answered again", other.Model)
		}
		d.Press("f4", "left", "left")
		d.sees("version 1/3", "Because.")
		d.Press("esc")
		d.ask("Really?")
		if next := d.back.answer(t, "Yes."); next.Model != first.Model {
			t.Errorf("%s answers the next question, want %s", next.Model, first.Model)
		}
		d.Press("ctrl+o")
		d.sees("Models")
		d.Press("enter") // for the conversation
		d.seesNot("version 4")
	})
}

func TestForkingAConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, said(3)...)
		defer d.leave()
		d.sees("answer 2 ends")
		synctest.Wait() // the program rests; its model may be read
		old := d.model.chat.Head().ID
		d.Press("f4", "up", "up", "f")
		d.sees("A new conversation with what was said so far")
		d.seesNot("answer 2 ends")
		d.sees("answer 1 ends")
		synctest.Wait()
		if d.model.chat.Head().ID == old {
			t.Error("the old conversation is on the screen")
		}
		d.ask("And now?")
		if req := d.back.answer(t, "Now this."); len(req.Input) != 5 {
			t.Errorf("%d items were sent, want 5", len(req.Input))
		}
		d.sees("Now this.")
	})
}

// A removed message comes back with all that followed. Once something else was
// asked, the key suspends again, and the mode still undoes.
func TestRemovingAMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, said(3)...)
		defer d.leave()
		d.Press("f4", "up", "up", "up", "x")
		d.sees("Removed, with all that followed. Ctrl+Z brings it back.")
		d.seesNot("question 1", "answer 2 ends")
		d.Wait(5 * time.Second)
		d.sees("Ctrl+Z undo")
		d.Press("ctrl+z")
		d.sees("What was removed is back.", "answer 2 ends")
		d.Press("f4", "x")
		d.sees("Removed")
		d.ask("Something else")
		d.back.answer(t, "Fine.")
		d.Wait(5 * time.Second)
		d.seesNot("Ctrl+Z undo")
		d.Press("f4", "u")
		d.sees("answer 2 ends")
	})
}

// An answer that was stopped can be continued. Its half stays on the screen while the
// rest arrives.
func TestContinuingAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		defer func() { d.leave() }()
		d.ask("Count")
		d.back.question(t)
		d.back.say("one two")
		d.sees("one two")
		d.Press("esc")
		d.sees("stopped", "c continue", "r try again")
		d.leave()

		d = resumed(t, folder, screen.Options{})
		d.sees("one two", "c continue")
		d.Type("can you go on?") // a question that begins with the letter
		if got := d.input(); got != "can you go on?" {
			t.Errorf("the input is %q", got)
		}
		d.Press("ctrl+u", "c")
		req := d.back.question(t)
		d.sees("one two", "•")
		if n := len(req.Input); n != 3 {
			t.Errorf("%d items were sent, want the question, the half and what asks to go on", n)
		}
		d.back.say(" three")
		d.sees("one two three")
		d.back.finish()
		d.seesNot("c continue", "stopped", "version")
	})
}

// A failed answer names both keys.
func TestAFailedAnswerOffersBothKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("Count")
		d.back.question(t)
		d.back.say("one two")
		d.sees("one two")
		d.back.faults <- &codex.Error{Code: codex.CodeNetwork, Sentence: "The connection broke."}
		d.sees("The connection broke.", "c continue", "r try again")
		d.Press("r")
		d.back.answer(t, "1, 2, 3")
		d.sees("1, 2, 3", "version 2/2")
	})
}

// versions saves a conversation with an edited question and two answers to it.
func versions(t *testing.T, d *app) {
	t.Helper()
	d.ask("How fast are snails?")
	d.back.answer(t, "Very slow.")
	d.Press("f4", "up", "e", "ctrl+u")
	d.ask("How fast are hares?")
	d.back.answer(t, "Fast as the wind.")
	d.Press("f4", "g")
	d.back.answer(t, "70 km/h.")
	d.sees("70 km/h.")
	d.ask("And dogs?")
	d.back.answer(t, "45 km/h.")
	d.sees("45 km/h.")
}

// The tree has every version of every message, and shows the chosen one.
func TestTheTree(t *testing.T) {
	for _, size := range []screen.Options{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 40, Height: 12}} {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newApp(t, setup{screen: size})
				defer d.leave()
				versions(t, d)
				d.Press("alt+v")
				d.sees("Fast as the wind.")
				golden.Check(t, fmt.Sprintf("tree-%dx%d", size.Width, size.Height), d.Text())
				d.Type("snails")
				d.Press("enter")
				d.sees("Very slow.")
				d.seesNot("70 km/h.")
				d.Press("alt+v")
				d.Type("dogs")
				d.Press("enter")
				d.sees("45 km/h.")
				d.Press("alt+v", "esc")
				d.sees("45 km/h.")
			})
		})
	}
}

// The tree of a long conversation opens at the message that is being read, and
// scrolls to a message far above.
func TestTheTreeOfALongConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, said(500)...)
		defer d.leave()
		d.sees("answer 499 ends")
		d.Press("alt+v")
		d.sees("▌ answer   answer 499 begins")
		d.Press("home", "down", "enter")
		d.sees("answer 0 begins")
		d.seesNot("answer 499")
	})
}

// What another process adds is shown without moving the reader, who sees that it is
// being written.
func TestAnotherBanterWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		a := newApp(t, setup{folder: folder})
		defer a.leave()
		a.ask("First question")
		a.back.answer(t, strings.Repeat("A line of the first answer.\n\n", 30))
		b := resumed(t, folder, screen.Options{})
		defer b.leave()
		b.sees("A line of the first answer.")
		b.Press("home")
		b.sees("First question")
		text := func() string { // without the scroll bar
			var rows []string
			for _, row := range b.Rows()[:10] {
				rows = append(rows, strings.TrimRight(row, " │"))
			}
			return strings.Join(rows, "\n")
		}
		before := text()
		a.ask("Second question")
		a.back.question(t)
		a.back.say("It begins")
		b.Wait(3 * time.Second)
		if after := text(); after != before {
			t.Errorf("the reader was moved:\n%s\nwas\n%s", after, before)
		}
		b.Press("end")
		b.sees("It begins", "Another Banter is writing this answer.")
		a.back.say(" and goes on.")
		b.Wait(3 * time.Second)
		b.sees("It begins and goes on.")
		a.back.finish()
		b.Wait(3 * time.Second)
		b.seesNot("Another Banter")
	})
}

// Two versions of an answer are side by side in a wide window.
func TestComparingVersions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Width: 120, Height: 40}})
		defer d.leave()
		d.ask("Which sort is best?")
		d.back.answer(t, "# Merge sort\n\n"+strings.Repeat("A line about merging.\n\n", 30)+"The end of merging.")
		d.sees("The end of merging.")
		for _, text := range []string{"Use **quick sort**, with `pivot`.", "Heap sort."} {
			d.Press("f4", "g")
			d.back.answer(t, text)
			d.Wait(time.Second)
		}
		d.Press("f4", "s")
		d.sees("version 3/3", "version 2/3", "Heap sort.", "Use quick sort, with pivot.")
		d.Press("left")
		d.sees("version 1/3", "Merge sort")
		d.seesNot("quick sort")
		d.Wait(5 * time.Second)
		golden.Check(t, "compare-120x40", d.Text())
		d.Press("pgdown", "pgdown", "down")
		d.sees("The end of merging.")
		d.Press("pgup", "pgup")
		d.seesNot("The end of merging.")
		d.Wheel(5, 5, -20)
		d.sees("The end of merging.")
		d.Press("enter")
		d.sees("The end of merging.", "version 1/3")
		d.Resize(80, 24)
		d.Press("f4", "s")
		d.sees("too narrow")
	})
}

// An edit that was not sent is saved with the draft that it has put aside. The status
// line of a small window names the keys.
func TestAnUnsentEditIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, small := t.TempDir(), screen.Options{Width: 40, Height: 12}
		d := newApp(t, setup{folder: folder, screen: small})
		defer func() { d.leave() }()
		d.ask("How fast are snails?")
		d.back.answer(t, "Very slow.")
		d.Type("put aside")
		d.Press("f4", "up", "e")
		d.sees("Enter ask instead   Esc give up")
		d.Type(" Or hares?")
		d.Press("ctrl+g", "esc") // choosing a message leaves the edit alone
		d.sees("editing:", "Or hares?")
		d.leave()

		d = resumed(t, folder, small)
		if got, want := d.input(), "put aside\n\nHow fast are snails? Or hares?"; got != want {
			t.Errorf("the input is %q, want %q", got, want)
		}
		d.leave()

		d = resumed(t, folder, small)
		d.Press("f4", "up", "e", "ctrl+c")
		d.seesNot("editing:")
	})
}
