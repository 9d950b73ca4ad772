package history_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"banter/history"
	"banter/internal/notice"
)

func init() { children["full"] = fillDisk }

// On a disk that is really full, each change is made whole or not at all, and
// all that was saved before stays. A child mounts the disk, for itself alone.
func TestAFullDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("mounting needs to be root")
	}
	cmd := child(t, "full", t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func fillDisk(ctx context.Context, dir string) error {
	if err := errors.Join(unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""), unix.Mount("small", dir, "tmpfs", 0, "size=1m")); err != nil {
		return err
	}
	path := filepath.Join(dir, "history.db")
	db, err := history.Open(ctx, path)
	if err != nil {
		return err
	}
	part := func(text string) history.Part {
		c := history.Conversation{ID: history.NewID(), Title: text}
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: text, Status: history.Done}
		return history.Part{Conversation: c, Messages: []history.Message{m}}
	}
	var kept []history.Part
	for refused := 0; refused < 5; {
		p := part(fmt.Sprint(len(kept), strings.Repeat(" word", 3000)))
		switch err := db.Create(ctx, p.Conversation, p.Messages...); {
		case err == nil:
			kept = append(kept, p)
		case !strings.Contains(notice.Of(err).Sentence, "The disk is full"):
			return err
		default:
			refused++
			last := kept[len(kept)-1]
			_, mergeErr := db.Merge(ctx, part(strings.Repeat("more ", 20_000)))
			last.Messages[0].Text += strings.Repeat(" changed", 20_000)
			for _, err := range []error{mergeErr, db.Put(ctx, last.Messages...)} {
				if !strings.Contains(notice.Of(err).Sentence, "The disk is full") {
					return fmt.Errorf("not refused: %w", err)
				}
			}
			if err := sameParts(ctx, db, kept); err != nil {
				return err
			}
		}
	}
	_ = db.Close() // it cannot move the log into the database
	return reopened(ctx, path, kept)
}

// reopened makes room, and finds all parts in the history.
func reopened(ctx context.Context, path string, kept []history.Part) error {
	if err := unix.Mount("small", filepath.Dir(path), "tmpfs", unix.MS_REMOUNT, "size=8m"); err != nil {
		return err
	}
	db, err := history.Open(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(db.Check(ctx), sameParts(ctx, db, kept), db.Delete(ctx, kept[0].Conversation.ID), db.Close())
}

func sameParts(ctx context.Context, db *history.DB, kept []history.Part) error {
	all, err := db.All(ctx)
	if err == nil && len(all) != len(kept) {
		err = fmt.Errorf("%d conversations, %d were saved", len(all), len(kept))
	}
	for _, p := range kept {
		messages, readErr := db.Messages(ctx, p.Conversation.ID)
		if err = errors.Join(err, readErr); len(messages) != 1 || !strings.HasPrefix(messages[0].Text, p.Conversation.Title) ||
			strings.Contains(messages[0].Text, "changed") {
			return errors.Join(err, fmt.Errorf("conversation %.10q has changed", p.Conversation.Title))
		}
	}
	return err
}
