package config

import (
	"fmt"
	"strings"
)

// An example shows how a setting is written, and says what holds without it.
type example struct {
	value  string // as Setting.set takes it
	absent string // a clause; empty: value is the default
}

// examples has one for each setting that the file may have.
var examples = map[string]example{
	"model":           {"gpt-6.1-sol", "the first model of your plan, or the one chosen last"},
	"effort":          {"high", "the model's own, or the one chosen last"},
	"system":          {"Answer briefly.", "none"},
	"account":         {"work", "the one used last"},
	"route":           {"codex", ""},
	"store":           {"keychain", ""},
	"passphrase-file": {"/path/to/passphrase", "Banter asks"},
	"keep-unlocked":   {"15m", ""},
	"theme":           {"default", ""},
	"plain":           {"true", "only where a terminal draws nothing, or ACCESSIBLE is set"},
	"inline":          {"false", ""},
	"mouse":           {"true", ""},
	"wheel":           {"3", ""},
	"titles":          {"true", ""},
	"notify":          {"auto", ""},
	"taskbar":         {"true", ""},
	"images":          {"auto", ""},
	"compact":         {"ask", ""},
	"bidi":            {"auto", ""},
	"temporary":       {"false", ""},
	"retention":       {"forever", ""},
	"sync":            {"/path/to/folder", "none"},
	"sync-key":        {"/path/to/key", "the folder is not encrypted"},
	"log":             {"/path/to/banter.log", "none"},
	"base-url":        {"https://chatgpt.com/backend-api/codex", ""},
	"issuer":          {"https://auth.openai.com", ""},
}

// DefaultWords says what holds if the setting is not set.
func (s Setting) DefaultWords() string {
	if e := examples[s.Name]; e.absent != "" {
		return e.absent
	}
	return examples[s.Name].value
}

const templateHead = `# Settings of Banter. A line that begins with # says something or shows a setting;
# without the # the setting holds. banter help configuration explains them all.
`

const templateTail = `
# Other keys for the acts of the chat, by their names. banter help keys lists them.
# [keys]
# preset = "emacs"
# send = "ctrl+enter"

# Settings that hold besides with --profile work.
# [profile.work]
# account = "work"
# system = "Answer as to a colleague."
`

// Template returns a config file that explains every setting and sets none.
func Template() []byte {
	var b strings.Builder
	b.WriteString(templateHead)
	for _, s := range Settings {
		e, ok := examples[s.Name]
		if !ok {
			continue
		}
		value := e.value
		if !s.Bool {
			value = literal(value)
		}
		fmt.Fprintf(&b, "\n# %s.\n# Without it: %s.\n# %s = %s\n", strings.ToUpper(s.Usage[:1])+s.Usage[1:], s.DefaultWords(), s.Name, value)
	}
	b.WriteString(templateTail)
	return []byte(b.String())
}
