package session_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/internal/filelock"
	"banter/internal/replica"
)

// A word is what a process last told of a text.
type word string

const (
	saved    word = "saved"
	deleting word = "deleting" // together with the other texts of its conversation
	cutting  word = "cutting"
	gone     word = "gone"
)

func tell(what word, texts ...string) {
	var lines strings.Builder
	for _, text := range texts {
		fmt.Fprintln(&lines, what, text)
	}
	_, _ = os.Stdout.WriteString(lines.String()) // in one piece: the process may die at any moment
}

// A keeper makes, changes and deletes conversations of its own, and tells each
// step.
type keeper struct {
	db     *history.DB
	path   string
	name   string // that no other process has
	made   int
	kept   map[string][]history.Message // by id of the conversation
	folder string
}

func newKeeper(db *history.DB, path string) *keeper {
	id := history.NewID()
	return &keeper{db: db, path: path, name: strings.ReplaceAll(id[19:], "-", ""), kept: map[string][]history.Message{}, folder: folderOf(path)}
}

// folderOf returns the folder of the sync.
func folderOf(path string) string { return filepath.Join(filepath.Dir(path), "folder") }

func (k *keeper) act(ctx context.Context) error {
	if rand.IntN(3) > 0 {
		return nil
	}
	ids := slices.Collect(maps.Keys(k.kept))
	if len(ids) == 0 {
		return k.create(ctx)
	}
	id := ids[rand.IntN(len(ids))]
	switch rand.IntN(7) {
	case 0:
		return k.create(ctx)
	case 1, 2:
		return k.remove(ctx, id)
	case 3:
		return k.cut(ctx, id)
	case 4:
		return k.load(ctx)
	case 5:
		return k.sync(ctx)
	}
	return k.db.Rename(ctx, id, "renamed")
}

// talk returns a new conversation and its messages.
func (k *keeper) talk() (history.Conversation, []history.Message) {
	k.made++
	now := time.Now()
	c := history.Conversation{ID: history.NewID(), Title: "own", Created: now, Updated: now}
	var all []history.Message
	for i := range 4 {
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.User, Status: history.Done, Created: now, Ended: now}
		if m.Text = fmt.Sprintf("%sx%dx%dz", k.name, k.made, i); i%2 == 1 {
			m.Role = history.Assistant
		}
		all, c.Leaf = append(all, m), m.ID
	}
	return c, all
}

func textsOf(all []history.Message) (texts []string) {
	for _, m := range all {
		texts = append(texts, m.Text)
	}
	return texts
}

func (k *keeper) create(ctx context.Context) error {
	c, all := k.talk()
	if err := k.db.Create(ctx, c, all...); err != nil {
		return err
	}
	k.kept[c.ID] = all
	tell(saved, textsOf(all)...)
	return nil
}

// load adds a conversation as an import does.
func (k *keeper) load(ctx context.Context) error {
	c, all := k.talk()
	if _, err := k.db.Merge(ctx, history.Part{Conversation: c, Messages: all}); err != nil {
		return err
	}
	k.kept[c.ID] = all
	tell(saved, textsOf(all)...)
	return nil
}

// remove deletes a conversation, and may undo that. An error, as of traces that
// the other process holds, leaves open whether it is deleted.
func (k *keeper) remove(ctx context.Context, id string) error {
	texts := textsOf(k.kept[id])
	delete(k.kept, id)
	tell(deleting, texts...)
	removed, err := k.db.Take(ctx, id)
	if err != nil {
		return nil
	}
	tell(gone, texts...)
	if rand.IntN(2) == 0 {
		return nil
	}
	tell(deleting, texts...)
	if err := k.db.Restore(ctx, removed); err != nil {
		return err
	}
	k.kept[id] = removed.Messages
	tell(saved, texts...)
	return nil
}

// cut deletes the last message of a conversation.
func (k *keeper) cut(ctx context.Context, id string) error {
	all := k.kept[id]
	if len(all) < 2 {
		return nil
	}
	last := all[len(all)-1]
	k.kept[id] = all[:len(all)-1]
	tell(cutting, last.Text)
	if _, err := k.db.Cut(ctx, last.ID); err != nil {
		delete(k.kept, id) // it may be there or not
		return nil
	}
	tell(gone, last.Text)
	return nil
}

// sync is as on the command line: one process at a time.
func (k *keeper) sync(ctx context.Context) error {
	unlock, err := filelock.Lock(ctx, k.path+"-sync")
	if err != nil {
		return err
	}
	defer unlock()
	_, err = replica.Folder{Path: k.folder}.Sync(ctx, k.db)
	return err
}

// checkTold compares the texts of a history with what was told of them.
func checkTold(t *testing.T, texts map[string]bool, told map[string]word) {
	t.Helper()
	half := map[string][2]int{} // by conversation: texts that are there, and that are not
	for text, what := range told {
		switch {
		case what == saved && !texts[text]:
			t.Errorf("%q is lost", text)
		case what == gone && texts[text]:
			t.Errorf("%q is back", text)
		case what == deleting:
			name := text[:strings.LastIndexByte(text, 'x')]
			count := half[name]
			if texts[text] {
				count[0]++
			} else {
				count[1]++
			}
			half[name] = count
		}
	}
	for name, count := range half {
		if count[0] > 0 && count[1] > 0 {
			t.Errorf("%s: %d messages are there and %d are not", name, count[0], count[1])
		}
	}
}

// checkGone looks for the deleted texts in all files of the history.
func checkGone(t *testing.T, path string, told map[string]word) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	check(t, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		check(t, err)
		for text, what := range told {
			if what == gone && bytes.Contains(data, []byte(text)) {
				t.Errorf("%q is in %s", text, filepath.Base(name))
			}
		}
	}
}

// checkSynced has another machine take what the folder has: it gets all that is
// in the history.
func checkSynced(t *testing.T, path string) {
	t.Helper()
	here, err := history.Open(t.Context(), path)
	check(t, err)
	defer here.Close()
	there, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "there.db"))
	check(t, err)
	defer there.Close()
	for _, db := range []*history.DB{here, there} {
		result, err := replica.Folder{Path: folderOf(path)}.Sync(t.Context(), db)
		if err != nil || result.Waiting > 0 {
			t.Errorf("sync: %+v, %v", result, err)
		}
	}
	want, err := here.All(t.Context())
	check(t, err)
	got, err := there.All(t.Context())
	check(t, err)
	if len(got) != len(want) {
		t.Errorf("%d conversations on another machine, %d here", len(got), len(want))
	}
	for _, c := range want {
		all, err := here.Messages(t.Context(), c.ID)
		check(t, err)
		other, err := there.Messages(t.Context(), c.ID)
		check(t, err)
		for _, m := range all {
			if !slices.ContainsFunc(other, func(o history.Message) bool { return o.ID == m.ID && o.Text == m.Text }) {
				t.Errorf("message %s of %s is not on another machine", m.ID, c.Title)
			}
		}
	}
}
