//go:build unix

package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/codex/codextest"
)

// TestTablesFitTheTerminal: no row is wider than the terminal, which would break it
// within a word.
func TestTablesFitTheTerminal(t *testing.T) {
	t.Parallel()
	_, env := bare(t, codextest.Options{Doc: "Hello."})
	env = append(env, "BANTER_STORE=codex")
	inBackground(t, env, "login")
	inBackground(t, env, "ask", "What is a question that is longer than the room that a list of conversations has for it?")
	inBackground(t, env, "prompts", "new", "review")
	for _, columns := range []int{60, 80} {
		for command, first := range map[string]string{
			"config show": "\nmodel            (the first model of", "doctor": "\nsettings  ok ", "whoami": "\nemail    visitor@example.com\n", "status": "\nplan     plus\n",
			"history list": "What is a question", "prompts list": "\nreview  prompt",
		} {
			p := atTerminal(t, columns, 24, env, strings.Fields(command)...)
			p.ends(0)
			text := "\n" + ansi.Strip(strings.ReplaceAll(string(p.read), "\r", ""))
			if !strings.Contains(text, first) {
				t.Errorf("%s at %d columns:\n%s", command, columns, text)
			}
			for line := range strings.Lines(text) {
				// A path or an address stays whole, so that it can be copied.
				whole := regexp.MustCompile(`\S{24,}`).MatchString(line)
				if width := ansi.StringWidth(strings.TrimRight(line, "\n")); width > columns && !whole {
					t.Errorf("%s at %d columns has a row of %d: %q", command, columns, width, line)
				}
			}
		}
	}
}
