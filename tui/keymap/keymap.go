// Package keymap is the one table of the program's keys: what each binding is
// called, which keys it has, what it does and how hints name it. The keyboard,
// the help, the status line, the dialogs, the sign-in screen and the page
// docs/keys.md read it. Only package editor has a table of its own, for the
// commands that edit text.
package keymap

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
)

// A Binding is one thing that keys do.
type Binding struct {
	Name  string   // stable and unique: "open-models"
	Group string   // heading in the help
	Keys  []string // keystrokes as Bubble Tea names them; hints show these
	Also  []string // further keystrokes that do the same
	Help  string   // what it does, for the help; bindings with the same Help share a row; empty: not in the help
	Hint  string   // what it does, in a word or two
	With  string   // name of the binding that hints show beside it: "Up/Down"
	Rank  int      // order among the hints of the status line; 0: not shown there
}

// all holds the bindings in the order of the table.
var all []*Binding

// All returns every binding in the order of the help. The caller must not
// change the slice.
func All() []*Binding { return all }

// bind adds a binding to the table. Keys are separated by blanks; those after a
// bar are in no label.
func bind(group, name, keys, help string) *Binding {
	shown, also, _ := strings.Cut(keys, "|")
	b := &Binding{Name: name, Group: group, Keys: strings.Fields(shown), Also: strings.Fields(also), Help: help}
	all = append(all, b)
	return b
}

// hint gives the binding a word for hints, and a rank in the status line.
func (b *Binding) hint(word string, rank int) *Binding {
	b.Hint, b.Rank = word, rank
	return b
}

// with names the binding that hints show beside this one.
func (b *Binding) with(name string) *Binding {
	b.With = name
	return b
}

// HintLabel returns the key for hints, with that of the binding beside it.
func (b *Binding) HintLabel() string {
	for _, other := range all {
		if b.With != "" && other.Name == b.With {
			return b.Label() + "/" + other.Label()
		}
	}
	return b.Label()
}

// Is reports whether a keystroke is one of the binding's.
func (b *Binding) Is(keystroke string) bool {
	return slices.Contains(b.Keys, keystroke) || slices.Contains(b.Also, keystroke)
}

// Index returns the position of a keystroke among the binding's keys, or -1.
func (b *Binding) Index(keystroke string) int { return slices.Index(b.Keys, keystroke) }

// Label returns the first key as people write it: "Ctrl+O".
func (b *Binding) Label() string {
	if len(b.Keys) == 0 {
		return ""
	}
	return Label(b.Keys[0])
}

// Labels returns all shown keys as people write them: "F5 Alt+R".
func (b *Binding) Labels() string {
	labels := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		labels[i] = Label(k)
	}
	return strings.Join(labels, " ")
}

// Key returns the binding for package help of Bubbles, with its own hint.
func (b *Binding) Key() key.Binding { return b.KeyTo(b.Hint) }

// KeyTo returns the binding with another word for what it does now.
func (b *Binding) KeyTo(does string) key.Binding {
	return key.NewBinding(key.WithKeys(b.Keys...), key.WithHelp(b.HintLabel(), does))
}

// names are keys whose label is not their name with a capital.
var names = map[string]string{"pgup": "PgUp", "pgdown": "PgDn"}

// Label returns a keystroke as people write it. A letter alone stays as it is
// typed; with a modifier it is a capital.
func Label(keystroke string) string {
	parts := strings.Split(keystroke, "+")
	if len(parts) == 1 && len(keystroke) == 1 {
		return keystroke
	}
	for i, part := range parts {
		if name, ok := names[part]; ok {
			parts[i] = name
		} else if part != "" {
			parts[i] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "+")
}

// A Row is one line of the help: the keys of one or more bindings and what
// they do.
type Row struct{ Labels, Help string }

// A Section is the rows below one heading of the help.
type Section struct {
	Group string
	Rows  []Row
}

// Sections returns the help. Bindings next to each other with the same text
// share a row.
func Sections() []Section {
	var sections []Section
	for _, b := range all {
		if b.Help == "" {
			continue
		}
		if n := len(sections); n == 0 || sections[n-1].Group != b.Group {
			sections = append(sections, Section{Group: b.Group})
		}
		s := &sections[len(sections)-1]
		if n := len(s.Rows); n > 0 && s.Rows[n-1].Help == b.Help {
			s.Rows[n-1].Labels += " " + b.Labels()
			continue
		}
		s.Rows = append(s.Rows, Row{b.Labels(), b.Help})
	}
	return sections
}
