// Package keymap is the table of the program's keys: the name of each binding, its
// keys, what it does and how hints name it. The keyboard, the help, the status line,
// the dialogs, the editor, the sign-in screen and the page docs/keys.md read it.
// [Rebind] gives bindings the keys that the person has chosen.
package keymap

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

	leader       string   // name of the binding whose keys it takes when that is rebound
	screens      screen   // where it is tried
	defaults     []string // Keys and
	defaultsAlso []string // Also before Rebind
}

// all holds the bindings in the order of the table.
var all []*Binding

// All returns all bindings in the order of the help. The caller must not change the
// slice.
func All() []*Binding { return all }

// bind adds a binding to the table. Keys are separated by blanks; those after a bar
// go to Also. A comma joins two keys that are pressed one after the other. A name in
// braces in help means the key of that binding.
func bind(group, name, keys, help string) *Binding {
	shown, also, _ := strings.Cut(keys, "|")
	b := &Binding{Name: name, Group: group, Help: help, Also: strings.Fields(also), screens: screensOf[group]}
	for _, key := range strings.Fields(shown) {
		b.Keys = append(b.Keys, strings.ReplaceAll(key, ",", " "))
	}
	b.defaults, b.defaultsAlso = b.Keys, b.Also
	all = append(all, b)
	return b
}

// named returns the binding with a name, or nil.
func named(name string) *Binding {
	for _, b := range all {
		if b.Name == name {
			return b
		}
	}
	return nil
}

// follows makes the binding a second meaning of the key of another one: if that gets
// other keys, so does this.
func (b *Binding) follows(leader string) *Binding {
	b.leader = leader
	return b
}

// in sets where the binding is tried, if that is not where its group is.
func (b *Binding) in(screens screen) *Binding {
	b.screens = screens
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
	if other := named(b.With); other != nil {
		return b.Label() + "/" + other.Label()
	}
	return b.Label()
}

// Is reports whether a keystroke is one of the binding's.
func (b *Binding) Is(keystroke string) bool {
	return slices.Contains(b.Keys, keystroke) || slices.Contains(b.Also, keystroke)
}

// Index returns the position of a keystroke among the binding's keys, or -1.
func (b *Binding) Index(keystroke string) int { return slices.Index(b.Keys, keystroke) }

// Label returns the label of the first key: "Ctrl+O". Without a key it is the name
// of the act: "/models".
func (b *Binding) Label() string {
	switch {
	case len(b.Keys) > 0:
		return Label(b.Keys[0])
	case b.Slash != "":
		return "/" + b.Slash
	}
	return ""
}

// NewLineLabel returns the label of the key for a new line. shiftEnter reports whether
// the terminal distinguishes Shift+Enter from Enter.
func NewLineLabel(shiftEnter bool) string {
	const usual = "shift+enter"
	if shiftEnter && NewLine.Is(usual) {
		return Label(usual)
	}
	return NewLine.Label()
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
	if len(b.Keys) == 0 {
		return b.Label()
	}
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

// Label returns the label of a keystroke, or of two that follow each other. A single
// letter is unchanged; with a modifier it is a capital.
func Label(keystroke string) string {
	if first, second, two := strings.Cut(keystroke, " "); two {
		return Label(first) + "," + Label(second)
	}
	if utf8.RuneCountInString(keystroke) == 1 {
		return keystroke
	}
	parts := strings.Split(keystroke, "+")
	for i, part := range parts {
		if name, ok := names[part]; ok {
			parts[i] = name
		} else if part != "" {
			first, size := utf8.DecodeRuneInString(part)
			parts[i] = string(unicode.ToUpper(first)) + part[size:]
		}
	}
	return strings.Join(parts, "+")
}
