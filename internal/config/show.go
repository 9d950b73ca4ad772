package config

import (
	"fmt"
	"strconv"

	"github.com/pelletier/go-toml/v2"
)

// A Value is the value of a setting and what gave it.
type Value struct {
	Name   string
	Value  string // as a person writes it; empty: not set
	Origin string // --model, BANTER_MODEL, profile work, the path of the config file, or default
}

// Default is the [Value].Origin of a setting that nothing sets.
const Default = "default"

// Values returns every setting with its value and origin, in the order of the help.
// Its error is that of [Load].
func Values(src Sources) ([]Value, Paths, error) {
	c, paths, err := Load(src)
	if err != nil {
		return nil, paths, err
	}
	text, _ := readText(paths.ConfigFile) // Load has read it, or it does not exist
	ps, err := readProfiles(paths.ConfigFile, text)
	if err != nil {
		return nil, paths, err
	}
	inFile := map[string]any{}
	if err := toml.Unmarshal(text, &inFile); err != nil {
		return nil, paths, fmt.Errorf("read config: %w", err)
	}
	inProfile := map[string]bool{}
	for _, s := range ps[c.Profile] {
		inProfile[s.Name] = true
	}
	var all []Value
	for _, s := range Settings {
		v := Value{s.Name, s.text(&c), Default}
		_, given := src.Flags[s.Name]
		_, written := inFile[s.Name]
		switch {
		case given:
			v.Origin = "--" + s.Name
		case src.Getenv(s.Env()) != "":
			v.Origin = s.Env()
		case inProfile[s.Name]:
			v.Origin = "profile " + c.Profile
		case written:
			v.Origin = paths.ConfigFile
		}
		all = append(all, v)
	}
	return all, paths, nil
}

// text returns the value of the setting as a person writes it.
func (s Setting) text(c *Config) string {
	switch field := s.field(c).(type) {
	case *string:
		return *field
	case *bool:
		return strconv.FormatBool(*field)
	case fmt.Stringer:
		return field.String()
	}
	return ""
}
