// Package keymap is the table of the program's keys: the name of each binding, its
// keys, what it does and how hints name it. The keyboard, the help, the status line,
// the dialogs, the sign-in screen and the page docs/keys.md read it. Only package
// editor has a table of its own, for the commands that edit text.
package keymap

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
)

// A Binding is a command of the program and its keys.
type Binding struct {
	Name  string   // stable and unique: "open-models"
	Group string   // heading in the help
	Keys  []string // keystrokes as Bubble Tea names them; hints show these
	Also  []string // further keystrokes that do the same
	Help  string   // what it does, in the help; adjacent bindings with the same Help share a row; empty: not in the help
	Hint  string   // what it does, in a word or two
	With  string   // name of the binding whose key hints add: "Up/Down"
	Rank  int      // order among the hints of the status line; 0: not shown there
	Slash string   // name in the palette and after a slash: "models"; empty: a key that is no act of its own
	Title string   // what it does, in the palette: "Choose a model"
}

// all holds the bindings in the order of the table.
var all []*Binding

// All returns all bindings in the order of the help. The caller must not change the
// slice.
func All() []*Binding { return all }

// bind adds a binding to the table. Keys are separated by blanks; those after a bar
// go to Also.
func bind(group, name, keys, help string) *Binding {
	shown, also, _ := strings.Cut(keys, "|")
	b := &Binding{Name: name, Group: group, Keys: strings.Fields(shown), Also: strings.Fields(also), Help: help}
	all = append(all, b)
	return b
}

// hint sets what hints say, and the rank in the status line.
func (b *Binding) hint(word string, rank int) *Binding {
	b.Hint, b.Rank = word, rank
	return b
}

// with sets the name of the binding whose key hints add.
func (b *Binding) with(name string) *Binding {
	b.With = name
	return b
}

// act puts the binding into the palette.
func (b *Binding) act(slash, title string) *Binding {
	b.Slash, b.Title = slash, title
	return b
}

// Acts returns the bindings of the palette: those that lead elsewhere, then all others
// in the order of the table.
func Acts() []*Binding {
	var leading, others []*Binding
	for _, b := range all {
		switch {
		case b.Slash == "":
		case b.Group == going:
			leading = append(leading, b)
		default:
			others = append(others, b)
		}
	}
	return append(leading, others...)
}

// HasAct reports whether an act of the palette has a name.
func HasAct(slash string) bool {
	return slash != "" && slices.ContainsFunc(all, func(b *Binding) bool { return b.Slash == slash })
}

// HintLabel returns the label for hints: the first key, and that of the binding
// named by With.
func (b *Binding) HintLabel() string {
	if b.With == "" {
		return b.Label()
	}
	for _, other := range all {
		if other.Name == b.With {
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

// Label returns the label of the first key: "Ctrl+O".
func (b *Binding) Label() string {
	if len(b.Keys) == 0 {
		return ""
	}
	return Label(b.Keys[0])
}

// Stroke returns the label of what to press in the chat: "F4 e" for an act on a
// chosen message.
func (b *Binding) Stroke() string {
	if (b.Group == branching || b.Group == copying) && len(b.Label()) == 1 {
		return CopyMode.Label() + " " + b.Label()
	}
	return b.Label()
}

// Labels returns the labels of all Keys: "F5 Alt+R".
func (b *Binding) Labels() string {
	labels := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		labels[i] = Label(k)
	}
	return strings.Join(labels, " ")
}

// Key returns the binding for package help of Bubbles, with its Hint.
func (b *Binding) Key() key.Binding { return b.KeyTo(b.Hint) }

// KeyTo returns the binding for package help of Bubbles, with another hint.
func (b *Binding) KeyTo(does string) key.Binding {
	return key.NewBinding(key.WithKeys(b.Keys...), key.WithHelp(b.HintLabel(), does))
}

// names holds the labels that are not the key's name with a capital.
var names = map[string]string{"pgup": "PgUp", "pgdown": "PgDn"}

// Label returns the label of a keystroke. A single letter is unchanged; with a
// modifier it is a capital.
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

// A Row is a line of the help: the labels of one or more bindings and what they do.
type Row struct{ Labels, Help string }

// A Section is the rows below one heading of the help.
type Section struct {
	Group string
	Rows  []Row
}

// Sections returns the help. Adjacent bindings with the same text share a row.
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
