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

// Write replaces the text of the file at path, which only its owner can
// read afterwards. It makes the file and its folder if they are missing.
//
// A new file takes the place of the old one in one step if it can be its equal:
// a reader sees the old text or the new one, also after a crash. Otherwise (a
// mounted file, a hard link, another owner, an access list, a folder that
// cannot be written) the text is written over the old one, and a copy of the new
// text lies beside the file meanwhile if its folder takes one. A write that was
// cut short can then be completed, see [Recover].
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

// replace tries the one step first, whatever may be in its way.
func replace(path string, old fs.FileInfo, text []byte) error {
	temp, err := writeTemp(path, text)
	if err == nil && (old == nil || canReplace(temp, path, old)) {
		if err = os.Rename(temp, path); err == nil {
			syncDir(filepath.Dir(path))
			return nil
		}
	}
	if old != nil {
		// The cause to tell is that of the file itself, and comes first.
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

// canReplace makes temp the equal of old and reports whether it is one.
func canReplace(temp, path string, old fs.FileInfo) bool {
	return sameBesidesText(temp, path, old) && os.Chmod(temp, private(old.Mode())) == nil
}

// private is a mode without the rights of the group and of others.
func private(mode fs.FileMode) fs.FileMode { return mode &^ 0o077 }

// writeTemp writes a file beside path, mode 0600, and returns its name. The
// name holds the beginning of the text's SHA-256, so that [Recover] knows a
// whole one.
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

// overwrite writes text over that of a file that is there. The file grows
// before anything of it is overwritten: a full disk then loses nothing. If
// writing fails later, the old text is put back.
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
		_ = file.Chmod(private(info.Mode())) // only its owner can
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

func put(file *os.File, text []byte) error {
	if _, err := file.WriteAt(text, 0); err != nil {
		return err
	}
	if err := file.Truncate(int64(len(text))); err != nil {
		return err
	}
	return file.Sync()
}

// syncDir makes a rename last through a power cut. Not every system and file
// system can.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// Remove removes the file at path, and what an interrupted Write left beside
// it. A link to it stays.
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
