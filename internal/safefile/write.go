package safefile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Write replaces the text of the file at path, and takes away the rights of the
// group and of others unless the file has an access list. It creates the file and
// its folder if they are missing.
//
// Write renames a new file to path if that changes nothing else: then a reader
// sees the old text or the new one, also after a crash. It overwrites a mounted
// file, one with another owner, a hard link or an access list, and one whose
// folder cannot be written. While it does, a copy of the new text is in the folder
// if possible, so that [Recover] can complete a Write that was cut short.
func Write(path string, text []byte) error {
	real, err := resolve(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(real), 0o700); err != nil {
		return err
	}
	old, err := os.Lstat(real)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = nil
	case err != nil:
		return err
	default:
		if err := kindOf(path, old); err != nil {
			return err
		}
	}
	if err := replace(real, old, text); err != nil {
		return err
	}
	RemoveLeftovers(real, time.Minute)
	return nil
}

// replace renames a new file to path, or overwrites the old one if that fails.
func replace(path string, old fs.FileInfo, text []byte) error {
	temp, err := writeTemp(path, text)
	if err == nil && (old == nil || canReplace(temp, path, old)) {
		if err = Rename(temp, path); err == nil {
			syncDir(filepath.Dir(path))
			return nil
		}
	}
	if old != nil {
		// The error of the file itself comes first: it is the one to show.
		if inPlace := overwrite(path, text); inPlace != nil {
			err = errors.Join(inPlace, err)
		} else {
			err = nil
		}
	}
	if temp != "" {
		_ = os.Remove(temp)
	}
	return err
}

// Rename renames a file, which may replace another, as os.Rename does. On Windows it
// waits for a moment while a program has one of them open.
func Rename(from, to string) error {
	return untilFree(func() error { return os.Rename(from, to) })
}

// canReplace gives temp the owner and mode of old, and reports whether temp can
// then replace old.
func canReplace(temp, path string, old fs.FileInfo) bool {
	return sameBesidesText(temp, path, old) && os.Chmod(temp, private(old.Mode())) == nil
}

// private returns mode without the rights of the group and of others.
func private(mode fs.FileMode) fs.FileMode { return mode &^ 0o077 }

// writeTemp writes text to a temporary file beside path, mode 0600, and returns
// its name. The name holds the beginning of the SHA-256 of text, by which
// [Recover] recognizes a complete file.
func writeTemp(path string, text []byte) (name string, err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), tempPrefix(path)+sum(text)+"-*")
	if err != nil {
		return "", err
	}
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		_ = os.Remove(temp.Name())
		return "", err
	}
	return temp.Name(), nil
}

func tempPrefix(path string) string { return "." + filepath.Base(path) + ".banter-" }

func sum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// overwrite replaces the text of an existing file. It makes the file longer before
// it overwrites the old text, so that a full disk loses nothing, and restores the
// old text if writing fails later.
func overwrite(path string, text []byte) (err error) {
	file, err := open(path, os.O_RDWR)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	old, err := io.ReadAll(io.LimitReader(file, MaxSize))
	if err != nil {
		return err
	}
	if info, err := file.Stat(); err == nil && info.Mode().Perm()&0o077 != 0 && !hasAccessList(path) {
		_ = file.Chmod(private(info.Mode())) // fails unless the process owns the file
	}
	if more := len(text) - len(old); more > 0 {
		if _, err := file.WriteAt([]byte(strings.Repeat(" ", more)), int64(len(old))); err != nil {
			return errors.Join(err, file.Truncate(int64(len(old))))
		}
	}
	if err := put(file, text); err != nil {
		return errors.Join(err, put(file, old))
	}
	return nil
}

// put writes text at the beginning of file and ends the file there.
func put(file *os.File, text []byte) error {
	if _, err := file.WriteAt(text, 0); err != nil {
		return err
	}
	if err := file.Truncate(int64(len(text))); err != nil {
		return err
	}
	return file.Sync()
}

// syncDir makes a rename survive a power cut, if the system and the file system
// support that.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// Remove removes the file that path leads to, but not links on the way, and the
// temporary files that interrupted Writes left beside it.
func Remove(path string) error {
	real, err := resolve(path)
	if err != nil {
		return err
	}
	RemoveLeftovers(real, 0)
	info, err := os.Lstat(real)
	if err == nil {
		err = kindOf(path, info)
	}
	if err != nil {
		return err
	}
	return os.Remove(real)
}
