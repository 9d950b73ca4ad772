package plain

import (
	"fmt"
	"strconv"
	"strings"

	"banter/internal/termsafe"
)

// A menu is a numbered list to choose from.
type menu struct {
	title  string
	rows   []string // as they are told
	names  []string // by which a row can be chosen too; nil: by its number only
	prompt string
	take   func(i int, rest string) // rest is what follows the number or name
	other  func(text string)        // takes what names no row; nil: that is refused
}

// choose tells a list and asks for one of its rows.
func (f *Front) choose(m menu) {
	f.say("%s", m.title)
	for i, row := range m.rows {
		f.out.line(fmt.Sprintf("%d. %s", i+1, termsafe.Line(row)))
	}
	f.say("%s", m.prompt)
	f.wants("Your choice:", false, func(text string) { f.chose(m, text) })
}

// chose handles the answer to a list.
func (f *Front) chose(m menu, text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		f.say("Nothing was changed.")
		return
	}
	if i, rest, ok := m.find(text); ok {
		m.take(i, rest)
		return
	}
	if m.other != nil {
		if _, err := strconv.Atoi(text); err != nil {
			m.other(text)
			return
		}
	}
	f.say("The list has no %s. Type a number from 1 to %d; an empty line goes back.", text, len(m.rows))
	f.wants("Your choice:", false, func(text string) { f.chose(m, text) })
}

// find returns the row that a text begins with, by its number or its name, and what
// follows.
func (m menu) find(text string) (row int, rest string, ok bool) {
	first, rest, _ := strings.Cut(text, " ")
	if n, err := strconv.Atoi(first); err == nil {
		return n - 1, strings.TrimSpace(rest), n >= 1 && n <= len(m.rows)
	}
	for i, name := range m.names {
		if strings.EqualFold(name, text) {
			return i, "", true
		}
	}
	for i, name := range m.names {
		if strings.EqualFold(name, first) {
			return i, strings.TrimSpace(rest), true
		}
	}
	found := -1
	for i, name := range m.names {
		if len(text) > 1 && strings.Contains(strings.ToLower(name), strings.ToLower(text)) {
			if found >= 0 {
				return 0, "", false
			}
			found = i
		}
	}
	return found, "", found >= 0
}
