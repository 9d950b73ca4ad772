package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Keys is the table [keys] of the config file, which gives the acts of the chat other
// keys.
type Keys struct {
	// Of has the keys of each act by its name, as they are written.
	Of map[string][]string

	file, text string
	places     map[keyPlace]unstable.Shape
}

// A keyPlace names a part of the table: a name, or one of its keys.
type keyPlace struct{ name, key string }

// Fault returns an [*Error] about a key of an act, or about the name of the act if key
// is empty. What is a clause.
func (k *Keys) Fault(name, key, what, hint string) error {
	place, ok := k.places[keyPlace{name, key}]
	if !ok {
		place = k.places[keyPlace{name: name}]
	}
	start := place.Start
	return &Error{
		Where: fmt.Sprintf("%s line %d", k.file, start.Line),
		What:  what, Hint: hint,
		Excerpt: excerpt(k.text, start.Line, start.Column, place.End.Offset-start.Offset),
	}
}

// Same reports whether two tables give the same acts the same keys. Both may be nil.
func (k *Keys) Same(other *Keys) bool {
	if k == nil || other == nil {
		return k == other
	}
	return maps.EqualFunc(k.Of, other.Of, slices.Equal)
}

// keysTable is the name of the table.
const keysTable = "keys"

// readKeys returns the table of a file, which is valid TOML, or nil if it has none.
func readKeys(name string, text []byte) (*Keys, error) {
	k := &Keys{Of: map[string][]string{}, file: name, text: string(text), places: map[keyPlace]unstable.Shape{}}
	if err := eachValue(text, k.read); err != nil || len(k.Of) == 0 {
		return nil, err
	}
	return k, nil
}

// path returns the parts of the name of a table or of a value.
func path(node *unstable.Node) (parts []string) {
	for key := node.Key(); key.Next(); {
		parts = append(parts, string(key.Node().Data))
	}
	return parts
}

// read reads a value with its full name, if it belongs to the keys.
func (k *Keys) read(p *unstable.Parser, full []string, node *unstable.Node) error {
	if full[0] != keysTable {
		return nil
	}
	value := node.Value()
	last := node.Key()
	for last.Next() && !last.IsLast() {
	}
	name := full[min(1, len(full)-1)]
	k.places[keyPlace{name: name}] = p.Shape(last.Node().Raw)
	if len(full) != 2 {
		return k.misshapen(name)
	}
	k.Of[name] = []string{}
	if value.Kind != unstable.Array {
		return k.add(p, name, value)
	}
	for element := value.Children(); element.Next(); {
		if element.Node().Kind == unstable.Comment {
			continue
		}
		if err := k.add(p, name, element.Node()); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keys) misshapen(name string) error {
	return k.Fault(name, "", quotable(name)+" must be a key in quotes, or a list of them", `Write send = "ctrl+o", or send = ["ctrl+o", "f5"].`)
}

// add adds a key of an act.
func (k *Keys) add(p *unstable.Parser, name string, value *unstable.Node) error {
	if value.Kind != unstable.String {
		return k.misshapen(name)
	}
	text := string(value.Data)
	k.places[keyPlace{name, text}] = p.Shape(value.Raw)
	k.Of[name] = append(k.Of[name], text)
	return nil
}
