package keymap

import (
	"regexp"
	"slices"
	"strings"
)

// A Row is a line of the help: the labels of one or more bindings and what they do.
type Row struct {
	Labels, Help string
	Names        []string // of the bindings
}

// A Section is the rows below one heading of the help.
type Section struct {
	Group string
	Rows  []Row
}

// Sections returns the help. Adjacent bindings with the same text share a row. The
// commands of vi are in it if the person has chosen them.
func Sections() []Section {
	var sections []Section
	for _, b := range all {
		help := b.Does()
		if help == "" || b.Labels() == "" || b.Group == viKeys {
			continue
		}
		if n := len(sections); n == 0 || sections[n-1].Group != b.Group {
			sections = append(sections, Section{Group: b.Group})
		}
		s := &sections[len(sections)-1]
		if n := len(s.Rows); n > 0 && s.Rows[n-1].Help == help {
			row := &s.Rows[n-1]
			row.Labels, row.Names = row.Labels+" "+b.Labels(), append(row.Names, b.Name)
			continue
		}
		s.Rows = append(s.Rows, Row{b.Labels(), help, []string{b.Name}})
	}
	if chosen == Vi {
		after := slices.IndexFunc(sections, func(s Section) bool { return s.Group == editing })
		sections = slices.Insert(sections, after+1, ViSection())
	}
	return sections
}

// braced finds the name of a binding in a help text.
var braced = regexp.MustCompile(`\{[a-z-]+\}`)

// Does returns what the binding does, in the help, with the present keys in the place
// of names in braces. It leaves out a clause about a binding that has no key.
func (b *Binding) Does() string {
	if !strings.Contains(b.Help, "{") {
		return b.Help
	}
	clauses := strings.Split(b.Help, "; ")
	clauses = slices.DeleteFunc(clauses, func(clause string) bool {
		return slices.ContainsFunc(braced.FindAllString(clause, -1), func(name string) bool { return name != also && labelOf(name) == "" })
	})
	return braced.ReplaceAllStringFunc(strings.Join(clauses, "; "), func(name string) string {
		if name == also {
			return b.alternatives()
		}
		return labelOf(name)
	})
}

// also is the place of the further keys of a binding in its own help.
const also = "{also}"

// alternatives returns the labels of Also, each with a comma and a blank after it.
func (b *Binding) alternatives() string {
	text := ""
	for _, key := range b.Also {
		text += Label(key) + ", "
	}
	return text
}

// labelOf returns the label of the binding whose name is in braces.
func labelOf(name string) string {
	if b := named(strings.Trim(name, "{}")); b != nil && len(b.Keys) > 0 {
		return b.Label()
	}
	return ""
}
