package keymap

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An Error says why a binding cannot have its keys.
type Error struct {
	Name string // of the binding, or "preset"
	Key  string // the key at fault, as it was written; empty: the name is at fault
	What string // a clause without a full stop
	Hint string
}

func (e *Error) Error() string { return e.What }

// presetName is the name under which [Rebind] takes the name of a preset.
const presetName = "preset"

// A plan is the keys that bindings shall have in the place of their defaults.
type plan map[*Binding][]string

// changed reports whether the table may differ from the defaults.
var changed bool

// chosen is the name of the preset in use, or "".
var chosen string

// Preset returns the name of the preset in use, or "".
func Preset() string { return chosen }

// Presets returns the names of the presets.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// Rebind gives bindings the keys that a person has written, by the name of the
// binding, and all others their defaults. Without a key, or with an empty one, a
// binding has none. The name "preset" takes one of [Presets], whose keys the others
// change. The error is an [*Error]; the table is then unchanged. While a
// screen is shown, Rebind is called on its goroutine, which reads the table.
func Rebind(written map[string][]string) error {
	if len(written) == 0 && !changed {
		return nil
	}
	p, own := plan{}, plan{}
	set, err := presetOf(written[presetName])
	if err != nil {
		return err
	}
	if err := p.add(presets[set]); err != nil {
		return err
	}
	if err := own.add(written); err != nil {
		return err
	}
	maps.Copy(p, own)
	p.lead()
	if err := p.check(own, written); err != nil {
		return err
	}
	p.apply()
	chosen, changed = set, true
	return nil
}

// presetOf returns the name of the preset that was written, or "".
func presetOf(written []string) (string, error) {
	if len(written) == 0 || len(written) == 1 && written[0] == "" {
		return "", nil
	}
	if _, known := presets[written[0]]; !known || len(written) > 1 {
		return "", &Error{Name: presetName, Key: written[0], What: fmt.Sprintf("there is no preset of keys called %q", written[0]),
			Hint: "The presets are " + strings.Join(Presets(), " and ") + "."}
	}
	return written[0], nil
}

// add adds the keys of each name that was written.
func (p plan) add(written map[string][]string) error {
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if name == presetName {
			continue
		}
		b := named(name)
		if b == nil {
			return &Error{Name: name, What: fmt.Sprintf("there is no act called %q", name), Hint: nearest(name)}
		}
		keys, err := b.parse(written[name])
		if err != nil {
			return err
		}
		p[b] = keys
	}
	return nil
}

