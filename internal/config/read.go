package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"unicode/utf8"
)

// maxFile is the largest config file that is read, in bytes.
const maxFile = 1 << 20

// readText returns the text of a file in UTF-8, without a byte order mark. The
// error wraps fs.ErrNotExist if the file does not exist, and is an [*Error] if
// it is not a text. It opens nothing that could block.
func readText(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, unreachable(name, err)
	}
	if null, err := os.Stat(os.DevNull); err == nil && os.SameFile(info, null) {
		return nil, fs.ErrNotExist // linking a file to it is a usual way to have none
	}
	if !info.Mode().IsRegular() {
		return nil, misplaced(name, "this is "+kind(info.Mode())+", not a file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	return decode(name, text)
}

func decode(name string, text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	wrong := ""
	switch {
	case len(text) > maxFile:
		return nil, misplaced(name, "this file is larger than 1 MiB")
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}), bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		wrong = "this text is in UTF-16"
	case bytes.IndexByte(text, 0) >= 0:
		wrong = "this is not a text: it holds NUL bytes"
	case !utf8.Valid(text):
		line := 1
		for rest := text; ; line++ {
			before, after, _ := bytes.Cut(rest, []byte("\n"))
			if !utf8.Valid(before) {
				break
			}
			rest = after
		}
		return nil, &Error{Where: fmt.Sprintf("%s line %d", name, line), What: "this text is not in UTF-8", Hint: "Save it as UTF-8."}
	}
	if wrong != "" {
		return nil, &Error{Where: name, What: wrong, Hint: "Save it as a text in UTF-8, or move it away."}
	}
	return text, nil
}

// unreachable returns err, as an [*Error] if the path cannot have a file.
func unreachable(name string, err error) error {
	above := ""
	if errors.Is(err, syscall.ENOTDIR) { // on Windows also if a folder is missing
		above = fileAbove(name)
	}
	switch {
	case above != "":
		return &Error{Where: name, What: above + " is a file, not a folder", Hint: "Choose another place with --home DIRECTORY."}
	case errors.Is(err, syscall.ELOOP):
		return misplaced(name, "this is a symbolic link that leads to itself")
	case errors.Is(err, syscall.ENAMETOOLONG):
		return misplaced(quotable(name), "this path is too long")
	}
	return err
}

func misplaced(name, what string) error {
	return &Error{Where: name, What: what, Hint: "Move it away, or choose another place with --home."}
}

// fileAbove returns the part of a path that exists and is not a folder, or "".
func fileAbove(name string) string {
	for dir := filepath.Dir(name); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil {
			if info.IsDir() {
				return ""
			}
			return dir
		}
	}
	return ""
}

// kind names what a path has instead of a file.
func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}
