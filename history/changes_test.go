package history_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
)

// changed returns what has changed since a revision: each conversation by its
// name and the number of its messages, in order.
func changed(t *testing.T, db *history.DB, since *history.Revision, names map[string]string) string {
	t.Helper()
	found, err := db.Changes(t.Context(), *since)
	check(t, err)
	*since = found.To
	if found.All {
		return "all"
	}
	var said []string
	for id, messages := range found.Conversations {
		said = append(said, fmt.Sprint(names[id], " ", len(messages)))
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

func TestChangesOfAnotherProcess(t *testing.T) {
	db, path := openFile(t)
	other := open(t, path)
	since, err := other.Revision(t.Context())
	check(t, err)
	one, messages := add(t, db, "one", start, "q", "a")
	two, _ := add(t, db, "two", start)
	names := map[string]string{one.ID: "one", two.ID: "two"}
	want := func(what, want string) {
		t.Helper()
		if got := changed(t, other, &since, names); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	want("created", "one 2, two 0")
	want("nothing", "")
	two.Title = "renamed"
	check(t, db.Update(t.Context(), two))
	want("renamed", "two 0")
	messages[1].Text = "longer"
	check(t, db.Put(t.Context(), messages[1]))
	want("a message has grown", "one 1")
	rows, err := other.Summaries(t.Context(), slices.Collect(maps.Keys(names))...)
	check(t, err)
	if len(rows) != 2 || rows[0].Title != "one" || rows[0].LastLine != "longer" || rows[1].Title != "renamed" {
		t.Errorf("rows %+v", rows)
	}
	check(t, db.Delete(t.Context(), one.ID))
	want("deleted", "one 0")
	if rows, err := other.Summaries(t.Context(), one.ID); err != nil || len(rows) != 0 {
		t.Errorf("rows of a deleted conversation: %+v, %v", rows, err)
	}
}

// A process that comes too late learns that it must read everything again, at
// whichever change it has stopped.
func TestTooManyChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	t.Parallel() // among the slowest, above all with the race detector
	db := open(t, ":memory:")
	var since []history.Revision
	note := func() {
		now, err := db.Revision(t.Context())
		check(t, err)
		since = append(since, now)
	}
	note()
	c, _ := add(t, db, "t", start)
	for range 1100 { // two changes each
		note()
		c.Title += "x"
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Created: start.Add(time.Hour), Status: history.Done}
		check(t, db.Put(t.Context(), m))
	}
	note()
	for i, old := range since {
		found, err := db.Changes(t.Context(), old)
		check(t, err)
		if missing := int(found.To-old) - changes(found); missing > 0 && !found.All {
			t.Fatalf("%d changes are missing since revision %d", missing, old)
		}
		if found.All && i > len(since)/2 {
			t.Fatalf("revision %d of %d is too old", old, found.To)
		}
	}
	found, err := db.Changes(t.Context(), since[0])
	check(t, err)
	if !found.All {
		t.Error("the first revision is not too old")
	}
	if found, err := db.Changes(t.Context(), since[len(since)-1]+1); err != nil || !found.All {
		t.Errorf("a revision of another file: %+v, %v", found, err)
	}
}

// changes counts the rows behind found: one for each message, and one more for
// the head that each Put touches.
func changes(found history.Changes) (n int) {
	for _, messages := range found.Conversations {
		n += 2 * len(messages)
	}
	return n
}

func TestWaitReturnsWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "history.db")
		db, err := history.Open(t.Context(), path)
		check(t, err)
		other, err := history.Open(t.Context(), path)
		check(t, err)
		since, err := other.Revision(t.Context())
		check(t, err)
		heard := make(chan time.Time)
		go func() {
			found, err := other.Wait(t.Context(), since)
			if err != nil || len(found.Conversations) != 1 {
				t.Errorf("%+v, %v", found, err)
			}
			heard <- time.Now()
		}()
		time.Sleep(time.Minute)
		made := time.Now()
		add(t, db, "t", start, "q")
		if late := (<-heard).Sub(made); late > time.Second {
			t.Errorf("heard after %v", late)
		}
		check(t, other.Close())
		check(t, db.Close())
	})
}