// parse returns the keystrokes that were written for the binding.
func (b *Binding) parse(written []string) ([]string, error) {
	fault := func(key, what, hint string) ([]string, error) {
		return nil, &Error{b.Name, key, b.Name + " " + what, hint}
	}
	keys := []string{}
	for _, text := range written {
		key, ok := Parse(text)
		switch {
		case strings.TrimSpace(text) == "":
			continue
		case b.mouse():
			return fault(text, "belongs to the mouse", "")
		case !ok:
			return fault(text, fmt.Sprintf("cannot have %q: it is not a key", text), "Write a key such as ctrl+o, alt+up, f5 or shift+enter, or two in a row such as ctrl+x ctrl+e.")
		case strings.Contains(key, " ") && b.screens&inChat == 0:
			return fault(text, "cannot have two keys in a row", "Those work in the chat only.")
		case types(strings.Fields(key)[0]) && !b.types():
			return fault(text, fmt.Sprintf("cannot have %q: it writes that character", text), "Hold Ctrl or Alt with it.")
		case !slices.Contains(keys, key):
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 && !b.dispensable() {
		return fault("", "needs a key", "")
	}
	return keys, nil
}

// mouse reports whether the binding only describes the mouse.
func (b *Binding) mouse() bool { return slices.Equal(b.defaults, []string{"mouse"}) }

// types reports whether the key of the binding writes a character where no condition
// holds for it.
func (b *Binding) types() bool { return len(b.defaults) > 0 && types(b.defaults[0]) }

// dispensable reports whether the binding can be without a key: it has a name in the
// palette, or what it does can be done with other keys.
func (b *Binding) dispensable() bool { return b.Slash != "" || b.Group == editing || b.Group == fields }

// lead gives the keys of leaders to the bindings that follow them.
func (p plan) lead() {
	for _, b := range all {
		leader := named(b.leader)
		if leader == nil {
			continue
		}
		if keys, ok := p[leader]; ok && p[b] == nil {
			p[b] = keys
		}
	}
}

// keys returns the keys of a binding in the plan.
func (p plan) keys(b *Binding) []string {
	if keys, ok := p[b]; ok {
		return keys
	}
	return b.defaults
}

// check returns an error if a key of the plan is that of another binding at the same
// place. It names the binding that the person has written.
func (p plan) check(own plan, written map[string][]string) error {
	for _, b := range all {
		if p[b] == nil || own[b] == nil && p.led(b) {
			continue
		}
		for _, key := range p[b] {
			other := p.rival(b, key)
			if other == nil {
				continue
			}
			if own[b] == nil && own[other] != nil { // the preset has the key of b
				b, other = other, b
			}
			return &Error{
				Name: b.Name, Key: asWritten(written[b.Name], key),
				What: fmt.Sprintf("%s cannot have %s: it is the key of %s", b.Name, Label(key), other.Name),
				Hint: fmt.Sprintf("Give %s another key too, such as %s = %q, or choose another key here.", other.Name, other.Name, "ctrl+alt+"+string(other.Name[0])),
			}
		}
	}
	return nil
}

// led reports whether a binding has the keys of its leader.
func (p plan) led(b *Binding) bool {
	leader := named(b.leader)
	return leader != nil && slices.Equal(p.keys(b), p.keys(leader))
}

// rival returns another binding at the same place that has the key, or the start of it,
// or nil.
func (p plan) rival(b *Binding, key string) *Binding {
	for _, other := range all {
		if other == b || !b.Meets(other) || b.shares(other) || p.led(other) {
			continue
		}
		for _, taken := range p.keys(other) {
			if taken == key || strings.HasPrefix(taken, key+" ") || strings.HasPrefix(key, taken+" ") {
				return other
			}
		}
	}
	return nil
}

// asWritten returns the text of a keystroke.
func asWritten(written []string, keystroke string) string {
	for _, text := range written {
		if key, _ := Parse(text); key == keystroke {
			return text
		}
	}
	return ""
}

// apply gives all bindings their keys. Further keys of the defaults yield to those of
// the plan.
func (p plan) apply() {
	for _, b := range all {
		b.Keys, b.Also = p.keys(b), nil
		if keys, planned := p[b]; planned {
			for _, key := range keys {
				if other := twin(key); other != "" {
					b.Also = append(b.Also, other)
				}
			}
			continue
		}
		for _, key := range b.defaultsAlso {
			if !p.takes(b, key) {
				b.Also = append(b.Also, key)
			}
		}
	}
	if _, planned := p[NewLine]; !planned && !slices.Contains(Send.Keys, Send.defaults[0]) {
		NewLine.Also = append(NewLine.Also, Send.defaults[0]) // what else would Enter do
	}
}

// takes reports whether the plan gives a further key of a binding to another one.
func (p plan) takes(b *Binding, key string) bool {
	for other, keys := range p {
		if other != b && b.Meets(other) && !b.shares(other) && slices.Contains(keys, key) {
			return true
		}
	}
	return false
}

// nearest returns a hint with the name of the act that is most like a name.
func nearest(name string) string {
	best, least := "", len(name)/2+1
	for _, b := range all {
		if d := distance(name, b.Name); d < least && !b.mouse() {
			best, least = b.Name, d
		}
	}
	if best == "" {
		return "The page \"banter help keys\" names them."
	}
	return "Did you mean " + best + "? The page \"banter help keys\" names them all."
}

// distance returns how many characters must be changed, added or removed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
