// Package safefile reads and replaces small files whose text must not be
// lost: sign-ins, the list of accounts, choices.
//
// It never opens a pipe, a device or a folder, and it never changes what a file
// is: a link stays a link, a mounted file stays mounted, and owner and access
// lists stay the same.
package safefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// MaxSize is the size in bytes up to which files are read.
const MaxSize = 4 << 20

// ErrTooLarge says that a file is larger than MaxSize.
var ErrTooLarge = errors.New("larger than 4 MB")

// A KindError says that a path does not lead to a regular file.
type KindError struct {
	Path string
	Kind string // what it is instead, with its article
}

// Error returns a lower-case text for logs.
func (e *KindError) Error() string { return e.Path + " is " + e.Kind }

// Notice implements notice.Noticer.
func (e *KindError) Notice() (sentence, hint string) {
	return e.Path + " is " + e.Kind + ", not a file.", "Move it away, then try again."
}

// loop is the kind of a link that cannot be followed.
const loop = "a link that leads back to itself"

// kindOf returns nil for a regular file.
func kindOf(path string, info fs.FileInfo) error {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	default:
		kind = "a device"
	}
	return &KindError{path, kind}
}

// Read returns the text of the file at path. It returns a [*KindError] without
// opening what is no regular file, and ErrTooLarge for a file above MaxSize.
func Read(path string) ([]byte, error) {
	file, err := open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err == nil && len(text) > MaxSize {
		err = ErrTooLarge
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return text, nil
}

// open opens a regular file. It looks before it opens, because opening a device
// may do something, and again afterwards, because the path may lead elsewhere
// by then. noWait keeps it from waiting for the other end of a pipe.
func open(path string, flag int) (*os.File, error) {
	info, err := os.Stat(path)
	if errors.Is(err, syscall.ELOOP) {
		return nil, &KindError{path, loop}
	}
	if err != nil {
		return nil, err
	}
	if err := kindOf(path, info); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, flag|noWait, 0)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = kindOf(path, info)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// maxLinks is the number of links that Linux follows.
const maxLinks = 40

// resolve follows the links at path, also to a place where nothing is yet.
func resolve(path string) (string, error) {
	at := path
	for range maxLinks {
		target, err := os.Readlink(at)
		if err != nil {
			return at, nil // no link, or nothing there
		}
		if !filepath.IsAbs(target) {
			// The folder may be behind links itself: Join would take ".." for
			// its parent in the name.
			dir, _ := filepath.Split(at)
			if real, err := filepath.EvalSymlinks(dir); err == nil {
				dir = real
			}
			target = filepath.Clean(dir) + string(filepath.Separator) + target
		}
		at = target
	}
	return "", &KindError{path, loop}
}
