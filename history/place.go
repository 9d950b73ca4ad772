package history

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// header is the size of the header of a database, minPage the size of the
// smallest page and so of the smallest database, in bytes.
const header, minPage = 100, 512

// inUse counts the databases that this process has open, by path. A process
// that closes a file loses all locks that it has on that file, also those of
// SQLite's other connections. So only the first DB reads the files.
var inUse = struct {
	sync.Mutex
	paths map[string]int
}{paths: map[string]int{}}

// enter checks the files of the database before SQLite opens them.
func (db *DB) enter(newest int) error {
	inUse.Lock()
	defer inUse.Unlock()
	db.path = linked(db.path)
	if inUse.paths[db.path] == 0 {
		if err := prepare(db.path, newest); err != nil {
			return err
		}
		db.path = linked(db.path)
		db.unclean, db.lost = examineLog(db.path)
	}
	db.entered = db.path
	inUse.paths[db.entered]++
	return nil
}

// leave undoes enter, after SQLite has closed the files.
func (db *DB) leave() {
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.paths[db.entered]--; inUse.paths[db.entered] <= 0 {
		delete(inUse.paths, db.entered)
	}
	db.entered = ""
}

// linked returns the file that a link leads to: SQLite keeps its other files
// beside that one. It returns any other path unchanged.
func linked(path string) string {
	link, err := os.Lstat(path)
	if err != nil || link.Mode()&fs.ModeSymlink == 0 {
		return path
	}
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		return path
	}
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return path
	}
	return file
}

// prepare creates the file at path, open to its owner alone, or narrows the
// rights of a history of Banter. SQLite gives the files beside it the same
// mode. A file of another program is neither changed nor opened by SQLite,
// which would leave files beside it.
func prepare(path string, newest int) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = create(path)
	case err == nil && !info.Mode().IsRegular():
		err = &placeError{mode: info.Mode()}
	case err == nil && info.Size() > 0:
		err = checkHeader(path, newest)
	}
	path = linked(path)
	for _, suffix := range []string{"-journal", "-wal", "-shm", ""} {
		if err == nil {
			err = narrow(path, suffix)
		}
	}
	return err
}

// create makes an empty file, which SQLite makes into a database.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if link, linkErr := os.Lstat(path); linkErr == nil && errors.Is(err, fs.ErrNotExist) {
			return &placeError{mode: link.Mode()}
		}
		return err
	}
	return f.Close()
}

// checkHeader reads which program wrote the database. It opens the file for
// writing: SQLite would open a file that it may only read, and leave files
// beside it.
func checkHeader(path string, newest int) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	var page [minPage]byte // SQLite treats a shorter file as an empty one
	switch _, err := io.ReadFull(f, page[:]); {
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && string(page[:16]) != "SQLite format 3\x00":
		return fmt.Errorf("%w: no header of a database", errDamaged)
	case err != nil:
		return err
	}
	field := func(at int) int { return int(int32(binary.BigEndian.Uint32(page[at:]))) }
	app, version, pages := field(68), field(60), field(28)
	if app == 0 && version == 0 && pages > 1 {
		return ErrForeign
	}
	return checkVersion(app, version, newest)
}

// narrow removes the rights of others from a file of the database at path, if
// it exists. It does not open the file: a named pipe in its place would block.
// On Windows the list of rights of the folder decides, and os.Chmod, which can
// only make a file read-only, fails while SQLite has it open.
func narrow(path, suffix string) error {
	info, err := os.Stat(path + suffix)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &placeError{info.Mode(), suffix}
	case info.Mode().Perm()&0o077 == 0, runtime.GOOS == "windows":
		return nil
	}
	return os.Chmod(path+suffix, 0o600)
}

// A placeError reports that something other than a file is at the path of the
// history, or of the file beside it with that suffix.
type placeError struct {
	mode   fs.FileMode
	suffix string
}

func (e *placeError) Error() string { return "not a regular file: " + e.mode.String() }

// words returns the rest of the sentence that begins with the path.
func (e *placeError) words() string {
	kind := "a device"
	switch {
	case e.mode.IsDir():
		kind = "a folder"
	case e.mode&fs.ModeSymlink != 0:
		return "is a symbolic link into a folder that does not exist"
	case e.mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case e.mode&fs.ModeSocket != 0:
		kind = "a socket"
	}
	if e.suffix != "" {
		return "has " + kind + " beside it, in the place of its file " + e.suffix
	}
	return "is " + kind + ", and the history is a file"
}

// misplaced returns what is wrong with the path of the history, as the rest of
// a sentence that begins with it, and what to do. Both are empty if nothing is
// wrong.
func misplaced(err error) (words, hint string) {
	const away = "Move it away, choose another place with --home, or keep nothing with --temporary."
	const elsewhere = "Choose another place with --home, or keep nothing with --temporary."
	place, ok := errors.AsType[*placeError](err)
	switch {
	case ok:
		return place.words(), away
	case errors.Is(err, ErrForeign):
		return "belongs to another program", away
	case errors.Is(err, ErrNewer):
		return "was written by a newer Banter", "Update Banter, or choose another place with --home."
	case errors.Is(err, syscall.ELOOP):
		return "is a symbolic link that leads to itself", away
	case belowFile(err):
		return "cannot be there: a part of that path is a file, not a folder", elsewhere
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrExist): // the latter for a link to nothing
		return "cannot be there: its folder does not exist, and cannot be made", elsewhere
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "cannot be there: the path is too long", elsewhere
	}
	return "", ""
}

// belowFile reports whether err is that a part of a path is a file. Windows has one
// error for that and for a missing drive.
func belowFile(err error) bool {
	place, ok := errors.AsType[*fs.PathError](err)
	if !ok || !errors.Is(err, syscall.ENOTDIR) {
		return false
	}
	if runtime.GOOS != "windows" {
		return true
	}
	info, err := os.Stat(place.Path)
	return err == nil && !info.IsDir()
}
