// Package replica keeps the histories of several machines equal through a
// folder that the person's own tool replicates.
//
// Each history writes new files to the folder and changes none: a file has a
// parcel of messages and values (file.go), perhaps encrypted (key.go). It reads
// the files of the others, in any order and any number of times; one that is not
// whole yet is read at a later sync. Which value wins is decided in package
// history.
package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"banter/history"
)

// A Folder is a folder that histories exchange files through.
type Folder struct {
	Path    string
	Key     *Key             // encrypts what is written; nil: nothing is encrypted
	Now     func() time.Time // nil: time.Now
	OnTaken func()           // called after each file that was taken; may be nil
}

// A Result is what a sync did.
type Result struct {
	SentMessages, SentValues   int
	TakenMessages, TakenValues int
	Waiting                    int // files that are not whole, or that wait for another one
	Locked                     int // files that no key here opens
}

// fileName is the form of the names of files: machine, uuid v7, kind.
var fileName = regexp.MustCompile(`^[0-9a-z]{4,32}-([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\.jsonl(\.age)?$`)

// An error of a file that is skipped.
var (
	errNotWhole = errors.New("file is not whole")
	errLocked   = errors.New("file is encrypted for another key")
)

// Sync sends what the folder lacks and takes what the history lacks. It must
// not run twice at once on one history. The folder must exist: an empty one in
// place of a disk that is not mounted would look like a new folder.
func (f Folder) Sync(ctx context.Context, db *history.DB) (Result, error) {
	var result Result
	if err := checkFolder(f.Path); err != nil {
		return result, err
	}
	machine, err := db.Machine(ctx, f.Path)
	if err != nil {
		return result, err
	}
	removeUnfinished(f.Path, machine)
	if err := db.Note(ctx, machine, f.now()); err != nil {
		return result, err
	}
	keys, err := f.Key.open(ctx, db, f.Path, machine)
	if err != nil {
		return result, err
	}
	if err := f.take(ctx, db, keys, &result); err != nil {
		return result, err
	}
	if err := f.send(ctx, db, keys, machine, &result); err != nil {
		return result, err
	}
	return result, f.clean(ctx, db, keys, machine)
}

func (f Folder) now() time.Time {
	if f.Now != nil {
		return f.Now()
	}
	return time.Now()
}

func checkFolder(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &folderError{path, "does not exist", err}
	case err != nil:
		return fmt.Errorf("open folder: %w", err)
	case !info.IsDir():
		return &folderError{path, "is not a folder", fs.ErrInvalid}
	}
	return nil
}

// take reads files until a round takes nothing: a message may wait for another
// file of the same round.
func (f Folder) take(ctx context.Context, db *history.DB, keys *keyring, result *Result) error {
	for {
		names, err := f.unread(ctx, db)
		if err != nil {
			return err
		}
		progress, again := false, false
		result.Waiting, result.Locked = 0, 0
		for _, name := range names {
			taking, err := f.takeFile(ctx, db, keys, name)
			switch {
			case errors.Is(err, errNotWhole):
				result.Waiting++
				continue
			case errors.Is(err, errLocked):
				result.Locked++
				continue
			case err != nil:
				return err
			}
			result.TakenMessages += taking.Messages
			result.TakenValues += taking.Values
			again = again || taking.Again
			progress = progress || taking.Messages+taking.Values > 0
			if taking.Waiting {
				result.Waiting++
			}
		}
		if !again && (!progress || result.Waiting == 0) {
			return nil
		}
	}
}

// unread returns the names of the files that have not been taken, by age.
func (f Folder) unread(ctx context.Context, db *history.DB) ([]string, error) {
	taken, err := db.Taken(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if fileName.MatchString(entry.Name()) && !taken[entry.Name()] {
			names = append(names, entry.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(fileName.FindStringSubmatch(a)[1], fileName.FindStringSubmatch(b)[1]), cmp.Compare(a, b))
	})
	return names, nil
}

func (f Folder) takeFile(ctx context.Context, db *history.DB, keys *keyring, name string) (history.Joined, error) {
	values, messages, err := readFile(filepath.Join(f.Path, name), keys)
	if err != nil {
		return history.Joined{}, err
	}
	taking, err := db.Join(ctx, name, values, messages)
	if err == nil && f.OnTaken != nil {
		f.OnTaken()
	}
	return taking, err
}

// send writes what the folder lacks.
func (f Folder) send(ctx context.Context, db *history.DB, keys *keyring, machine string, result *Result) error {
	for {
		parcel, err := db.Unsent(ctx)
		if err != nil || parcel.Empty() {
			return err
		}
		if err := f.write(ctx, db, keys, machine, parcel); err != nil {
			return err
		}
		result.SentMessages += len(parcel.Messages)
		result.SentValues += len(parcel.Values)
	}
}

// write writes a parcel to a new file.
func (f Folder) write(ctx context.Context, db *history.DB, keys *keyring, machine string, parcel history.Parcel) error {
	name := machine + "-" + history.NewID() + ".jsonl"
	if keys.encrypts() {
		name += ".age"
	}
	if err := writeFile(filepath.Join(f.Path, name), machine, parcel, keys); err != nil {
		return fmt.Errorf("write to folder: %w", err)
	}
	return db.Sent(ctx, name, parcel)
}

// A folderError reports a folder that cannot be used.
type folderError struct {
	path, what string
	err        error
}

func (e *folderError) Error() string { return e.path + " " + e.what }

func (e *folderError) Unwrap() error { return e.err }

// Notice implements notice.Noticer.
func (e *folderError) Notice() (sentence, hint string) {
	return "The sync folder " + e.path + " " + e.what + ".", "Make it, or name another one."
}
