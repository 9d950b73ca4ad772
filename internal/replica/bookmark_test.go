package replica_test

import (
	"path/filepath"
	"testing"

	"banter/history"
)

// TestBookmarksAreExchanged: the later change of a bookmark wins, and a note that was
// changed leaves the folder and the other machine.
func TestBookmarksAreExchanged(t *testing.T) {
	a, b := newMachine(t, start), newMachine(t, start)
	c := a.begin("Talk")
	m := a.say(c.ID, "", "a question", history.Done)
	mark := func(on *machine, b history.Bookmark) {
		t.Helper()
		_, err := on.db.SetBookmark(t.Context(), m.ID, b)
		check(t, err)
	}
	mark(a, history.Bookmark{On: true, Note: "about a xylophone"})
	settle(t, a, b)
	if got := b.messages(c.ID)[0].Bookmark; got.Note != "about a xylophone" {
		t.Fatalf("b has %+v", got)
	}

	mark(b, history.Bookmark{On: true, Note: "about a violin"})
	settle(t, a, b)
	if got := a.messages(c.ID)[0].Bookmark; got.Note != "about a violin" {
		t.Errorf("a has %+v", got)
	}
	dropRemoved(t, a, b)
	for _, dir := range []string{a.dir, b.dir} {
		for _, name := range names(t, dir) {
			noWord(t, filepath.Join(dir, name))
		}
	}

	mark(a, history.Bookmark{})
	settle(t, a, b)
	if got := b.messages(c.ID)[0].Bookmark; got.On {
		t.Errorf("removed on a, b has %+v", got)
	}

	// The undo of a removal brings the bookmark back on both.
	mark(b, history.Bookmark{On: true, Note: "again"})
	settle(t, a, b)
	removed, err := a.db.Cut(t.Context(), m.ID)
	check(t, err)
	settle(t, a, b)
	check(t, a.db.Restore(t.Context(), removed))
	settle(t, a, b)
	if got := b.messages(c.ID)[0].Bookmark; got.Note != "again" {
		t.Errorf("after undo b has %+v", got)
	}
}
