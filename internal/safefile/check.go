package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// growth is by how many bytes a new text may exceed the old one for [CanWrite] to
// predict that the disk has room for it.
const growth = 2 << 10

// CanWrite returns nil if [Write] would succeed, as far as that can be known
// without changing the file: the path leads to a file, and the file or its folder
// accepts a text of about the same size. Otherwise it returns the error that Write
// would return.
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

// canReplaceOrOverwrite returns nil if an existing file accepts another text.
func canReplaceOrOverwrite(path string, info fs.FileInfo) error {
	file, err := open(path, os.O_RDWR)
	if err == nil {
		defer file.Close()
	} else if !errors.Is(err, syscall.EACCES) { // a write-protected file can still be replaced
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

// canCreate returns nil if a file can be created at path. It creates the folder,
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

// CanCopy returns nil if [KeepCopy] can create a file beside the one at path.
func CanCopy(path string) error {
	temp, err := writeTemp(path, nil)
	if err != nil {
		return err
	}
	return os.Remove(temp)
}
