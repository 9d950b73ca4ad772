package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"banter/internal/spelling"
)

// An Error reports a setting that cannot be used, and its place.
type Error struct {
	Where   string // such as /home/ann/.config/banter/config.toml line 3; empty if What names the place
	What    string // a clause without a full stop
	Hint    string // may be empty
	Excerpt string // the line of the file with a caret under the place, or empty
}

func (e *Error) Error() string {
	if e.Where == "" {
		return e.What
	}
	return e.Where + ": " + e.What
}

// Notice implements notice.Noticer. A sentence that begins with the name of a setting
// keeps its small letter.
func (e *Error) Notice() (sentence, hint string) {
	sentence = e.Error() + "."
	if strings.HasPrefix(sentence, "the ") {
		sentence = "T" + sentence[1:]
	}
	return sentence, e.Hint
}

// readFile returns the settings of a config file, and its profiles. A missing file
// has the defaults.
func readFile(name string) (Config, profiles, error) {
	text, err := readText(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Config{}, nil, fmt.Errorf("read config: %w", err)
	}
	return parseFile(name, text)
}

func parseFile(name string, text []byte) (Config, profiles, error) {
	c := Config{Mouse: true, Titles: true, Taskbar: true}
	file := struct {
		*Config
		Keys     map[string]any            `toml:"keys"`
		Profiles map[string]map[string]any `toml:"profile"`
	}{Config: &c}
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&file)
	if err != nil {
		return Config{}, nil, explain(name, string(text), err)
	}
	if file.Keys != nil {
		if c.Keys, err = readKeys(name, text); err != nil {
			return Config{}, nil, err
		}
	}
	ps, err := readProfiles(name, text)
	return c, ps, err
}

// explain returns go-toml's error in plain words; its own name Go types.
func explain(name, text string, err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		return explainUnknown(name, text, &unknown.Errors[0])
	}
	wrong, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return fmt.Errorf("read config: %w", err)
	}
	line, column := wrong.Position()
	what, hint := complaint(wrong)
	return &Error{
		Where: fmt.Sprintf("%s line %d", name, line),
		What:  what, Hint: hint,
		Excerpt: excerpt(text, line, column, 1),
	}
}

func explainUnknown(name, text string, unknown *toml.DecodeError) error {
	line, column := unknown.Position()
	key := strings.Join(unknown.Key(), ".")
	e := &Error{
		Where:   fmt.Sprintf("%s line %d", name, line),
		What:    fmt.Sprintf("there is no setting called %q", quotable(key)),
		Hint:    spelling.Before(key, fileNames(), "The settings are "+strings.Join(fileNames(), ", ")+", and the tables [keys] and [profile.NAME]."),
		Excerpt: excerpt(text, line, column, len(key)),
	}
	if key == "home" {
		e.What = "home cannot be set in the file, because it decides where the file is"
		e.Hint = "Give --home or set BANTER_HOME."
	}
	return e
}

// complaint returns what is wrong with the value of a setting or, if no setting
// is involved, with the form of the file. go-toml's words are for programmers;
// the excerpt shows the place.
func complaint(wrong *toml.DecodeError) (what, hint string) {
	message := strings.TrimPrefix(wrong.Error(), "toml: ")
	switch key := wrong.Key(); {
	case len(key) > 0 && strings.HasSuffix(message, "is already defined"):
		return quotable(key[len(key)-1]) + " is set twice", ""
	case len(key) > 0 && key[0] == profileTable:
		return "a profile is a table of settings", "Write [profile.work] on a line of its own, and the settings below it."
	case slices.Equal(key, []string{keysTable}):
		return "keys must be a table", "Write [keys] on a line of its own, and below it lines such as send = \"ctrl+enter\"."
	}
	i := slices.IndexFunc(Settings, func(s Setting) bool { return slices.Equal(wrong.Key(), []string{s.Name}) })
	if i < 0 {
		return "this is not valid TOML", `Write one setting a line, such as theme = "dusk" or mouse = false.`
	}
	s := Settings[i]
	switch {
	case !strings.HasPrefix(message, "cannot "): // from UnmarshalText
		return s.Name + " " + message, hintAbout(s, message)
	case s.Bool:
		return s.Name + " must be true or false", ""
	}
	return s.Name + " must be a text in quotes", ""
}

// hintAbout returns the hint about a value that a message of set quotes at its end:
// go-toml keeps no more of the error.
func hintAbout(s Setting, message string) string {
	_, value, _ := strings.Cut(message, ", not ")
	text, err := strconv.Unquote(value)
	if err != nil {
		return ""
	}
	return hint(s.set(new(Config), text))
}

// fileNames returns the settings that the file may have.
func fileNames() []string {
	var names []string
	for _, s := range Settings {
		if s.inFile() {
			names = append(names, s.Name)
		}
	}
	return names
}

// excerptBefore is the number of characters before the caret, excerptLength the
// number in all.
const excerptBefore, excerptLength = 30, 72

// excerpt returns a line of text, or a part of a long one, with carets under
// length bytes from column on, both counted from 1. It hides secrets.
func excerpt(text string, line, column, length int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	source := strings.ReplaceAll(strings.TrimRight(lines[line-1], "\r"), "\t", " ")
	from := min(max(column-1, 0), len(source))
	to := min(from+max(length, 0), len(source))
	at, carets := utf8.RuneCountInString(source[:from]), max(utf8.RuneCountInString(source[from:to]), 1)
	shown, at := window([]rune(masked(source)), at)
	number := fmt.Sprint(line)
	return fmt.Sprintf("%s | %s\n%*s | %s%s", number, shown, len(number), "",
		strings.Repeat(" ", at), strings.Repeat("^", min(carets, max(utf8.RuneCountInString(shown)-at, 1))))
}

// window returns the part of a long line around at, and the index of at in it.
func window(line []rune, at int) (string, int) {
	if len(line) <= excerptLength {
		return string(line), at
	}
	from := max(min(at-excerptBefore, len(line)-excerptLength), 0)
	to := min(from+excerptLength, len(line))
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(line) {
		after = "…"
	}
	return before + string(line[from:to]) + after, at - from + len([]rune(before))
}
