package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/screen"
)

// tree returns the loaded tree of messages, and what it shows.
func tree(messages []history.Message, err error, shown Branch) (*treeView, func(width, height int) string) {
	d, cmd := NewTree(func(context.Context) ([]history.Message, error) { return messages, err }, midday, shown)
	d.Update(cmd())
	return d.(*treeView), func(width, height int) string {
		drawn, _ := d.View(darkStyles(), width, height)
		return ansi.Strip(drawn)
	}
}

// said returns a message of a tree.
func said(id, parent string, role history.Role, text string) history.Message {
	return history.Message{ID: id, Parent: parent, Role: role, Text: text, Created: midday.Add(-time.Hour)}
}

// Each branch is in one piece, below the message where it begins. A message whose
// parent is lost is not.
func TestTheTreeIsInOrder(t *testing.T) {
	v, _ := tree([]history.Message{
		said("q1", "", history.User, "one"), said("a1", "q1", history.Assistant, "first"),
		said("a1b", "q1", history.Assistant, "second"), said("q2", "a1", history.User, "two"),
		said("a2", "q2", history.Assistant, ""), said("q3", "a1b", history.User, "three"),
		said("r1", "gone", history.Assistant, "no parent"),
	}, nil, Branch{Reading: "q3"})
	var rows []string
	for _, r := range v.rows.narrow {
		rows = append(rows, r.name+"|"+r.about)
	}
	got := strings.Join(rows, "\n")
	if want := strings.Join([]string{
		"1/2 you|one", "  1/2 answer|first", "    you|two", "    answer|()", "  2/2 answer|second", "    you|three", "2/2 answer|no parent",
	}, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if key := v.list.chosenRow().key; key != "q3" {
		t.Errorf("%q is chosen", key)
	}
}

// A conversation that cannot be read can be read again.
func TestATreeThatCannotBeRead(t *testing.T) {
	v, view := tree(nil, errors.New("disk"), Branch{})
	if drawn := view(80, 20); !strings.Contains(drawn, "r try again") {
		t.Errorf("it shows\n%s", drawn)
	}
	cmd, event := v.Update(screen.Key("r"))
	if cmd == nil || event != nil {
		t.Error("the key does not read again")
	}
	if _, event := v.Update(screen.Key("esc")); event != (Dismissed{}) {
		t.Errorf("esc reports %v", event)
	}
}

// BenchmarkTree measures making the rows of a conversation with 10,000 messages in
// which every tenth message has a sibling.
func BenchmarkTree(b *testing.B) {
	var all []history.Message
	parent := ""
	for i := range 10_000 {
		role := history.User
		if i%2 == 1 {
			role = history.Assistant
		}
		m := said(fmt.Sprint(i), parent, role, strings.Repeat("some words ", 50))
		all = append(all, m)
		if i%10 != 3 {
			parent = m.ID
		}
	}
	for b.Loop() {
		newTreeRows(limbs(all), nil, midday)
	}
}
