package markdown

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// colouredLanguages are the languages whose code has colours, and those that
// they embed. Go is there too: its definition is our own, since chroma's cannot
// be written as a file.
var colouredLanguages = strings.Fields(`
	awk bash bat c c++ c# clojure cmake css csv d dart diff docker elixir elm erlang fish
	fortran fsharp gdscript gherkin glsl graphql groovy haskell hcl html ini java javascript json
	jsx julia kotlin lua make mathematica matlab nginx nix ocaml objective-c perl php
	powershell prolog properties protobuf python r react ruby rust scala scheme scss solidity sql
	swift systemd tcl terraform tex toml tsx typescript viml vue wgsl xml yaml zig`)

// TestLexersAreChromas fails when the definitions in lexers/ are not those of
// the chroma that go.mod names. They are copies because chroma's own package
// of lexers reads all of its definitions before main begins.
func TestLexersAreChromas(t *testing.T) {
	seen := map[string]bool{filepath.Join("lexers", "go.xml"): true}
	for _, language := range colouredLanguages {
		base := lexers.Get(language)
		if base == nil {
			t.Errorf("chroma has no %s", language)
			continue
		}
		regex, ok := base.(*chroma.RegexLexer)
		if !ok {
			t.Errorf("%s is not made of rules", language)
			continue
		}
		want, err := chroma.Marshal(regex)
		if err != nil {
			t.Errorf("%s: %v", language, err)
			continue
		}
		file := filepath.Join("lexers", fileName(base.Config().Name))
		seen[file] = true
		if got, _ := os.ReadFile(file); *update && !slices.Equal(states(got), states(want)) {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := os.ReadFile(file); !slices.Equal(states(got), states(want)) {
			t.Errorf("%s is not chroma's: run go test ./tui/markdown -run LexersAreChromas -update", file)
		}
	}
	files, _ := filepath.Glob("lexers/*.xml")
	for _, file := range files {
		if !seen[file] {
			t.Errorf("%s belongs to no language of the list", file)
		}
	}
}

// states are the states of a definition, which chroma writes in any order.
func states(definition []byte) []string {
	text := strings.TrimSuffix(strings.TrimSpace(string(definition)), "  </rules>\n</lexer>")
	parts := strings.Split(text, "    <state ")
	slices.Sort(parts)
	return parts
}

func fileName(name string) string {
	return strings.NewReplacer(" ", "-", "/", "-", "+", "p", "#", "sharp").Replace(strings.ToLower(name)) + ".xml"
}
