package session_test

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

const childPath, childID, killRounds = "BANTER_TEST_PATH", "BANTER_TEST_ID", "BANTER_KILL_ROUNDS"

func TestMain(m *testing.M) {
	path := os.Getenv(childPath)
	if path == "" {
		m.Run()
		return
	}
	if err := talkForEver(context.Background(), path, os.Getenv(childID)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A quick streamer answers word by word, without end in one of four answers.
type quick struct{}

func (quick) Stream(ctx context.Context, _ codex.Request) iter.Seq2[codex.Event, error] {
	words := []int{1, 5, 20, 1 << 30}[rand.IntN(4)]
	return func(yield func(codex.Event, error) bool) {
		for range words {
			if !yield(codex.TextDelta{Delta: "word "}, nil) {
				return
			}
			select {
			case <-time.After(time.Millisecond):
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
		}
		yield(codex.Completed{}, nil)
	}
}

// talkForEver asks, edits, stops and moves in a conversation, and prints each
// question that is saved, until it is killed. In between it makes, deletes,
// imports and syncs others.
func talkForEver(ctx context.Context, path, id string) error {
	db, err := history.Open(ctx, path)
	if err != nil {
		return err
	}
	s, err := session.Resume(ctx, session.Options{Client: quick{}, History: db, Model: sol, Account: "acc"}, id)
	if err != nil {
		return err
	}
	own := fmt.Sprint(" of ", os.Getpid())
	printed := map[string]bool{}
	others := newKeeper(db, path)
	for i := 0; ; i++ {
		if err := others.act(ctx); err != nil {
			return err
		}
		text := fmt.Sprint("question ", i, own)
		messages := s.State().Messages
		some := messages[rand.IntN(len(messages))].ID
		switch rand.IntN(8) {
		case 0, 1, 2:
			_ = s.Send(ctx, text)
			_, _ = s.Unqueue(2) // the queue stays short
		case 3:
			_ = s.Edit(ctx, some, text)
		case 4:
			_ = s.Regenerate(ctx, some, codex.Model{}, "")
		case 5:
			_ = s.Continue(ctx)
		case 6:
			_ = s.Show(ctx, some)
		case 7:
			s.Stop()
		}
		for _, m := range s.State().Messages { // a question is shown once it is saved
			if strings.HasSuffix(m.Text, own) && !printed[m.Text] {
				printed[m.Text] = true
				tell(saved, m.Text)
			}
		}
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
	}
}

// Two processes in one conversation are killed at any moment: each question
// that was saved is there, in a valid tree.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv(killRounds))
	if rounds == 0 {
		rounds = 3
	}
	path := filepath.Join(t.TempDir(), "history.db")
	db, err := history.Open(t.Context(), path)
	check(t, err)
	id := long(t, db, 4).ID
	check(t, db.Close())
	check(t, os.Mkdir(folderOf(path), 0o700))
	var mu sync.Mutex
	told := map[string]word{}
	for range rounds {
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				lines := talkUntilKilled(t, path, id)
				mu.Lock()
				defer mu.Unlock()
				for _, line := range lines {
					what, text, _ := strings.Cut(line, " ")
					told[text] = word(what)
				}
			})
		}
		both.Wait()
		checkKilled(t, path, id, told)
	}
	checkGone(t, path, told)
	checkSynced(t, path)
	t.Logf("%d texts in %d rounds", len(told), rounds)
	if len(told) < rounds {
		t.Error("too few questions to mean anything")
	}
}

// talkUntilKilled returns what a process has told before it was killed.
func talkUntilKilled(t *testing.T, path, id string) []string {
	self, err := os.Executable()
	check(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), childPath+"="+path, childID+"="+id)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	lines := bufio.NewScanner(out)
	var saved []string
	for range 1 + rand.IntN(12) {
		if !lines.Scan() {
			t.Error("the process has ended")
			return saved
		}
		saved = append(saved, lines.Text())
	}
	check(t, cmd.Process.Kill())
	for lines.Scan() { // printed before it died
		saved = append(saved, lines.Text())
	}
	_ = cmd.Wait() // it was killed
	return saved
}

func checkKilled(t *testing.T, path, id string, told map[string]word) {
	t.Helper()
	db, err := history.Open(t.Context(), path)
	check(t, err)
	defer func() { check(t, db.Close()) }()
	check(t, db.Check(t.Context()))
	texts := map[string]bool{}
	heads, err := db.All(t.Context())
	check(t, err)
	for _, head := range heads {
		all, err := db.Messages(t.Context(), head.ID)
		check(t, err)
		known := map[string]history.Message{}
		for _, m := range all {
			texts[m.Text] = true
			if parent, ok := known[m.Parent]; m.Parent != "" && !ok || m.Role == parent.Role {
				t.Errorf("message %s after %q", m.ID, m.Parent)
			}
			if m.Status == history.Streaming {
				t.Errorf("message %s is still being written", m.ID)
			}
			known[m.ID] = m
		}
	}
	checkTold(t, texts, told)
	s, err := session.Resume(t.Context(), session.Options{Client: quick{}, History: db, Model: sol}, id)
	check(t, err)
	check(t, s.Close(t.Context()))
	if state := s.State(); state.Err != nil || len(state.Messages) == 0 {
		t.Errorf("opened with %d messages, %v", len(state.Messages), state.Err)
	}
}
