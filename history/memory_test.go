//go:build unix

package history_test

import (
	"context"
	"database/sql"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"banter/history"
)

func init() {
	children["memory"], children["spill"] = useMemory, spill
}

// forbidFiles makes every write to a file fail in this process, temporary
// files included; pipes still work.
func forbidFiles() error {
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{})
}

func TestMemoryLeavesNothingOnDisk(t *testing.T) {
	if out, err := child(t, "memory", "").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := child(t, "spill", "").CombinedOutput(); err == nil {
		t.Errorf("a sort in a temporary file was not noticed: %s", out)
	}
}

// useMemory does everything that may need room: texts beyond any cache, long
// transactions, sorts, searches, deletes.
func useMemory(ctx context.Context, _ string) error {
	if err := forbidFiles(); err != nil {
		return err
	}
	db, err := history.Open(ctx, ":memory:")
	if err != nil {
		return err
	}
	for i := range 100 {
		c := history.Conversation{ID: history.NewID(), Title: strings.Repeat("long title ", 400), Created: time.Now(), Updated: time.UnixMicro(int64(i * 7919 % 100))}
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Text: strings.Repeat("secretword and others ", 500), Status: history.Streaming}
		if err := db.Create(ctx, c, m); err != nil {
			return err
		}
		m.Status = history.Done
		if err := db.Put(ctx, m); err != nil {
			return err
		}
		if i%10 == 0 {
			if err := db.Delete(ctx, c.ID); err != nil {
				return err
			}
		}
	}
	if _, err := db.List(ctx, 0); err != nil {
		return err
	}
	if hits, err := db.Search(ctx, asked("secretword"), 0); err != nil || len(hits) != 90 {
		return fmt.Errorf("%d hits, %w", len(hits), err)
	}
	return db.Close()
}

// spill sorts in a temporary file, which useMemory must not do.
func spill(ctx context.Context, _ string) error {
	if err := forbidFiles(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	var n int
	err = db.QueryRowContext(ctx, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
		SELECT count(*) FROM (SELECT randomblob(1000) AS b FROM n ORDER BY b LIMIT -1 OFFSET 1)`).Scan(&n)
	return err
}
