package main_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banter/tui/keymap"
)

// keyTables are the files that may spell a key, and why.
var keyTables = map[string]string{
	"tui/keymap/keymap.go":     "labels of keys",
	"tui/keymap/chord.go":      "what people write for keys",
	"tui/keymap/rebind.go":     "errors show how keys are written",
	"tui/keymap/presets.go":    "other keys of the program",
	"tui/keymap/table.go":      "the keys of the program",
	"tui/keymap/vi.go":         "the keys of vi",
	"internal/display/keys.go": "what terminals send for keys",
}

// chord finds a key with a modifier, and a function key, also in a sentence.
var chord = regexp.MustCompile(`(?i)\b(ctrl|alt|shift)\+\S|\bF([1-9]|1[0-2])\b`)

// Keys are spelled in the tables alone: what a binding has can be changed in
// one place, and no hint names another key than the one that works.
func TestKeysAreSpelledInTheirTables(t *testing.T) {
	names := map[string]bool{}
	for _, b := range keymap.All() {
		for _, key := range slices.Concat(b.Keys, b.Also) {
			names[key] = len(key) > 1
		}
	}
	for _, file := range sources(t) {
		if !strings.HasPrefix(file.name, "tui/") || strings.HasPrefix(file.name, "tui/markdown/") || keyTables[file.name] != "" {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if n.Kind != token.STRING {
					return true
				}
				text, _ := strconv.Unquote(n.Value)
				if names[text] || chord.MatchString(text) {
					t.Errorf("%s: %s spells a key; take its label from tui/keymap", file.fset.Position(n.Pos()), n.Value)
				}
			case *ast.SelectorExpr:
				if from, ok := n.X.(*ast.Ident); ok && from.Name == "tea" && regexp.MustCompile(`^Key[A-Z]\w*$`).MatchString(n.Sel.Name) && !strings.HasSuffix(n.Sel.Name, "Msg") {
					t.Errorf("%s: tea.%s names a key; ask a binding of tui/keymap", file.fset.Position(n.Pos()), n.Sel.Name)
				}
			}
			return true
		})
	}
}
