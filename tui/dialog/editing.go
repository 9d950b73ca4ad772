package dialog

import (
	"strings"

	"banter/tui/editor"
	"banter/tui/keymap"
)

// shownKeys is how many keys of a command of the editor the help names.
const shownKeys = 2

// editing returns the commands of the editor for the help.
func editing() keymap.Section {
	section := keymap.Section{Group: "Editing"}
	for _, c := range editor.Commands() {
		var labels []string
		for _, k := range c.Keys[:min(len(c.Keys), shownKeys)] {
			labels = append(labels, keymap.Label(k))
		}
		section.Rows = append(section.Rows, keymap.Row{Labels: strings.Join(labels, " "), Help: c.Help})
	}
	return section
}
