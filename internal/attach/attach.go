// Package attach reads the files that a person attaches to a question: texts and
// images. It finds the type by the content, and refuses what a model cannot read
// with words that say what to do instead.
//
// text.go decodes texts, image.go reads the headers of images, refuse.go knows
// other types, mention.go finds the files that a question names, and paste.go
// those that a paste consists of. No file is ever run, decoded as an image or
// opened unless it is a regular one.
package attach

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"banter/internal/notice"
	"banter/internal/safefile"
	"banter/internal/termsafe"
)

// A Kind is how a file is sent.
type Kind string

const (
	Text  Kind = "text"
	Image Kind = "image"
)

// The limits of what can be attached.
const (
	MaxText   = 2 << 20     // bytes; more than a model reads at once
	MaxImage  = 20 << 20    // bytes; the limit of the server
	MaxPixels = 100_000_000 // of an image
	MaxFiles  = 20          // of a question
	MaxTotal  = 50 << 20    // bytes of the files of a question
)

// maxName is the longest name of a file, in bytes.
const maxName = 200

// A File is a file that belongs to a question. Without Data it is a reference: a
// conversation keeps that, and its history the data.
type File struct {
	Name   string `json:"name"`          // without folders; one line
	Ref    string `json:"ref,omitempty"` // as the question names it after the @; empty: not in the text
	Kind   Kind   `json:"kind"`
	Type   string `json:"media_type"`
	Size   int64  `json:"size"` // of the data, in bytes
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	SHA256 string `json:"sha256"` // of the data, in hexadecimal digits

	Data []byte `json:"-"` // a text in UTF-8, an image unchanged
}

// Hash returns the name under which data is kept.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Detail describes the file after its name: "12 KB", "1.5 MB  1200×800".
func (f File) Detail() string {
	if f.Width > 0 {
		return fmt.Sprintf("%s  %d×%d", size(f.Size), f.Width, f.Height)
	}
	return size(f.Size)
}

// size returns a number of bytes as people write it.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e6), ".0") + " MB"
}

// Read reads the file at path. The error is an [*Error], and nothing of the file
// can be attached.
func Read(path string) (File, error) {
	name := base(path)
	file, err := safefile.Open(path)
	if err != nil {
		return File{}, unreadable(name, path, err)
	}
	defer file.Close()
	return ReadFrom(name, file)
}

// ReadFrom reads a file called name from r, up to the limit of the largest kind.
func ReadFrom(name string, r io.Reader) (File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxImage+1))
	if err != nil {
		return File{}, unreadable(base(name), name, err)
	}
	return Make(name, data)
}

// Make returns the file called name with the given content, which it keeps.
func Make(name string, data []byte) (File, error) {
	name = base(name)
	f := File{Name: name}
	var err error
	if kind := imageType(data); kind != "" {
		f.Kind, f.Type, f.Data = Image, kind, data
		f.Width, f.Height, err = measure(name, kind, data)
	} else {
		f.Kind, f.Type = Text, "text/plain"
		f.Data, err = text(name, data)
	}
	if err != nil {
		return File{}, err
	}
	f.Size, f.SHA256 = int64(len(f.Data)), Hash(f.Data)
	return f, nil
}

// base returns the last element of a path as one line.
func base(path string) string {
	name := termsafe.Line(filepath.Base(path))
	for len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	if name == "" || name == "." || name == string(filepath.Separator) {
		return "file"
	}
	return name
}

// Check returns the error that prevents files from being attached to one
// question.
func Check(files []File) error {
	var total int64
	for _, f := range files {
		total += f.Size
	}
	switch {
	case len(files) > MaxFiles:
		return &Error{fmt.Sprintf("A question can have %d files, not %d.", MaxFiles, len(files)), "Attach fewer.", nil}
	case total > MaxTotal:
		return &Error{fmt.Sprintf("The files have %s together; a question can have %s.", size(total), size(MaxTotal)), "Attach fewer.", nil}
	}
	return nil
}

// An Error reports why a file cannot be attached.
type Error struct {
	Sentence string
	Hint     string
	Err      error // may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("attach file: %v", e.Err)
	}
	return "attach file: " + e.Sentence
}

func (e *Error) Unwrap() error { return e.Err }

// Notice implements notice.Noticer.
func (e *Error) Notice() (sentence, hint string) { return e.Sentence, e.Hint }

// unreadable explains why a file could not be read.
func unreadable(name, path string, err error) error {
	var kind *safefile.KindError
	switch {
	case errors.As(err, &kind):
		hint := "Only files can be attached."
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			hint = "Name the files in it."
		}
		return &Error{name + " is " + kind.Kind + ".", hint, err}
	case errors.Is(err, fs.ErrNotExist):
		return &Error{"There is no file " + name + ".", "Check its path.", err}
	case errors.Is(err, fs.ErrPermission):
		return &Error{name + " cannot be read.", "You have no permission: check who owns the file and its folder.", err}
	}
	cause := notice.Of(err)
	if cause.Unknown {
		return &Error{name + " cannot be read.", "Check the file and its path.", err}
	}
	return &Error{name + " cannot be read.", cause.Sentence, err}
}
