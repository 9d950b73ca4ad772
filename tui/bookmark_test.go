package tui

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
	"banter/internal/screen"
	"banter/session"
)

// A message gets a bookmark and a note, which are shown beside it and never copied or
// sent. Undo brings back what was removed.
func TestBookmarkAndNote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		defer func() { d.leave() }()
		d.talk("How fast are snails?", "Very slow.")
		d.Press("f4", "b")
		d.sees("◆ Very slow.", "Bookmarked.", "b bookmark", "n note")
		d.Press("n")
		d.sees("Note:", "Enter save")
		d.Type("measured by 蝸牛 & co")
		d.Press("enter")
		d.sees("◆ Very slow.", "  ◆ measured by 蝸牛 & co", "Noted.")
		d.Press("f4", "n")
		d.Type(", twice")
		d.Press("esc")
		d.sees("  ◆ measured by 蝸牛 & co\n")
		d.seesNot("Note:", "twice")
		d.Press("f4", "up", "b", "esc")
		d.sees("◆ How fast are snails?")
		if d.Press("ctrl+y"); !slices.Equal(d.Copied(), []string{"Very slow."}) {
			t.Errorf("copied %q", d.Copied())
		}
		d.ask("Really?")
		if req := d.back.answer(t, "Yes."); strings.Contains(sent(t, req), "蝸牛") {
			t.Error("the note was sent")
		}
		d.leave()

		d = resumed(t, folder, screen.Options{})
		d.sees("◆ Very slow.", "  ◆ measured by 蝸牛 & co", "◆ How fast are snails?")
		d.Press("f4", "up", "up", "b")
		d.sees("The bookmark and its note are gone.", "▌ Very slow.")
		d.seesNot("蝸牛")
		d.Press("u")
		d.sees("◆ Very slow.", "◆ measured by 蝸牛 & co", "The last change of a bookmark is undone.")
		d.Press("esc", "f5") // the raw view
		d.sees("◆ bookmarked", "◆ measured by 蝸牛 & co")
	})
}

// The acts work on the last message on the screen; a message that is being written can
// have no bookmark yet.
func TestActsOfBookmarks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("How fast are snails?")
		d.back.question(t)
		d.back.say("Very")
		d.Wait(time.Second)
		d.Press("f4", "b")
		d.sees("An answer is being written.")
		d.Press("esc")
		d.back.say(" slow.")
		d.back.finish()
		d.Wait(time.Second)
		d.Type("/bookmark")
		d.Press("enter")
		d.sees("◆ Very slow.", "Bookmarked.")
		d.Type("/note")
		d.Press("enter")
		d.sees("Note:")
		d.Paste("a line\nand \x1b[31mmore")
		d.Press("enter")
		d.sees("◆ a line and more")
		d.Type("/bookmark")
		d.Press("enter")
		d.sees("Ctrl+Z brings them back.")
		d.seesNot("a line and more")
		d.Press("ctrl+z")
		d.sees("◆ a line and more")
	})
}

// The list of bookmarks has those of all conversations, and opens them at their message.
// Keys lead from one to the next within a conversation.
func TestBookmarksAreFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Press("ctrl+x", "b")
		d.sees("No bookmark was found. In a conversation F4 b sets one.")
		d.Press("esc")
		long := strings.Repeat("A line of it.\n\n", 60)
		d.talk("How do goroutines differ?", "The zebra is cheap.\n\n"+long)
		d.Press("f4", "n")
		d.Type("for Ana")
		d.Press("enter")
		d.talk("Why?", "Because.\n\n"+long)
		d.talk("And then?", long)
		d.Press("f4", "up", "b", "esc", "ctrl+n")
		d.talk("Bread", "Use soda.")
		d.Press("ctrl+x", "b")
		d.sees("search: is:bookmarked", "Bookmarks", "for Ana", "And then?", "question ·")
		d.Press("ctrl+u")
		d.Type("ana")
		d.sees("In notes", "for Ana", "note ·")
		d.Press("enter")
		if !d.WaitFor("The zebra is cheap.", 2*time.Second) {
			t.Fatalf("not opened at the message:\n%s", d.Text())
		}
		d.sees("◆ The zebra is cheap.")
		d.Press("alt+pgdown", "alt+pgdown") // the first brings it to the top
		d.sees("◆ And then?")
		d.Press("end", "alt+pgdown")
		d.sees("There is no bookmark below.")
		d.Press("alt+pgup", "alt+pgup")
		d.sees("◆ The zebra is cheap.")
		d.Press("alt+pgup")
		d.sees("There is no bookmark above.")
		d.Press("f4", "alt+pgdown")
		d.sees("◆ And then?", "Enter copy")
	})
}

// What another window marks is shown here within a second.
func TestBookmarkOfAnotherWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.talk("How fast are snails?", "Very slow.")
		synctest.Wait()
		other, err := session.Resume(t.Context(), session.Options{Client: d.back, History: d.model.db}, d.model.chat.Head().ID)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close(t.Context())
		if err := other.SetBookmark(t.Context(), other.State().Messages[1].ID, history.Noted("from there")); err != nil {
			t.Fatal(err)
		}
		d.Wait(time.Second)
		d.sees("◆ Very slow.", "◆ from there")
	})
}

// Hostile and endless notes, as a file may bring them, stay in their rows.
func TestHostileNotes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Width: 40, Height: 12}})
		defer d.leave()
		d.talk("How fast are snails?", "Very slow.")
		for _, note := range append(screen.Tricks, strings.Repeat("long ", 3000), strings.Repeat("漢", 2000), strings.Repeat("x", 5000)) {
			synctest.Wait()
			last := d.model.chat.Head().Leaf
			if _, err := d.model.db.SetBookmark(t.Context(), last, history.Noted(note)); err != nil {
				t.Fatal(err)
			}
			d.Wait(time.Second)
			d.Press("home", "end")
			d.sees("Ask something")
		}
	})
}
