package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// An Error says which setting cannot be used and where it stands.
type Error struct {
	Where   string // --store, BANTER_STORE, /home/ann/.config/banter/config.toml line 3
	What    string // a clause without a full stop
	Hint    string // may be empty
	Excerpt string // the line of the file with a caret under the place, or empty
}

func (e *Error) Error() string { return e.Where + ": " + e.What }

// Notice implements notice.Noticer.
func (e *Error) Notice() (sentence, hint string) {
	return e.Where + ": " + e.What + ".", e.Hint
}

func readFile(name string) (Config, error) {
	c := Config{Mouse: true}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("read config: %w", err)
	}
	err = toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&c)
	if err != nil {
		return Config{}, explain(name, string(text), err)
	}
	return c, nil
}

// explain puts go-toml's error into plain words: its own ones name Go types.
func explain(name, text string, err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		return explainUnknown(name, text, &unknown.Errors[0])
	}
	wrong, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return fmt.Errorf("read config: %w", err)
	}
	line, column := wrong.Position()
	return &Error{
		Where:   fmt.Sprintf("%s line %d", name, line),
		What:    complaint(wrong),
		Excerpt: excerpt(text, line, column, 1),
	}
}

func explainUnknown(name, text string, unknown *toml.DecodeError) error {
	line, column := unknown.Position()
	key := strings.Join(unknown.Key(), ".")
	e := &Error{
		Where:   fmt.Sprintf("%s line %d", name, line),
		What:    fmt.Sprintf("there is no setting called %q", key),
		Hint:    "The settings are " + strings.Join(fileNames(), ", ") + ".",
		Excerpt: excerpt(text, line, column, len(key)),
	}
	if key == "home" {
		e.What = "home cannot be set in the file that it says the place of"
		e.Hint = "Give --home or set BANTER_HOME."
	}
	return e
}

// complaint says what is wrong with the value of a setting or, when no
// setting is involved, with the file's form.
func complaint(wrong *toml.DecodeError) string {
	message := strings.TrimPrefix(wrong.Error(), "toml: ")
	i := slices.IndexFunc(Settings, func(s Setting) bool { return slices.Equal(wrong.Key(), []string{s.Name}) })
	if i < 0 {
		return "this is not valid TOML: " + message
	}
	s := Settings[i]
	switch {
	case !strings.HasPrefix(message, "cannot "): // ours, from UnmarshalText; or a key given twice
		return s.Name + " " + strings.TrimPrefix(message, "key "+s.Name+" ")
	case s.Bool:
		return s.Name + " must be true or false"
	}
	return s.Name + " must be a text in quotes"
}

// fileNames lists the settings that the file may hold.
func fileNames() []string {
	var names []string
	for _, s := range Settings {
		if s.Name != "home" {
			names = append(names, s.Name)
		}
	}
	return names
}

// excerpt shows a line of text with carets under length bytes from column on,
// both counted from 1.
func excerpt(text string, line, column, length int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	source := strings.ReplaceAll(strings.TrimRight(lines[line-1], "\r"), "\t", " ")
	before := source[:min(max(column-1, 0), len(source))]
	number := fmt.Sprint(line)
	return fmt.Sprintf("%s | %s\n%*s | %s%s", number, source, len(number), "",
		strings.Repeat(" ", len([]rune(before))), strings.Repeat("^", max(length, 1)))
}
