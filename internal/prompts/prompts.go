// Package prompts reads the person's own prompts: markdown files in a folder,
// named as the prompt is, which may begin with a few lines of TOML between two
// lines "+++". A prompt is text for a question; with system = true it is a
// persona, whose text becomes the system prompt of a conversation.
//
// parse.go reads a file, fill.go replaces the variables in its text.
package prompts

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"banter/internal/config"
	"banter/internal/spelling"
)

// A Prompt is one file.
type Prompt struct {
	Name        string // of the file, without ".md"
	Description string // one line for lists; may be empty
	Model       string // slug to ask; empty: any
	Effort      string // empty: the model's default
	System      bool   // a persona
	Variables   []Variable
	Text        string // with "{{name}}" in the places of the variables
}

// A Variable is a part of the text that the person gives.
type Variable struct {
	Name    string
	Default string // empty: a value must be given
}

// suffix is the end of the names of the files.
const suffix = ".md"

var names = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// Path returns the path of the prompt with a name, or an error if a prompt
// cannot have that name.
func Path(dir, name string) (string, error) {
	if !names.MatchString(name) {
		return "", &Error{
			What: fmt.Sprintf("a prompt cannot be called %q", config.Quotable(name)),
			Hint: "Begin the name with a small letter; after it, digits and dashes are fine too.",
		}
	}
	return filepath.Join(dir, name+suffix), nil
}

// An Error reports a name or a value that cannot be used. Mistakes in files are
// [*config.Error].
type Error struct{ What, Hint string }

func (e *Error) Error() string { return e.What }

// Notice implements notice.Noticer.
func (e *Error) Notice() (sentence, hint string) {
	return strings.ToUpper(e.What[:1]) + e.What[1:] + ".", e.Hint
}

// Unknown returns the error that no prompt has a name.
func Unknown(name string) *Error {
	return &Error{fmt.Sprintf("no prompt is called %q", config.Quotable(name)), "Run banter prompts list to see the names."}
}

// Read reads the prompt with a name in a folder. The error is an [*Error] if
// the file does not exist, and a [*config.Error] if it has a mistake.
func Read(dir, name string) (Prompt, error) {
	path, err := Path(dir, name)
	if err != nil {
		return Prompt{}, err
	}
	text, err := config.ReadText(path)
	if errors.Is(err, fs.ErrNotExist) {
		fault := Unknown(name)
		names, _ := Names(dir)
		fault.Hint = spelling.Before(name, names, fault.Hint)
		return Prompt{}, fault
	}
	if err != nil {
		return Prompt{}, fmt.Errorf("read prompt: %w", err)
	}
	return Parse(path, name, string(text))
}

// Names returns the names of the prompts in a folder, sorted. A folder that does
// not exist has none. The error is about the first file whose name no prompt can
// have.
func Names(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read prompts: %w", err)
	}
	var found []string
	var wrong error
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), suffix)
		if !ok || strings.HasPrefix(name, ".") { // of another kind, or an editor's
			continue
		}
		if _, err := Path(dir, name); err != nil {
			fault, _ := errors.AsType[*Error](err)
			wrong = cmp.Or[error](wrong, &config.Error{Where: filepath.Join(dir, entry.Name()), What: fault.What, Hint: fault.Hint})
			continue
		}
		found = append(found, name)
	}
	return found, wrong
}

// List returns the prompts in a folder by name. Its error is that of the first
// file that cannot be used; the others are returned with it.
func List(dir string) ([]Prompt, error) {
	found, failed := Names(dir)
	var all []Prompt
	for _, name := range found {
		p, err := Read(dir, name)
		if err != nil {
			failed = cmp.Or(failed, err)
			continue
		}
		all = append(all, p)
	}
	return all, failed
}
