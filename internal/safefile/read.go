// Package safefile reads and replaces small files whose text must not be lost:
// sign-ins, the list of accounts, choices.
//
// It opens only regular files, and changes nothing but their text and mode: a
// link remains a link, a mounted file remains mounted, and owner and access lists
// remain the same.
package safefile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// MaxSize is the size in bytes of the largest file that [Read] reads.
const MaxSize = 4 << 20

// ErrTooLarge reports that a file is larger than [MaxSize].
var ErrTooLarge = errors.New("larger than 4 MB")

// A KindError reports that a path does not lead to a regular file.
type KindError struct {
	Path string
	Kind string // what the path leads to, with an article: "a folder"
}

// Error returns path and kind, for logs.
func (e *KindError) Error() string { return e.Path + " is " + e.Kind }

// Notice implements notice.Noticer.
func (e *KindError) Notice() (sentence, hint string) {
	return e.Path + " is " + e.Kind + ", not a file.", "Move it away, then try again."
}

// loop is the Kind of a link that cannot be followed.
const loop = "a link that leads back to itself"

// kindOf returns nil for a regular file and a *KindError for anything else.
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

// Read returns the text of the file at path. The error is a [*KindError] if path
// does not lead to a regular file, which Read then does not open, and wraps
// [ErrTooLarge] if the file is larger than [MaxSize].
func Read(path string) ([]byte, error) {
	file, err := open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := readSettled(file)
	if err == nil && len(text) > MaxSize {
		err = ErrTooLarge
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return text, nil
}

// readSettled reads a file until it has the same text twice. A program that overwrites
// it meanwhile would otherwise leave a mixture of the old text and the new one.
func readSettled(file io.ReaderAt) (text []byte, err error) {
	for attempt := range 10 {
		before := text
		if text, err = io.ReadAll(io.NewSectionReader(file, 0, MaxSize+1)); err != nil {
			return nil, err
		}
		if attempt > 0 && bytes.Equal(text, before) {
			break
		}
	}
	return text, nil
}

// Open opens the file at path for reading, a large one too. The error is a
// [*KindError] if path does not lead to a regular file.
func Open(path string) (*os.File, error) { return open(path, os.O_RDONLY) }

// open opens a regular file. It checks the kind before opening, because opening a
// device may have effects, and again afterwards, because the path may have
// changed. noWait keeps it from waiting for the other end of a pipe.
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
	var file *os.File
	err = untilFree(func() (err error) {
		file, err = os.OpenFile(path, flag|noWait, 0)
		return err
	})
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

// maxLinks is how many links Linux follows.
const maxLinks = 40

// resolve follows the links at path. The file that they lead to need not exist.
func resolve(path string) (string, error) {
	at := path
	for range maxLinks {
		target, err := os.Readlink(at)
		if err != nil {
			return at, nil // no link, or no file
		}
		if !filepath.IsAbs(target) {
			// The folder may be a link, so that ".." is not the parent that
			// Join would derive from the name.
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
