package main_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"testing"
)

// The longest functions and files. Most functions stay under 40 lines and most
// files under 350; a longer one usually hides a second idea.
const (
	maxFunctionLines = 80
	maxFileLines     = 400
)

// A measured thing has a place and a length in lines.
type measured struct {
	place string
	lines int
}

func TestSizes(t *testing.T) {
	var files, functions []measured
	for _, name := range goFiles(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, measured{name, bytes.Count(text, []byte("\n"))})
		functions = append(functions, measureFunctions(t, name, text)...)
	}
	reportSizes(t, "file", files, maxFileLines)
	reportSizes(t, "function", functions, maxFunctionLines)
}

func measureFunctions(t *testing.T, name string, text []byte) []measured {
	t.Helper()
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var functions []measured
	for _, decl := range syntax.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			first, last := fset.Position(f.Pos()), fset.Position(f.End())
			functions = append(functions, measured{fmt.Sprintf("%s:%d %s", name, first.Line, f.Name.Name), last.Line - first.Line + 1})
		}
	}
	return functions
}

// reportSizes logs the distribution and fails for each that is too long.
func reportSizes(t *testing.T, kind string, all []measured, limit int) {
	t.Helper()
	slices.SortFunc(all, func(a, b measured) int { return b.lines - a.lines })
	at := func(share float64) int { return all[int(share*float64(len(all)-1))].lines }
	t.Logf("%d %ss: half up to %d lines, nine of ten up to %d, the longest %d (%s)",
		len(all), kind, at(0.5), at(0.1), at(0), all[0].place)
	for _, m := range all {
		if m.lines > limit {
			t.Errorf("%s has %d lines, more than %d: split it by idea", m.place, m.lines, limit)
		}
	}
}
