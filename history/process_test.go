package history_test

import (
	"bufio"
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/history"
)

func TestSeveralProcessesAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	const processes = 4
	var all sync.WaitGroup
	for range processes {
		cmd := child(t, "fill", path) // all of them create and migrate it
		all.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	db := open(t, path)
	list, err := db.List(t.Context(), 0)
	check(t, err)
	if len(list) != processes*fillConversations {
		t.Errorf("%d conversations, want %d", len(list), processes*fillConversations)
	}
	for _, s := range list {
		branch, err := db.Branch(t.Context(), s.Leaf)
		check(t, err)
		if len(branch) != fillMessages {
			t.Errorf("%d messages, want %d", len(branch), fillMessages)
		}
	}
}

func TestKilledWhileAnAnswerStreams(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range rounds {
		id, safe := killAt(t, path, 1+random.IntN(40))
		db := open(t, path)
		check(t, db.Check(t.Context())) // a kill is no damage
		c, err := db.Find(t.Context(), id)
		check(t, err)
		branch, err := db.Branch(t.Context(), c.Leaf)
		check(t, err)
		if len(branch) != 2 || branch[0].Text != "q" || branch[0].Status != history.Done {
			t.Fatalf("branch %+v", branch)
		}
		words := strings.Count(branch[1].Text, "word ")
		if branch[1].Status != history.Interrupted || words < safe || len(branch[1].Text) != words*len("word ") {
			t.Errorf("%s with %d words, of which %d were safe", branch[1].Status, words, safe)
		}
		noLocks(t, path)
	}
}

// killAt starts a streaming process and kills it after its n-th save. It
// returns the conversation and how many words were saved by then.
func killAt(t *testing.T, path string, n int) (id string, safe int) {
	t.Helper()
	cmd := child(t, "stream", path)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	lines := bufio.NewScanner(out)
	lines.Scan()
	id = lines.Text()
	for range n {
		if !lines.Scan() {
			t.Fatal("the child was not killed")
		}
	}
	check(t, cmd.Process.Kill())
	last := lines.Text()
	for lines.Scan() { // printed before it died
		last = lines.Text()
	}
	_ = cmd.Wait() // it was killed
	safe, err = strconv.Atoi(last)
	check(t, err)
	return id, safe
}

func noLocks(t *testing.T, path string) {
	t.Helper()
	if left, _ := filepath.Glob(path + "*.lock"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestALivingWriterIsLeftAlone(t *testing.T) {
	writer, path := openFile(t)
	c, _ := add(t, writer, "t", start, "q")
	answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant, Status: history.Streaming, Text: "half", Created: start}
	check(t, writer.Put(t.Context(), answer))

	status := func(db *history.DB) history.Status {
		t.Helper()
		check(t, db.Recover(t.Context()))
		branch, err := db.Branch(t.Context(), answer.ID)
		check(t, err)
		return branch[1].Status
	}
	other := open(t, path)
	if got := status(other); got != history.Streaming {
		t.Errorf("while its writer lives: %s", got)
	}
	if got := status(writer); got != history.Streaming {
		t.Errorf("as the writer itself sees it: %s", got)
	}
	check(t, writer.Close())
	if got := status(other); got != history.Interrupted {
		t.Errorf("after its writer has gone: %s", got)
	}
	noLocks(t, path)

	answer.Status = history.Streaming // as by a living writer without a lock
	check(t, other.Put(t.Context(), answer))
	answer.Status, answer.Text = history.Done, "whole"
	check(t, other.Put(t.Context(), answer))
	if got := status(other); got != history.Done {
		t.Errorf("after it ended well: %s", got)
	}
	noLocks(t, path)
}

func TestDeleteLeavesNoTrace(t *testing.T) {
	db, path := openFile(t)
	const secret = "qzxunguessable"
	other, _ := add(t, db, "stays", start, "before", "some words")
	c, _ := add(t, db, secret+"title", start, "about "+secret, "yes")
	answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant, Status: history.Streaming, Created: start}
	for range 50 {
		answer.Text += strings.Repeat(secret+"text ", 50)
		check(t, db.Put(t.Context(), answer))
	}
	answer.Status = history.Done
	check(t, db.Put(t.Context(), answer))
	check(t, db.SetDraft(t.Context(), c.ID, secret+"draft"))
	add(t, db, "stays too", start, "after")
	if !holds(t, path, secret) {
		t.Fatal("the words are not to be found even before")
	}
	check(t, db.Delete(t.Context(), c.ID))
	if holds(t, path, secret) {
		t.Error("words of a deleted conversation are still in the files")
	}
	if hits, err := db.Search(t.Context(), asked("qzx"), 0); err != nil || len(hits) != 0 {
		t.Errorf("found %v, %v", hits, err)
	}
	if branch, err := db.Branch(t.Context(), other.Leaf); err != nil || texts(branch) != "before some words" {
		t.Errorf("the other: %q, %v", texts(branch), err)
	}
	if err := db.Delete(t.Context(), c.ID); err == nil {
		t.Error("deleted twice")
	}
}

// holds reports whether the database or a file beside it has word.
func holds(t *testing.T, path, word string) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	check(t, err)
	for _, name := range files {
		f, err := os.Open(name)
		check(t, err)
		data, err := io.ReadAll(f)
		check(t, err)
		check(t, f.Close())
		if bytes.Contains(bytes.ToLower(data), []byte(word)) {
			return true
		}
	}
	return false
}

// SQLite does not wait for another connection that changes the journal mode of
// a new file.
func TestManyOpenANewFileAtOnce(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	for range rounds {
		path := filepath.Join(t.TempDir(), "history.db")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				db, err := history.Open(t.Context(), path)
				if err != nil {
					t.Error(err)
					return
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}
