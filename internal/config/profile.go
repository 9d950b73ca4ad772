package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"banter/internal/spelling"
)

// profileTable is the name of the table whose tables are profiles: [profile.work].
const profileTable = "profile"

// profiles are settings of a config file that hold only if their profile is chosen,
// by its name.
type profiles map[string][]profileSetting

type profileSetting struct {
	Setting
	value string // as for Setting.set
}

// Profiles returns the names of the profiles of a config file; none if it cannot be
// read.
func Profiles(path string) []string {
	_, ps, err := readFile(path)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(ps))
}

// readProfiles returns the profiles of a file, which is valid TOML. All of them are
// checked, not only the chosen one.
func readProfiles(name string, text []byte) (profiles, error) {
	found := profiles{}
	err := eachValue(text, func(p *unstable.Parser, full []string, node *unstable.Node) error {
		if full[0] != profileTable {
			return nil
		}
		value := node.Value()
		if len(full) != 3 {
			return faultAt(p, name, text, node, "a profile is a table of settings", "Write [profile.work] on a line of its own, and the settings below it.")
		}
		i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == full[2] && s.inFile() })
		if i < 0 {
			return faultAt(p, name, text, node, fmt.Sprintf("there is no setting called %q", quotable(full[2])), "The settings are "+strings.Join(fileNames(), ", ")+".")
		}
		s := Settings[i]
		if err := s.check(value); err != nil {
			return faultAt(p, name, text, node, s.Name+" "+err.Error(), hint(err))
		}
		found[full[1]] = append(found[full[1]], profileSetting{s, string(value.Data)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// check returns a clause that says why a value of a file cannot be used.
func (s Setting) check(value *unstable.Node) error {
	switch {
	case s.Bool && value.Kind != unstable.Bool:
		return fmt.Errorf("must be true or false")
	case !s.Bool && value.Kind != unstable.String:
		return fmt.Errorf("must be a text in quotes")
	}
	return s.set(new(Config), string(value.Data))
}

// apply sets the settings of a profile. where is what named it, such as --profile.
func (ps profiles) apply(c *Config, name, where string) error {
	chosen, ok := ps[name]
	if !ok {
		e := &Error{What: where + ": there is no profile " + fmt.Sprintf("%q", quotable(name)), Hint: "The config file has none; write a table [profile." + quotable(name) + "]."}
		if len(ps) > 0 {
			names := slices.Sorted(maps.Keys(ps))
			e.Hint = spelling.Before(name, names, "The config file has "+strings.Join(names, ", ")+".")
		}
		return e
	}
	for _, s := range chosen {
		if err := s.set(c, s.value); err != nil {
			return err
		}
	}
	return nil
}

// eachValue calls do for each value of a text, which is valid TOML, with its full
// name. It enters inline tables.
func eachValue(text []byte, do func(p *unstable.Parser, full []string, node *unstable.Node) error) error {
	var p unstable.Parser
	p.Reset(text)
	var table []string
	for p.NextExpression() {
		switch node := p.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = path(node)
		case unstable.KeyValue:
			if err := enter(&p, table, node, do); err != nil {
				return err
			}
		}
	}
	return nil
}

func enter(p *unstable.Parser, table []string, node *unstable.Node, do func(*unstable.Parser, []string, *unstable.Node) error) error {
	full := slices.Concat(table, path(node))
	if node.Value().Kind != unstable.InlineTable {
		return do(p, full, node)
	}
	for child := node.Value().Children(); child.Next(); {
		if child.Node().Kind != unstable.KeyValue {
			continue
		}
		if err := enter(p, full, child.Node(), do); err != nil {
			return err
		}
	}
	return nil
}

// faultAt returns an [*Error] about a value of a file, with its last key marked.
func faultAt(p *unstable.Parser, name string, text []byte, node *unstable.Node, what, hint string) error {
	last := node.Key()
	for last.Next() && !last.IsLast() {
	}
	place := p.Shape(last.Node().Raw)
	return &Error{
		Where: fmt.Sprintf("%s line %d", name, place.Start.Line), What: what, Hint: hint,
		Excerpt: excerpt(string(text), place.Start.Line, place.Start.Column, place.End.Offset-place.Start.Offset),
	}
}
