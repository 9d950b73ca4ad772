package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// phrases maps expressions that comments avoid to what to write instead. A
// space in an expression matches a line break between comment lines, too.
var phrases = []struct{ expression, instead string }{
	{"nobody", "name who does not, or use the passive"},
	{"somebody", "name the person or the program"},
	{"whoever", "name the caller"},
	{"whatever", "name the values"},
	{"stands?", `"is", "means" or "represents"`},
	{"as it is", `"unchanged"`},
	{"as it came", `"unchanged"`},
	{"by itself", `"on its own", or name the cause`},
	{"of ours", "name the package or the program"},
	{"anew", `"again"`},
	{"at hand", `"given", "known" or "in memory"`},
	{"tells from", `"distinguishes"`},
	{"but for", `"except"`},
}

func TestEnglish(t *testing.T) {
	for _, name := range goFiles(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range findPhrases(t, name, text) {
			t.Error(found)
		}
	}
}

// TestEnglishIsRead checks that findPhrases reads comments, and nothing else.
func TestEnglishIsRead(t *testing.T) {
	const text = `package p

// Nobody reads it, as
// it is.
var s = "whoever" // understand, standard /* stands for anew */
/* kept
   at
   hand */
`
	want := []string{"p.go:3: Nobody", "p.go:3: as it is", "p.go:5: stands", "p.go:5: anew", "p.go:7: at hand"}
	var got []string
	for _, found := range findPhrases(t, "p.go", []byte(text)) {
		place, _, _ := strings.Cut(found, ", write ")
		got = append(got, place)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// findPhrases returns a line for each phrase in the comments of a file.
func findPhrases(t *testing.T, name string, text []byte) []string {
	t.Helper()
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, group := range syntax.Comments {
		found = append(found, phrasesIn(fset, group, text)...)
	}
	return found
}

// between matches what separates two words of a comment.
const between = `(?:\s|//)+`

func phrasesIn(fset *token.FileSet, group *ast.CommentGroup, text []byte) []string {
	start := fset.Position(group.Pos()).Offset
	comment := text[start:fset.Position(group.End()).Offset]
	var found []string
	for _, phrase := range phrases {
		expression := regexp.MustCompile(`(?i)\b` + strings.ReplaceAll(phrase.expression, " ", between) + `\b`)
		for _, at := range expression.FindAllIndex(comment, -1) {
			words := strings.Join(strings.Fields(strings.ReplaceAll(string(comment[at[0]:at[1]]), "//", " ")), " ")
			position := fset.Position(group.Pos() + token.Pos(at[0]))
			found = append(found, fmt.Sprintf("%s:%d: %s, write %s", position.Filename, position.Line, words, phrase.instead))
		}
	}
	return found
}
