package history_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"banter/history"
)

// plain returns the texts of all messages that the history at path shows, by
// id. A history that does not open shows none.
func plain(ctx context.Context, path string) map[string]string {
	texts := map[string]string{}
	db, err := history.Open(ctx, path)
	if err != nil {
		return texts
	}
	defer func() { _ = db.Close() }() // a damaged file may refuse that
	all, _ := db.List(ctx, 0)
	for _, s := range all {
		messages, _ := db.Messages(ctx, s.ID)
		branch, _ := db.Branch(ctx, s.Leaf)
		for _, m := range append(messages, branch...) {
			if m.ID != "" {
				texts[m.ID] = m.Text
			}
		}
	}
	return texts
}

// TestRepair damages a history in each of many ways. What it could still show is
// in the repaired one, which is whole, and the damaged files are beside it.
func TestRepair(t *testing.T) {
	t.Parallel() // among the slowest
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	fillForDamage(t, db, 0, 12)
	check(t, db.Close())
	earlier := readFiles(t, path)[""]
	db = open(t, path)
	fillForDamage(t, db, 12, 18)
	killed := readFiles(t, path)
	check(t, db.Close())
	whole := readFiles(t, path)
	want := plain(t.Context(), path)

	cases := map[string]files{
		"text":       {"": []byte(strings.Repeat("not a database\n", 1000))},
		"short text": {"": []byte("x")},
		"header":     whole.with("", func(data []byte) []byte { clear(data[:100]); return data }),
		"first page": whole.with("", func(data []byte) []byte { clear(data[:pageSize]); return data }),
	}
	for name, edit := range damages(whole[""], earlier) {
		cases[name] = whole.with("", edit)
	}
	for n := range len(whole[""]) / pageSize {
		cases[fmt.Sprint("overwritten ", n)] = whole.with("", func(data []byte) []byte {
			copy(data[n*pageSize:], bytes.Repeat([]byte{0xff}, 64))
			return data
		})
	}
	log := killed["-wal"]
	for at := 0; at < len(log); at += len(log) / 12 {
		cases[fmt.Sprint("log burst at ", at)] = killed.with("-wal", func(data []byte) []byte { copy(data[at:], "damage"); return data })
		cases[fmt.Sprint("log cut at ", at)] = killed.with("-wal", func(data []byte) []byte { return data[:at] })
	}
	share := 16 // of all kinds, one in so many
	switch {
	case testing.Short():
		share = 100
	case os.Getenv(allDamages) != "":
		share = 1
	}
	names := make(chan string)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for name := range names {
				checkRepaired(t, name, cases[name], want)
			}
		})
	}
	for i, name := range slices.Sorted(maps.Keys(cases)) {
		if i%share == 0 {
			names <- name
		}
	}
	close(names)
	workers.Wait()
	t.Logf("%d kinds of damage; of %d messages each, SQLite did not read %d, the repair %d", len(cases), len(want), unread.Load(), lost.Load())
}

// allDamages makes [TestRepair] try all of them, which takes minutes.
const allDamages = "BANTER_DAMAGES"

var unread, lost atomic.Int64

func checkRepaired(t *testing.T, name string, damaged files, want map[string]string) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "history.db"), filepath.Join(t.TempDir(), "history.db")
	damaged.write(t, path)
	damaged.write(t, other)
	before := plain(t.Context(), other)
	done, err := history.Repair(t.Context(), path, false)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if done.Damaged != (done.Old != "") {
		t.Errorf("%s: %+v", name, done)
	}
	if kept := readFiles(t, done.Old); done.Damaged && !maps.EqualFunc(kept, damaged, bytes.Equal) {
		t.Errorf("%s: the damaged files are not beside it: %+v", name, done)
	}
	db, err := history.Open(t.Context(), path)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if err := errors.Join(db.Check(t.Context()), db.Close()); err != nil {
		t.Errorf("%s: after the repair: %v", name, err)
	}
	after := plain(t.Context(), path)
	if done.Damaged && done.Messages != len(after) {
		t.Errorf("%s: %d messages, but %+v", name, len(after), done)
	}
	gone := 0
	for id, text := range want {
		got, found := after[id]
		if old, shown := before[id]; shown && old == text && got != text {
			t.Errorf("%s: %.20q was there before, now it is %.20q (%v)\n%+v", name, text, got, found, done)
		}
		if !found {
			gone++
		}
	}
	unread.Add(int64(len(want) - len(before)))
	lost.Add(int64(gone))
	if done.Damaged && gone+1 < done.LostMessages {
		t.Errorf("%s: %d messages are lost, but %+v", name, gone, done)
	}
}
