package replica

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"banter/history"
)

// clean takes deleted words out of the files that this machine wrote: what
// remains of such a file goes to a new one, and then it is removed. Another
// machine may still get the old one, and drops what is deleted.
func (f Folder) clean(ctx context.Context, db *history.DB, keys *keyring, machine string) error {
	unclean, err := db.Unclean(ctx)
	if err != nil || !unclean {
		return err
	}
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return fmt.Errorf("read folder: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if !fileName.MatchString(name) || !strings.HasPrefix(name, machine+"-") {
			continue
		}
		if err := f.cleanFile(ctx, db, keys, machine, name); err != nil {
			return err
		}
	}
	return db.Cleaned(ctx)
}

func (f Folder) cleanFile(ctx context.Context, db *history.DB, keys *keyring, machine, name string) error {
	path := filepath.Join(f.Path, name)
	values, messages, err := readFile(path, keys)
	if errors.Is(err, errNotWhole) || errors.Is(err, errLocked) {
		return nil // of an earlier key, or of a newer Banter
	}
	if err != nil {
		return err
	}
	rest, err := db.Remains(ctx, values, messages)
	if err != nil || len(rest.Values) == len(values) && len(rest.Messages) == len(messages) {
		return err
	}
	if !rest.Empty() {
		if err := f.write(ctx, db, keys, machine, rest); err != nil {
			return err
		}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove old file: %w", err)
	}
	return nil
}
