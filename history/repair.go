package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"banter/internal/filelock"
	"banter/internal/safefile"
)

// Repaired is what [Repair] did.
type Repaired struct {
	Damaged bool // if not, nothing was done

	Conversations, Messages         int // that were recovered
	LostConversations, LostMessages int // of which traces are left; there may have been others
	Changed                         int // recovered messages and heads that differ from what was saved
	Moved                           int // messages that follow an earlier one than their own, which is lost
	FromBackup                      int // messages that only a backup had

	Old     string   // where the damaged file lies now; empty after a dry run
	Backups []string // made before migrations
}

// ErrInUse reports that another process has the history open.
var ErrInUse error = &refusal{"history is in use", "Another Banter has the history open, so it cannot be repaired now.", "Close every Banter, then try again. Nothing was changed."}

// Repair replaces the history at path, if it is damaged, by one with all that
// can be read, and keeps the damaged files under another name. It looks at a
// copy first, because SQLite changes the files that it opens. A deleted message
// does not come back. A dry run finds out what would be recovered, and changes
// nothing.
func Repair(ctx context.Context, path string, dry bool) (Repaired, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Repaired{}, err
	}
	r := repair{path: linked(path), dry: dry}
	if err := r.run(ctx); err != nil {
		return Repaired{}, &Error{Op: "repair history", Path: r.path, Err: err}
	}
	return r.done, nil
}

type repair struct {
	path string
	dry  bool
	work string // folder for the copy and the new history
	done Repaired
}

func (r *repair) run(ctx context.Context) (err error) {
	info, err := os.Stat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &placeError{mode: info.Mode()}
	}
	unlock, err := filelock.Lock(ctx, r.path+"-repair.lock")
	if err != nil {
		return err
	}
	defer unlock()
	defer os.Remove(r.path + "-repair.lock")
	if inUseHere(r.path) || inUseElsewhere(r.path) {
		return ErrInUse
	}
	removeUnfinished(r.path)
	if r.work, err = os.MkdirTemp(filepath.Dir(r.path), filepath.Base(r.path)+"-repair-*.tmp"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(r.work)) }()
	if r.done.Damaged, err = r.damaged(ctx); err != nil || !r.done.Damaged {
		return err
	}
	made, err := r.recover(ctx)
	if err != nil || r.dry {
		return err
	}
	return r.replace(made)
}

func inUseHere(path string) bool {
	inUse.Lock()
	defer inUse.Unlock()
	return inUse.paths[path] > 0
}

// removeUnfinished removes what a repair that was killed has left.
func removeUnfinished(path string) {
	for _, name := range beside(path, "-repair-", ".tmp") {
		_ = os.RemoveAll(name) // it is in nothing's way
	}
}

// damaged reports whether a copy of the history is damaged anywhere. The error
// says why it cannot be repaired.
func (r *repair) damaged(ctx context.Context) (bool, error) {
	copied := filepath.Join(r.work, "copy.db")
	for _, suffix := range besides {
		if err := copyFile(copied+suffix, r.path+suffix); err != nil {
			return false, err
		}
	}
	db, err := Open(ctx, copied)
	if err != nil {
		return damaged(err), ignoreDamage(err)
	}
	err = db.check(ctx, true)
	_ = db.Close() // a damaged copy may refuse that
	_, found := errors.AsType[*DamageError](err)
	if found || damaged(err) {
		return true, nil
	}
	return false, err
}

// besides are the ends of the names of the files of a database.
var besides = []string{"", "-wal", "-shm"}

// copyFile copies a file that may be missing.
func copyFile(to, from string) error {
	source, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// recover makes a new history of what can be read, and returns its path.
func (r *repair) recover(ctx context.Context) (made string, err error) {
	w, err := readWreck(ctx, r.path)
	if w != nil {
		defer w.file.Close()
	}
	if err != nil {
		return "", err
	}
	r.done.Backups = backups(r.path, ".bak")
	for _, name := range r.done.Backups {
		b, err := readWreck(ctx, name)
		if b != nil {
			defer b.file.Close()
		}
		if err != nil {
			continue // it is a second chance
		}
		r.done.FromBackup += w.complete(b)
	}
	m := mender{wreck: w, repaired: &r.done}
	if r.dry {
		return "", m.mend(ctx)
	}
	made = filepath.Join(r.work, "new.db")
	if m.db, err = Open(ctx, made); err != nil {
		return "", err
	}
	err = m.mend(ctx)
	return made, errors.Join(err, m.db.Close())
}

// replace moves the damaged files aside and made in their place.
func (r *repair) replace(made string) (err error) {
	if inUseElsewhere(r.path) { // since the first look
		return ErrInUse
	}
	old, err := freeName(r.path, time.Now())
	if err != nil {
		return err
	}
	var undo []func()
	defer func() {
		if err != nil {
			for _, f := range undo {
				f()
			}
		}
	}()
	for _, suffix := range besides {
		undone, err := setAside(r.path+suffix, old+suffix)
		if err != nil {
			return err
		}
		undo = append(undo, undone)
	}
	// The database itself keeps its name until the new one has it: a program
	// that starts meanwhile must not begin an empty one.
	for _, suffix := range besides[1:] {
		if err := os.Remove(r.path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := safefile.Rename(made, r.path); err != nil {
		return err
	}
	r.done.Old = old
	return nil
}

// freeName returns a name with the day for the damaged database.
func freeName(path string, now time.Time) (string, error) {
	name := path + "-damaged-" + now.Format(time.DateOnly)
	for n := 1; n < 1000; n++ {
		one := name
		if n > 1 {
			one += fmt.Sprint("-", n)
		}
		if len(beside(one, "", "")) == 0 {
			return one, nil
		}
	}
	return "", errors.New("too many damaged files")
}

// setAside gives a file, which may be missing, a second name, and only if the
// file system cannot do that another one. Only its owner may read it. undo takes
// that back.
func setAside(path, aside string) (undo func(), err error) {
	if err := narrow(path, ""); err != nil {
		return nil, err
	}
	back := func() { // after a failure that is reported
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			_ = os.Rename(aside, path)
		} else {
			_ = os.Remove(aside)
		}
	}
	err = os.Link(path, aside)
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(path, aside)
	}
	return back, err
}
