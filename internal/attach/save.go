package attach

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Save writes text to a new file at path, in which ~ is the home folder, and
// returns the path without it. If replace is set, it writes over a file that is
// there. Otherwise the error wraps [fs.ErrExist] then.
func Save(path, text string, replace bool) (saved string, err error) {
	saved = Path(strings.TrimSpace(path))
	if saved == "" {
		return "", &Error{"The file needs a name.", "Write one.", nil}
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	info, err := os.Stat(saved)
	switch {
	case err == nil && info.IsDir():
		return saved, &Error{saved + " is a folder.", "Write the name of a file in it.", fs.ErrInvalid}
	case err == nil && !info.Mode().IsRegular():
		return saved, &Error{saved + " is not a file.", "Write another name.", fs.ErrInvalid}
	case err == nil && !replace:
		return saved, &Error{saved + " exists already.", "Write another name.", fs.ErrExist}
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if replace {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(saved, flags, 0o644)
	if err != nil {
		return saved, unsaved(saved, err)
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return saved, unsaved(saved, err)
	}
	return saved, nil
}

// unsaved explains why a file could not be written.
func unsaved(path string, err error) error {
	dir := filepath.Dir(path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return &Error{path + " exists already.", "Write another name.", fs.ErrExist}
	case errors.Is(err, fs.ErrNotExist):
		return &Error{"There is no folder " + dir + ".", "Make it first, or write another path.", err}
	case errors.Is(err, fs.ErrPermission):
		return &Error{path + " cannot be written.", "You have no permission there: write another path.", err}
	}
	return &Error{path + " cannot be written.", "Check the path and the room on the disk.", err}
}
