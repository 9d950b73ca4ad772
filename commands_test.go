package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A command of the program, as its help tells.
type command struct {
	path     string          // "history list"; empty: banter alone
	flags    map[string]bool // its own, by name; true: it takes a value
	settings map[string]bool
	used     map[string]bool // flags that a script uses with it
	called   bool            // by a script
}

// TestEveryCommandHasAScript walks the commands by their help. A script in
// testdata/script uses each command, each of its flags with it, and each setting with
// any command.
func TestEveryCommandHasAScript(t *testing.T) {
	all := map[string]*command{}
	readCommands(t, "", all)
	if len(all) < 30 {
		t.Fatalf("%d commands found: the test no longer sees them", len(all))
	}
	settings := map[string]bool{} // true: a script uses it
	for _, c := range all {
		for name := range c.settings {
			settings[name] = false
		}
	}
	for _, line := range scriptLines(t) {
		useCommand(all, settings, line)
	}
	for _, c := range all {
		if !c.called {
			t.Errorf("no script runs banter %s", c.path)
		}
		for name := range c.flags {
			if !c.used[name] && name != "help" {
				t.Errorf("no script runs banter %s --%s", c.path, name)
			}
		}
	}
	for name, used := range settings {
		if !used {
			t.Errorf("no script uses the setting --%s", name)
		}
	}
}

var (
	rowsOf  = regexp.MustCompile(`(?m)^  (COMMANDS|FLAGS|SETTINGS)\n\n((?:    .*\n|\n    .*\n)+)`)
	subRow  = regexp.MustCompile(`(?m)^ {4}([a-z]+)`)
	flagRow = regexp.MustCompile(`(?m)^ {4}(?:-(\w), |    )--([a-z-]+)( [A-Z]+|\[=)?`)
)

// readCommands adds the command at path and those below it.
func readCommands(t *testing.T, path string, all map[string]*command) {
	t.Helper()
	help, err := exec.Command("banter", append(strings.Fields(path), "--help")...).Output()
	if err != nil {
		t.Fatalf("banter %s --help: %v", path, err)
	}
	c := &command{path, map[string]bool{}, map[string]bool{}, map[string]bool{}, false}
	all[path] = c
	for _, section := range rowsOf.FindAllSubmatch(help, -1) {
		switch string(section[1]) {
		case "COMMANDS":
			for _, row := range subRow.FindAllSubmatch(section[2], -1) {
				readCommands(t, strings.TrimSpace(path+" "+string(row[1])), all)
			}
		case "FLAGS":
			readFlags(section[2], c.flags)
		case "SETTINGS":
			readFlags(section[2], c.settings)
		}
	}
}

func readFlags(rows []byte, flags map[string]bool) {
	for _, row := range flagRow.FindAllSubmatch(rows, -1) {
		flags[string(row[2])] = strings.HasPrefix(string(row[3]), " ")
	}
}

// scriptLines returns what follows "banter" in the lines of all scripts.
func scriptLines(t *testing.T) (lines [][]string) {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	run := regexp.MustCompile(`\bbanter(?: ([^'|<>;&]*(?:'[^']*'[^'|<>;&]*)*))?`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if _, args, ok := strings.Cut(line, "serving "); ok {
				lines = append(lines, append([]string{"serve"}, strings.Fields(args)[1:]...))
				continue
			}
			if !regexp.MustCompile(`^(\[.*\] )?(! )?(exec|exits [0-9]+) `).MatchString(line) {
				continue
			}
			for _, call := range run.FindAllStringSubmatch(line, -1) {
				lines = append(lines, strings.Fields(call[1]))
			}
		}
	}
	return lines
}

// short are the flags of one letter.
var short = map[string]string{"-c": "continue", "-o": "output", "-v": "version", "-h": "help"}

// useCommand marks what a command line uses.
func useCommand(all map[string]*command, settings map[string]bool, words []string) {
	path, flags, inPath := "", []string{}, true
	for i := 0; i < len(words); i++ {
		word, _, valued := strings.Cut(words[i], "=")
		if name := short[word]; name != "" {
			flags = append(flags, name)
		} else if name, ok := strings.CutPrefix(word, "--"); ok && name != "" {
			flags = append(flags, name)
			if takesValue(all[path], name) && !valued {
				i++
			}
		} else if longer := strings.TrimSpace(path + " " + word); inPath && all[longer] != nil {
			path = longer
		} else {
			inPath = false
		}
	}
	c := all[path]
	c.called = true
	for _, name := range flags {
		c.used[name] = true
		if _, ok := settings[name]; ok {
			settings[name] = true
		}
	}
}

func takesValue(c *command, name string) bool { return c.flags[name] || c.settings[name] }

// TestScriptsAreRead checks the reading of scripts.
func TestScriptsAreRead(t *testing.T) {
	if lines := scriptLines(t); !slices.ContainsFunc(lines, func(words []string) bool { return slices.Equal(words, []string{"ask", "-c", "And", "now?"}) }) {
		t.Errorf("%d lines are read, but not one that is there", len(lines))
	}
	all := map[string]*command{"": {settings: map[string]bool{"theme": true}, used: map[string]bool{}}, "login": {used: map[string]bool{}}}
	settings := map[string]bool{"theme": false, "mouse": false}
	useCommand(all, settings, []string{"--theme", "dusk", "--mouse=false", "login"})
	if !all["login"].called || all[""].called || !settings["theme"] || !settings["mouse"] {
		t.Errorf("%+v, %v", all["login"], settings)
	}
}
