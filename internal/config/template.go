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
	"theme":           {"default", "the one chosen last, else default"},
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
	"base-url":        {"https://chatgpt.com/backend-api/codex", "that of the route"},
	"issuer":          {"https://auth.openai.com", ""},
}

// DefaultWords says what holds if the setting is not set.
func (s Setting) DefaultWords() string {
	if e := examples[s.Name]; e.absent != "" {
		return e.absent
	}
	return examples[s.Name].value
}

// DefaultValue returns the value that holds if the setting is not set; "" if nothing,
// or something that depends, holds then.
func (s Setting) DefaultValue() string {
	if e := examples[s.Name]; e.absent == "" {
		return e.value
	}
	return ""
}

const templateHead = `# Settings of Banter. A line that begins with # explains or shows a setting; a
# shown one holds without its #. banter help configuration explains them all.
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

// commentWidth is the length of the lines of comments, so that they fit a terminal.
const commentWidth = 78

// comment writes a sentence as lines of a comment.
func comment(b *strings.Builder, text string) {
	used := 0
	for word := range strings.FieldsSeq(text) {
		if used > 0 && used+1+len(word) > commentWidth {
			b.WriteByte('\n')
			used = 0
		}
		if used == 0 {
			b.WriteByte('#')
			used = 1
		}
		b.WriteString(" " + word)
		used += 1 + len(word)
	}
	b.WriteByte('\n')
}

// Template returns a config file that explains every setting and sets none.
func Template() []byte {
	var b strings.Builder
	b.WriteString(templateHead)
	for _, s := range Settings {
		e, ok := examples[s.Name]
		if !ok {
			continue
		}
		b.WriteByte('\n')
		comment(&b, strings.ToUpper(s.Usage[:1])+s.Usage[1:]+".")
		comment(&b, "Without it: "+s.DefaultWords()+".")
		fmt.Fprintf(&b, "# %s = %s\n", s.Name, s.literal(e.value))
	}
	b.WriteString(templateTail)
	return []byte(b.String())
}
