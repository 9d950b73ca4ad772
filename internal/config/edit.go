package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"banter/internal/safefile"
	"banter/internal/spelling"
)

// An Edit is a change of one value of the config file. Comments and all other lines
// stay.
type Edit struct {
	key    []string // full name
	values []string // literals; nil removes the value
}

// NewEdit returns the change of a key to values: a setting, keys.ACT, or
// profile.NAME.SETTING. Only an act can have several values, or none. The error is
// an [*Error] if the file would not be valid.
func NewEdit(key string, values ...string) (Edit, error) {
	e := Edit{key: strings.Split(key, "."), values: []string{}}
	if e.key[0] == keysTable && len(e.key) == 2 {
		for _, value := range values {
			e.values = append(e.values, literal(value))
		}
		return e, nil
	}
	s, err := settingOf(key)
	if err != nil {
		return e, err
	}
	if len(values) != 1 {
		return e, &Error{What: s.Name + " takes one value"}
	}
	if err := s.set(new(Config), values[0]); err != nil {
		return e, &Error{What: s.Name + " " + err.Error(), Hint: hint(err)}
	}
	e.values = append(e.values, s.literal(values[0]))
	return e, nil
}

// literal returns a value that set accepts as the file has it: switches and numbers
// without quotes.
func (s Setting) literal(value string) string {
	if s.Bool {
		var on Switch
		_ = on.UnmarshalText([]byte(value))
		return on.String()
	}
	if _, number := s.field(new(Config)).(*Wheel); number {
		return value
	}
	return literal(value)
}

// NewRemoval returns the removal of the value of a key.
func NewRemoval(key string) (Edit, error) {
	e := Edit{key: strings.Split(key, ".")}
	if e.key[0] == keysTable && len(e.key) == 2 {
		return e, nil
	}
	_, err := settingOf(key)
	return e, err
}

// settingOf returns the setting that a full name ends with.
func settingOf(key string) (Setting, error) {
	parts := strings.Split(key, ".")
	name := parts[len(parts)-1]
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == name && s.inFile() })
	inProfile := len(parts) == 3 && parts[0] == profileTable && parts[1] != ""
	if i < 0 || len(parts) != 1 && !inProfile {
		near, before := key, ""
		if inProfile {
			near, before = name, strings.TrimSuffix(key, name)
		}
		return Setting{}, &Error{
			What: fmt.Sprintf("the config file has no %q", quotable(key)),
			Hint: strings.TrimSpace(spelling.Question(near, quotable(before), fileNames()) +
				" Name a setting, keys.ACT or profile.NAME.SETTING; banter config show lists the settings."),
		}
	}
	return Settings[i], nil
}

// literal returns a text as a basic string of TOML, which JSON's strings are too.
func literal(text string) string {
	var b strings.Builder
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	_ = to.Encode(text) // a string cannot fail
	return strings.TrimSuffix(b.String(), "\n")
}

// Apply changes the file at path, and makes it if it does not exist. The file must
// be valid, before and after, which check decides too; the error is an [*Error]
// otherwise.
func (e Edit) Apply(path string, check func(Config) error) error {
	text, err := readText(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read config: %w", err)
	}
	if _, _, err := parseFile(path, text); err != nil {
		return err
	}
	changed := e.edit(text)
	if bytes.Equal(changed, text) {
		return nil
	}
	made, _, err := parseFile(path, changed)
	if err == nil {
		err = check(made)
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return safefile.Write(path, changed)
}

// edit returns text with the change.
func (e Edit) edit(text []byte) []byte {
	if from, to, ok := e.find(text); ok {
		if e.values == nil {
			from, to = wholeLine(text, from, to)
			return slices.Concat(text[:from], text[to:])
		}
		return slices.Concat(text[:from], []byte(e.line(text[from:to])), text[to:])
	}
	if e.values == nil {
		return text
	}
	at, found := e.place(text)
	line := e.line(nil) + "\n"
	if at > 0 && text[at-1] != '\n' {
		line = "\n" + line
	}
	if !found {
		line = "\n[" + strings.Join(e.key[:len(e.key)-1], ".") + "]\n" + line
	}
	return slices.Concat(text[:at], []byte(line), text[at:])
}

// line returns the key and its value. It keeps the spelling of the key.
func (e Edit) line(before []byte) string {
	key, _, found := strings.Cut(string(before), "=")
	if !found {
		key = e.key[len(e.key)-1] + " "
	}
	value := "[" + strings.Join(e.values, ", ") + "]"
	if len(e.values) == 1 {
		value = e.values[0]
	}
	return key + "= " + value
}

// find returns the bytes of the key and its value.
func (e Edit) find(text []byte) (from, to int, ok bool) {
	_ = eachValue(text, func(p *unstable.Parser, full []string, node *unstable.Node) error {
		if slices.Equal(full, e.key) {
			from, to, ok = int(node.Raw.Offset), int(node.Raw.Offset+node.Raw.Length), true
			to = from + len(bytes.TrimRight(text[from:to], " \t\r\n"))
		}
		return nil
	})
	return from, to, ok
}

// place returns where a line of the table of the key belongs, and whether the table
// is there: after the table's last value, or its name. A setting goes below its
// line in the comments of [Template], if it is there.
func (e Edit) place(text []byte) (at int, found bool) {
	table := e.key[:len(e.key)-1]
	if len(table) == 0 {
		return e.placeOutside(text), true
	}
	var p unstable.Parser
	p.Reset(text)
	var now []string
	for p.NextExpression() {
		node := p.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			now = path(node)
		case unstable.KeyValue:
		default:
			continue
		}
		if slices.Equal(now, table) {
			at, found = endOfLine(text, endOf(&p, node)), true
		}
	}
	if !found {
		at = len(text)
	}
	return at, found
}

// placeOutside returns where a line of no table belongs.
func (e Edit) placeOutside(text []byte) int {
	var p unstable.Parser
	p.Reset(text)
	last, end := -1, len(text)
	for p.NextExpression() && end == len(text) {
		switch node := p.Expression(); node.Kind {
		case unstable.KeyValue:
			last = endOfLine(text, endOf(&p, node))
		case unstable.Table, unstable.ArrayTable:
			end = bytes.LastIndexByte(text[:endOf(&p, node)], '\n') + 1
		}
	}
	comment := regexp.MustCompile(`(?m)^#[ \t]*` + regexp.QuoteMeta(e.key[0]) + `[ \t]*=`)
	if found := comment.FindIndex(text[:end]); found != nil {
		return endOfLine(text, found[1])
	}
	if last >= 0 {
		return last
	}
	return end
}

// endOf returns the offset after the name of a table, or after a value.
func endOf(p *unstable.Parser, node *unstable.Node) int {
	if node.Kind == unstable.KeyValue {
		return int(node.Raw.Offset + node.Raw.Length)
	}
	key := node.Key()
	for key.Next() && !key.IsLast() {
	}
	return p.Shape(key.Node().Raw).End.Offset
}

// endOfLine returns the offset after the line that has at.
func endOfLine(text []byte, at int) int {
	if at > 0 && at <= len(text) && text[at-1] == '\n' {
		return at
	}
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(text)
}

// wholeLine extends a range to its lines, if nothing else but a comment is on them.
func wholeLine(text []byte, from, to int) (int, int) {
	start := bytes.LastIndexByte(text[:from], '\n') + 1
	if len(bytes.TrimSpace(text[start:from])) > 0 {
		return from, to
	}
	return start, endOfLine(text, to)
}
