package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// RemoveLeftovers removes the temporary files that killed processes left beside
// the file at path in [Write], if they are at least olderThan old.
func RemoveLeftovers(path string, olderThan time.Duration) {
	path, err := resolve(path)
	if err != nil {
		return
	}
	for _, name := range leftovers(path) {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) >= olderThan {
			_ = os.Remove(name)
		}
	}
}

func leftovers(path string) (names []string) {
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix(path)) {
			names = append(names, filepath.Join(filepath.Dir(path), entry.Name()))
		}
	}
	return names
}

// recoverable is the longest time between writing a copy and last writing the
// file itself if the file was cut short while it was overwritten with that copy.
const recoverable = 10 * time.Second

// Recover completes a Write that a crash cut short while it was overwriting the
// old text, and reports whether it did. Call it only for a file that cannot be
// decoded. It does no harm if a process is still writing, which writes the same
// text.
func Recover(path string) bool {
	path, err := resolve(path)
	if err != nil {
		return false
	}
	for _, name := range leftovers(path) {
		if !cutShort(path, name) {
			continue
		}
		text, err := Read(name)
		if err != nil || !strings.HasPrefix(filepath.Base(name), tempPrefix(path)+sum(text)+"-") {
			continue
		}
		if overwrite(path, text) == nil {
			_ = os.Remove(name)
			return true
		}
	}
	return false
}

// cutShort reports whether the file at path was last written just after copied.
func cutShort(path, copied string) bool {
	file, err := os.Lstat(path)
	if err != nil {
		return false
	}
	info, err := os.Lstat(copied)
	if err != nil {
		return false
	}
	after := file.ModTime().Sub(info.ModTime())
	return after >= 0 && after < recoverable
}

// maxCopies is how many names KeepCopy tries in one second.
const maxCopies = 100

// KeepCopy copies the file at path to a new file beside it, mode 0600, and
// returns the name of the copy. It never overwrites a file.
func KeepCopy(path string, now time.Time) (name string, err error) {
	from, err := open(path, os.O_RDONLY)
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := createCopy(path, now)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	if err == nil {
		err = to.Sync()
	}
	if err = errors.Join(err, to.Close()); err != nil {
		_ = os.Remove(to.Name())
		return "", err
	}
	return to.Name(), nil
}

func createCopy(path string, now time.Time) (file *os.File, err error) {
	base := path + ".bak-" + now.UTC().Format("20060102T150405Z")
	name := base
	for i := range maxCopies {
		if i > 0 {
			name = fmt.Sprintf("%s-%d", base, i+1)
		}
		file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return file, err
}
