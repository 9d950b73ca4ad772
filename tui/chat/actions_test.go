package chat

import (
	"slices"
	"strings"
	"testing"

	"banter/tui/keymap"
)

// actionTables returns the actions of the chat and of each mode.
func actionTables() [][]action {
	return [][]action{actions, (&search{}).actions(), (&search{walking: true}).actions(), (&messageMode{}).actions(), (&compareMode{}).actions(), (&saving{}).actions(), (&noting{}).actions(), (&queueMode{}).actions(), (&completion{}).actions()}
}

// The help names the key of every action of the chat.
func TestEveryKeyOfTheChatIsExplained(t *testing.T) {
	explained := map[string]bool{}
	for _, section := range keymap.Sections() {
		for _, row := range section.Rows {
			for word := range strings.FieldsSeq(row.Labels + " " + strings.NewReplacer(",", " ", ";", " ").Replace(row.Help)) {
				explained[word] = true
			}
		}
	}
	for _, a := range slices.Concat(actionTables()...) {
		if !explained[a.Label()] && a.Binding != keymap.AlwaysToStart && a.Binding != keymap.AlwaysToEnd && a.Binding != keymap.PrevBlock && a.Binding != keymap.NumberedBlock {
			t.Errorf("the help does not name %s (%s)", a.Label(), a.Name)
		}
	}
}

// Actions that are tried together must not get the same key from the config file.
func TestActionsOfOneTableMeet(t *testing.T) {
	for _, table := range actionTables() {
		for _, a := range table {
			if !a.Meets(table[0].Binding) {
				t.Errorf("%s and %s are tried together, and package keymap does not know it", a.Name, table[0].Name)
			}
		}
	}
}

// No action comes after one that always takes its key.
func TestEveryActionCanBeReached(t *testing.T) {
	for _, table := range actionTables() {
		taken := map[string]string{}
		for _, a := range table {
			for _, key := range slices.Concat(a.Keys, a.Also) {
				if by := taken[key]; by != "" {
					t.Errorf("%s never gets %s, which %s takes", a.Name, key, by)
				}
				if a.when == nil {
					taken[key] = a.Name
				}
			}
		}
	}
}
