package prompts

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"banter/internal/config"
)

// fence is the line before and after the lines of TOML.
const fence = "+++"

// maxText is the longest text of a prompt, in bytes: a small part of what models
// read.
const maxText = 256 << 10

// matter is what a file may say about its prompt.
type matter struct {
	Name        string            `toml:"name"` // must be that of the file
	Description string            `toml:"description"`
	Model       string            `toml:"model"`
	Effort      string            `toml:"effort"`
	System      bool              `toml:"system"`
	Variables   map[string]string `toml:"variables"`
}

// Parse reads the text of a file. The error is a [*config.Error] that names path
// and the line.
func Parse(path, name, text string) (Prompt, error) {
	f := file{path, strings.ReplaceAll(text, "\r\n", "\n")}
	head, from, err := f.split()
	if err != nil {
		return Prompt{}, err
	}
	var m matter
	if err := toml.NewDecoder(bytes.NewReader([]byte(head))).DisallowUnknownFields().Decode(&m); err != nil {
		return Prompt{}, f.explain(err)
	}
	p := Prompt{Name: name, Description: m.Description, Model: m.Model, Effort: m.Effort, System: m.System, Text: strings.TrimSpace(f.text[from:])}
	switch {
	case m.Name != "" && m.Name != name:
		return Prompt{}, f.wrongAt("name", fmt.Sprintf("the name is %q, but the file is called %s%s", config.Quotable(m.Name), name, suffix),
			"Rename the file, or leave out the name.")
	case strings.ContainsAny(m.Description, "\r\n"):
		return Prompt{}, f.wrongAt("description", "the description has more than one line", "")
	case p.Text == "":
		return Prompt{}, f.wrong(0, 1, "the prompt has no text", "Write it below the line "+fence+".")
	case len(p.Text) > maxText:
		return Prompt{}, f.wrong(0, 1, "the text is larger than 256 KiB", "Attach a file to the question instead.")
	}
	p.Variables, err = f.variables(m.Variables, from)
	return p, err
}

// A file is a text and its path, for errors.
type file struct{ path, text string }

// split finds the lines of TOML and where the text after them begins. The lines
// keep their numbers: the fence becomes an empty line.
func (f file) split() (head string, from int, err error) {
	first, _, _ := strings.Cut(f.text, "\n")
	if strings.TrimRight(first, " \t") != fence {
		return "", 0, nil
	}
	at := len(first)
	for at < len(f.text) {
		line, _, _ := strings.Cut(f.text[at+1:], "\n")
		if strings.TrimRight(line, " \t") == fence {
			return f.text[len(first):at], min(at+1+len(line)+1, len(f.text)), nil
		}
		at += 1 + len(line)
	}
	return "", 0, f.wrong(1, len(fence), "nothing ends the lines that begin here", "Write "+fence+" on a line of its own after them.")
}

// variables returns the variables in the order in which the text has them. Each
// must be declared, and each that is declared must be in the text.
func (f file) variables(declared map[string]string, from int) ([]Variable, error) {
	var found []Variable
	has := func(name string) bool {
		return slices.ContainsFunc(found, func(v Variable) bool { return v.Name == name })
	}
	for _, at := range places.FindAllStringSubmatchIndex(f.text[from:], -1) {
		place := f.text[from+at[0] : from+at[1]]
		if place[0] == '\\' {
			continue
		}
		name := f.text[from+at[2] : from+at[3]]
		value, known := declared[name]
		if !known {
			return nil, f.wrongIn(from+at[0], len(place), fmt.Sprintf("the variable %q is not declared", config.Quotable(name)),
				"Add "+name+` = "" below [variables], or write \{{`+name+"}} if it is no variable.")
		}
		if !has(name) {
			found = append(found, Variable{name, value})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		switch {
		case !placeName.MatchString(name):
			return nil, f.wrongAt(name, fmt.Sprintf("a variable cannot be called %q", config.Quotable(name)), "Use letters, digits, - and _.")
		case !has(name):
			return nil, f.wrongAt(name, fmt.Sprintf("the variable %q is not in the text", config.Quotable(name)), "Write {{"+name+"}} where its value belongs.")
		}
	}
	return found, nil
}

// explain returns go-toml's error in plain words.
func (f file) explain(err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		line, column := unknown.Errors[0].Position()
		key := strings.Join(unknown.Errors[0].Key(), ".")
		return f.wrongOn(line, column, len(key), fmt.Sprintf("a prompt has no %q", config.Quotable(key)),
			"It may have name, description, model, effort, system and the table [variables].")
	}
	wrong, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return fmt.Errorf("read prompt: %w", err)
	}
	line, column := wrong.Position()
	what := "this is not valid TOML"
	if key := wrong.Key(); len(key) > 0 {
		what = config.Quotable(strings.Join(key, ".")) + " must be a text in quotes"
		switch {
		case strings.HasSuffix(wrong.Error(), "is already defined"):
			what = config.Quotable(strings.Join(key, ".")) + " is set twice"
		case slices.Equal(key, []string{"system"}):
			what = "system must be true or false"
		case slices.Equal(key, []string{"variables"}):
			what = "variables must be a table"
		}
	}
	return f.wrongOn(line, column, 1, what, `Write lines such as description = "Review a change" between the lines `+fence+".")
}

// wrongOn returns the error about a place in a line.
func (f file) wrongOn(line, column, length int, what, hint string) error {
	return &config.Error{Where: fmt.Sprintf("%s line %d", f.path, line), What: what, Hint: hint, Excerpt: config.Excerpt(f.text, line, column, length)}
}

// wrong is wrongOn for the beginning of a line; line 0 is the whole file.
func (f file) wrong(line, length int, what, hint string) error {
	if line == 0 {
		return &config.Error{Where: f.path, What: what, Hint: hint}
	}
	return f.wrongOn(line, 1, length, what, hint)
}

// wrongIn is wrongOn for a byte of the text.
func (f file) wrongIn(at, length int, what, hint string) error {
	before := f.text[:at]
	return f.wrongOn(1+strings.Count(before, "\n"), at-strings.LastIndex(before, "\n"), length, what, hint)
}

// wrongAt is wrongOn for the line that sets a key.
func (f file) wrongAt(key, what, hint string) error {
	for i, line := range strings.Split(f.text, "\n") {
		if set, _, ok := strings.Cut(line, "="); ok && strings.Trim(strings.TrimSpace(set), `"'`) == key {
			return f.wrongOn(i+1, 1+strings.Index(line, key), len(key), what, hint)
		}
	}
	return f.wrong(0, 1, what, hint)
}
