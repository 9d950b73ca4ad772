package main_test

import (
	"go/ast"
	"slices"
	"testing"
)

// starters are the functions and methods that run a function on a goroutine of
// its own. Methods are known by name alone.
var starters = map[string]map[string]bool{
	"time":    {"AfterFunc": true},
	"context": {"AfterFunc": true},
	"":        {"Go": true, "DoChan": true, "TryGo": true},
}

// guarded are the files that may use them, and what happens to a panic there.
var guarded = map[string]string{
	"internal/crash/crash.go": "hands it to the program's handler",
	"auth/source.go":          "turns it into an error of every caller that waits for the flight",
}

// TestGoroutinesAreGuarded finds every goroutine that package crash does not
// start. A panic there would end the program with a raw terminal, print a value
// that may be secret, and leave no report.
func TestGoroutinesAreGuarded(t *testing.T) {
	for _, file := range sources(t) {
		if guarded[file.name] != "" || slices.Contains(file.imports(), "testing") {
			continue // a test may end its process
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if startsGoroutine(n) {
				t.Errorf("%s: starts a goroutine whose panic ends the program; use package crash", file.fset.Position(n.Pos()))
			}
			return true
		})
	}
}

func startsGoroutine(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.SelectorExpr:
		pkg, _ := n.X.(*ast.Ident)
		switch {
		case pkg != nil && pkg.Name == "crash":
			return false
		case pkg != nil && starters[pkg.Name] != nil:
			return starters[pkg.Name][n.Sel.Name]
		}
		return starters[""][n.Sel.Name]
	}
	return false
}
