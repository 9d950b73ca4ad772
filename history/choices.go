package history

import (
	"slices"
	"strings"
)

// Choices are what a person chose for the questions of a conversation, beside the
// model and the effort.
//
// They are saved in the column of the effort, as "low web verbosity=high
// tier=priority". An older Banter takes that for an effort that no model has, and
// uses the model's default; forks, syncs and undo carry the column.
type Choices struct {
	Web       bool   // the model may search the web
	Verbosity string // low, medium or high; empty: the model's default
	Tier      string // id of a grade of service, such as priority; empty: the usual one
}

const (
	webWord        = "web"
	verbosityWord  = "verbosity="
	tierWord       = "tier="
	choicesDivider = " "
)

// effortColumn returns the effort and the choices of c as they are saved.
func (c Conversation) effortColumn() string {
	words := []string{c.Effort}
	if c.Choices.Web {
		words = append(words, webWord)
	}
	if word := c.Choices.Verbosity; oneWord(word) {
		words = append(words, verbosityWord+word)
	}
	if word := c.Choices.Tier; oneWord(word) {
		words = append(words, tierWord+word)
	}
	return strings.Join(words, choicesDivider)
}

// oneWord reports whether a value is neither empty nor divided.
func oneWord(value string) bool {
	return value != "" && !strings.Contains(value, choicesDivider)
}

// readChoices splits what effortColumn has joined. It drops words that it does not
// know, which a newer Banter wrote.
func (c *Conversation) readChoices() {
	words := strings.Split(c.Effort, choicesDivider)
	c.Effort, words = words[0], words[1:]
	c.Choices.Web = slices.Contains(words, webWord)
	for _, word := range words {
		if value, ok := strings.CutPrefix(word, verbosityWord); ok {
			c.Choices.Verbosity = value
		} else if value, ok := strings.CutPrefix(word, tierWord); ok {
			c.Choices.Tier = value
		}
	}
}
