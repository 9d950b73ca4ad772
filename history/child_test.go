package history_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"banter/history"
	"banter/internal/notice"
)

// children are the functions that the test binary runs when it is started again
// as another process, by name. Each gets the path of a database and prints to
// stdout.
var children = map[string]func(ctx context.Context, path string) error{
	"open":   openAndTell,
	"fill":   fill,
	"stream": streamForEver,
}

const childName, childPath = "BANTER_TEST_CHILD", "BANTER_TEST_PATH"

func TestMain(m *testing.M) {
	run, isChild := children[os.Getenv(childName)]
	if !isChild {
		m.Run()
		return
	}
	if err := run(context.Background(), os.Getenv(childPath)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child returns a command that runs one of children.
func child(t testing.TB, name, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	check(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childName+"="+name, childPath+"="+path)
	return cmd
}

// openAndTell opens the database and prints what a person would read.
func openAndTell(ctx context.Context, path string) error {
	db, err := history.Open(ctx, path)
	if err == nil {
		err = db.Create(ctx, history.Conversation{ID: history.NewID(), Title: "by a child"})
	}
	said := notice.Of(err)
	fmt.Printf("%s\n%s\n", said.Sentence, said.Hint)
	if db != nil {
		return db.Close()
	}
	return nil
}

// fillConversations and fillMessages are the numbers that fill saves.
const fillConversations, fillMessages = 5, 20

func fill(ctx context.Context, path string) error {
	db, err := history.Open(ctx, path)
	if err != nil {
		return err
	}
	for range fillConversations {
		c := history.Conversation{ID: history.NewID(), Title: "filled", Created: time.Now(), Updated: time.Now()}
		if err := db.Create(ctx, c); err != nil {
			return err
		}
		for range fillMessages {
			m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.User, Text: "several at once", Status: history.Done, Created: time.Now()}
			if err := db.Put(ctx, m); err != nil {
				return err
			}
			c.Leaf = m.ID
			if _, err := db.List(ctx, 5); err != nil {
				return err
			}
		}
		if err := db.Check(ctx); err != nil { // others are writing
			return err
		}
	}
	return db.Close()
}

// streamForEver saves a whole message and then an answer that grows by a word
// at each save. It prints how many words are saved, until it is killed.
func streamForEver(ctx context.Context, path string) error {
	db, err := history.Open(ctx, path)
	if err != nil {
		return err
	}
	now := time.Now()
	c := history.Conversation{ID: history.NewID(), Title: "killed", Created: now, Updated: now}
	question := history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: "q", Status: history.Done, Created: now, Ended: now}
	answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: question.ID, Role: history.Assistant, Status: history.Streaming, Created: now}
	if err := db.Create(ctx, c, question, answer); err != nil {
		return err
	}
	fmt.Println(c.ID)
	for words := 1; ; words++ {
		answer.Text += "word "
		if err := db.Put(ctx, answer); err != nil {
			return err
		}
		fmt.Println(words)
	}
}
