package history_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"banter/history"
)

func noted(note string) history.Bookmark { return history.Bookmark{On: true, Note: note} }

// bookmark sets a bookmark, and checks the one before.
func bookmark(t testing.TB, db *history.DB, id string, b, want history.Bookmark) {
	t.Helper()
	before, err := db.SetBookmark(t.Context(), id, b)
	check(t, err)
	if before != want {
		t.Errorf("the bookmark before was %+v, want %+v", before, want)
	}
}

func TestABookmarkComesWithItsMessage(t *testing.T) {
	db, path := openFile(t)
	c, all := add(t, db, "Goroutines", start, "What is a goroutine?", "A function that runs.")
	since, err := db.Revision(t.Context())
	check(t, err)
	bookmark(t, db, c.Leaf, history.Bookmark{On: true}, history.Bookmark{})
	bookmark(t, db, c.Leaf, noted("  for the talk "), history.Bookmark{On: true})
	changes, err := db.Changes(t.Context(), since)
	check(t, err)
	if got := changes.Conversations[c.ID]; len(got) != 2 || got[0] != c.Leaf {
		t.Errorf("other windows learn of %q", got)
	}

	again := open(t, path)
	want := noted("for the talk")
	branch, err := again.Branch(t.Context(), c.Leaf)
	check(t, err)
	if branch[0].Bookmark.On || branch[1].Bookmark != want {
		t.Errorf("branch %+v", branch)
	}
	var each []history.Bookmark
	check(t, again.Each(t.Context(), c.ID, func(m history.Message) error { each = append(each, m.Bookmark); return nil }))
	if len(each) != 2 || each[1] != want {
		t.Errorf("each %+v", each)
	}

	// An answer that is saved again keeps it, also if its writer does not know it.
	all[1].Text = "A function. It runs."
	check(t, db.Put(t.Context(), all[1]))
	bookmark(t, db, c.Leaf, history.Bookmark{}, want)
	if _, err := db.SetBookmark(t.Context(), "none", want); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("a bookmark on nothing: %v", err)
	}
}

func TestUndoOfADeletionBringsBookmarksBack(t *testing.T) {
	db := open(t, ":memory:")
	c, all := add(t, db, "talk", start, "one", "two")
	bookmark(t, db, all[1].ID, noted("mine"), history.Bookmark{})
	for name, remove := range map[string]func() (history.Removed, error){
		"message":      func() (history.Removed, error) { return db.Cut(t.Context(), all[1].ID) },
		"conversation": func() (history.Removed, error) { return db.Take(t.Context(), c.ID) },
	} {
		removed, err := remove()
		check(t, err)
		if got := search(t, db, "mine"); got != "" {
			t.Errorf("%s: the note outlives it: %s", name, got)
		}
		check(t, db.Restore(t.Context(), removed))
		if got := search(t, db, "mine"); got != "[mine]" {
			t.Errorf("%s: after undo %q", name, got)
		}
	}
}

// A note that was changed or removed, or whose message was, leaves every file.
func TestANoteLeavesTheFiles(t *testing.T) {
	const word = "xylophone"
	for name, remove := range map[string]func(db *history.DB, c history.Conversation) error{
		"changed": func(db *history.DB, c history.Conversation) error {
			_, err := db.SetBookmark(t.Context(), c.Leaf, noted("violin"))
			return err
		},
		"removed": func(db *history.DB, c history.Conversation) error {
			_, err := db.SetBookmark(t.Context(), c.Leaf, history.Bookmark{})
			return err
		},
		"message":      func(db *history.DB, c history.Conversation) error { _, err := db.Cut(t.Context(), c.Leaf); return err },
		"conversation": func(db *history.DB, c history.Conversation) error { return db.Delete(t.Context(), c.ID) },
		"elsewhere": func(db *history.DB, c history.Conversation) error {
			_, err := db.Join(t.Context(), "file", []history.Value{{Conversation: c.ID, Name: "bookmark:" + c.Leaf, Time: 1 << 55, Machine: "other"}}, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, path := openFile(t)
			c, _ := add(t, db, "talk", start, "one", "two")
			bookmark(t, db, c.Leaf, noted("the "+word), history.Bookmark{})
			if !holds(t, path, word) {
				t.Fatal("the word is not in the files even before")
			}
			check(t, remove(db, c))
			if holds(t, path, word) {
				t.Error("the word is still in the files")
			}
			check(t, db.Check(t.Context()))
		})
	}
}

