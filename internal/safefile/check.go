package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// growth is how much longer than the old text, in bytes, a new one may be for
// [CanWrite] to have looked for room for it.
const growth = 2 << 10

// CanWrite reports whether [Write] would work, as far as that can be known
// without changing the file: whether the path leads to a file, and whether the
// file or its folder takes a text of about the same size.
func CanWrite(path string) error {
	real, err := resolve(path)
	if err != nil {
		return err
	}
	info, err := os.Lstat(real)
	if errors.Is(err, fs.ErrNotExist) {
		return canCreate(real)
	}
	if err != nil {
		return err
	}
	if err := kindOf(path, info); err != nil {
		return err
	}
	return canReplaceOrOverwrite(real, info)
}

// canReplaceOrOverwrite reports whether a file that is there takes another text.
func canReplaceOrOverwrite(path string, info fs.FileInfo) error {
	file, err := open(path, os.O_RDWR)
	if err == nil {
		defer file.Close()
	} else if !errors.Is(err, syscall.EACCES) { // only write-protected files can still be replaced
		return err
	}
	temp, tempErr := writeTemp(path, make([]byte, info.Size()+growth))
	if tempErr == nil {
		defer os.Remove(temp)
		if canReplace(temp, path, info) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	return reserve(file, info.Size()+growth)
}

// canCreate reports whether a file can be made at path. It makes the folder,
// as Write would.
func canCreate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := writeTemp(path, make([]byte, growth))
	if err != nil {
		return err
	}
	return os.Remove(temp)
}

// CanCopy reports whether [KeepCopy] can make a file beside the one at path.
func CanCopy(path string) error {
	temp, err := writeTemp(path, nil)
	if err != nil {
		return err
	}
	return os.Remove(temp)
}
