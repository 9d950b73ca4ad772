package archive

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"banter/history"
)

// A Batch is a part of one conversation: its head, and messages whose parents
// are before them in this batch or in an earlier one.
type Batch struct {
	Conversation history.Conversation // an empty title means none
	Messages     []history.Message
	First        bool // the first batch of its conversation
	Pinned       bool // as also in the first batch only
	Archived     bool
}

// Notes are what a reader left out.
type Notes struct {
	Skipped int  // records that it does not understand
	Cut     bool // the file ends early or is damaged at its end
}

// A Kind is the program that wrote a file.
type Kind string

// The kinds of files that can be read.
const (
	Banter   Kind = "Banter"
	ChatGPT  Kind = "ChatGPT"
	LLM      Kind = "llm"
	Elia     Kind = "elia"
	CodexCLI Kind = "the Codex CLI"
)

// ErrUnknown reports a file of no known kind.
var ErrUnknown = errors.New("unknown kind of file")

// A File is a file that can be imported.
type File struct {
	Path string
	Kind Kind
	Size int64 // bytes
}

// Open finds out what the file at path is. The error wraps [ErrUnknown] if it
// is none of the known kinds.
func Open(ctx context.Context, path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	file := File{Path: path, Size: info.Size()}
	if !info.Mode().IsRegular() {
		return file, fmt.Errorf("%s: %w", path, ErrUnknown)
	}
	f, err := os.Open(path)
	if err != nil {
		return file, err
	}
	defer f.Close()
	from := bufio.NewReaderSize(f, 64<<10)
	head, err := from.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return file, err
	}
	switch file.Kind = kindOf(head); {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		file.Kind, err = zipKind(path)
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		file.Kind, err = sqliteKind(ctx, path)
	case file.Kind == "":
		err = ErrUnknown
	default:
		err = nil
	}
	if err != nil {
		return file, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

// kindOf finds the kind of a text by its beginning.
func kindOf(head []byte) Kind {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	first, _, _ := bytes.Cut(head, []byte("\n"))
	switch {
	case bytes.HasPrefix(head, []byte(`{"type":"`+headerType)):
		return Banter
	case isCodexLine(first):
		return CodexCLI
	case bytes.HasPrefix(head, []byte("[")), bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"mapping"`)):
		return ChatGPT
	}
	return ""
}

func zipKind(path string) (Kind, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return "", err
	}
	defer archive.Close()
	if len(chatGPTParts(&archive.Reader)) == 0 {
		return "", ErrUnknown
	}
	return ChatGPT, nil
}

// Find returns the files that can be imported at the given paths: each path
// itself, or all files of a known kind below a folder. A path that is a file of
// no known kind is an error.
func Find(ctx context.Context, paths []string) ([]File, error) {
	var all []File
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			file, err := Open(ctx, path)
			if err != nil {
				return nil, err
			}
			all = append(all, file)
			continue
		}
		err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() || !importable(name) {
				return err
			}
			file, err := Open(ctx, name)
			if err == nil {
				all = append(all, file)
			}
			return ctx.Err() // a file of another kind is no error in a folder
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// importable reports whether a file in a folder is worth opening, by its name.
func importable(name string) bool {
	base := strings.ToLower(filepath.Base(name))
	switch filepath.Ext(base) {
	case ".jsonl", ".zip", ".db", ".sqlite":
		return true
	case ".json":
		return strings.HasPrefix(base, "conversations")
	}
	return false
}

// Read passes the conversations of a file to emit, and the number of bytes read
// so far to progress. It ends with the first error of emit or of ctx; everything
// that was emitted before is whole.
func (f File) Read(ctx context.Context, emit func(Batch) error, progress func(read int64)) (Notes, error) {
	switch f.Kind {
	case LLM:
		return readSQLite(ctx, f, emit, progress, readLLM)
	case Elia:
		return readSQLite(ctx, f, emit, progress, readElia)
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return Notes{}, err
	}
	defer file.Close()
	counted := &countingReader{from: file, progress: progress}
	switch f.Kind {
	case Banter:
		return readJSON(ctx, counted, emit)
	case CodexCLI:
		return readCodex(ctx, counted, emit)
	}
	var magic [4]byte
	if _, err := file.ReadAt(magic[:], 0); err == nil && string(magic[:]) == "PK\x03\x04" {
		return readChatGPTZip(ctx, file, f.Size, emit, progress)
	}
	return readChatGPT(ctx, counted, emit)
}

// A countingReader reports how many bytes were read.
type countingReader struct {
	from     io.Reader
	read     int64
	progress func(int64)
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.read += int64(n)
	c.progress(c.read)
	return n, err
}