func TestSearchForBookmarks(t *testing.T) {
	db := open(t, ":memory:")
	_, old := add(t, db, "old talk", start.AddDate(-1, 0, 0), "What is a channel?", "A pipe between goroutines.")
	_, all := add(t, db, "new talk", start, "What is a goroutine?", "A function that runs.", "And a thread?", "A thread of the system.")
	bookmark(t, db, old[1].ID, noted("für den Vortrag #go"), history.Bookmark{})
	bookmark(t, db, all[0].ID, history.Bookmark{On: true}, history.Bookmark{})
	bookmark(t, db, all[3].ID, noted("数据竞争 later"), history.Bookmark{})
	for query, want := range map[string]string{
		"is:bookmarked":                      "数据竞争 later | What is a goroutine? | für den Vortrag #go",
		"IS:Bookmarked role:user":            "What is a goroutine?",
		"is:bookmarked before:2026":          "für den Vortrag #go",
		"is:bookmarked goroutine":            "What is a [goroutine]? | A pipe between [goroutines].",
		"is:bookmarked talk":                 "", // no title
		"vortrag":                            "für den [Vortrag] #go",
		"fur vor":                            "[für] den [Vortrag] #go",
		"#go":                                "für den Vortrag #[go] | What is a [goroutine]? | A pipe between [goroutines].",
		`"#go" is:bookmarked`:                "für den Vortrag #[go]",
		"竞争":                                 "数据[竞争] later",
		"thread later":                       "", // not in one field
		"is:bookmarked after:2027":           "",
		"is:bookmarked model:none vortrag":   "",
		"is:bookmarked role:assistant later": "数据竞争 [later]",
	} {
		if got := search(t, db, query); got != want {
			t.Errorf("search for %q\n got %s\nwant %s", query, got, want)
		}
	}
	found := hits(t, db, "vortrag", 0)[0]
	if found.In != history.InNote || found.Message != old[1].ID || found.Title != "old talk" || found.Role != history.Assistant {
		t.Errorf("hit %+v", found)
	}
	if _, err := history.ParseQuery("is:pinned"); err == nil {
		t.Error("is:pinned is a filter")
	}
	if got := len(hits(t, db, "is:bookmarked", 2)); got != 2 {
		t.Errorf("%d hits of at most 2", got)
	}
}

func TestRepairKeepsBookmarks(t *testing.T) {
	db, path := openFile(t)
	c, all := add(t, db, "the only title", start, "one "+strings.Repeat("x", 9000), "two "+strings.Repeat("y", 9000)+" the last page "+strings.Repeat("z", 3000))
	c.System = "Be brief."
	check(t, db.Update(t.Context(), c))
	bookmark(t, db, all[0].ID, noted("mine"), history.Bookmark{})
	check(t, db.Close())
	zero(t, path, "the last page")
	db, _ = repaired(t, path)
	got, err := db.Messages(t.Context(), c.ID)
	check(t, err)
	head, err := db.Find(t.Context(), c.ID)
	check(t, err)
	if len(got) == 0 || got[0].Bookmark != noted("mine") || head.System != "Be brief." {
		t.Errorf("head %+v, messages %+v", head, got)
	}
}

// A note that a file of another program brings is read up to a limit, and an older
// change never wins.
func TestBookmarksOfOthers(t *testing.T) {
	db := open(t, ":memory:")
	c, _ := add(t, db, "talk", start, "one")
	take := func(value string, at int64) history.Bookmark {
		_, err := db.Join(t.Context(), "file", []history.Value{{Conversation: c.ID, Name: "bookmark:" + c.Leaf, Value: value, Time: at, Machine: "other"}}, nil)
		check(t, err)
		got, err := db.MessagesByID(t.Context(), c.Leaf)
		check(t, err)
		return got[0].Bookmark
	}
	now := time.Now().UnixMicro()
	if got := take("*"+strings.Repeat("é", 4000), now); !got.On || len(got.Note) != 4096 {
		t.Errorf("a note of %d bytes", len(got.Note))
	}
	if got := take("", now-1); !got.On {
		t.Error("an older change won")
	}
	if got := take("x*y", now+1); got.On {
		t.Errorf("a value that is none: %+v", got)
	}
}
