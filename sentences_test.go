package main_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A saying is a text that the program can print.
type saying struct {
	place string
	kind  kind
	text  string // with a gap for each part that is only known at run time
}

// A kind of saying has rules for its beginning and its end.
type kind string

const (
	sentence kind = "sentence" // begins with a capital and ends with a full stop
	clause   kind = "clause"   // neither: the program makes a sentence of it
	message  kind = "message"  // a sentence, an introduction that ends with a colon, or a label with data
	title    kind = "title"    // begins with a capital and has no full stop
)

const gap = "{}"

// sentenceFields are the fields of composite literals that people read, by type
// and name, or by position in literals without names.
var sentenceFields = map[string]map[string]kind{
	"usageError": {"0": clause, "1": sentence},
	"failure":    {"0": sentence, "1": sentence, "sentence": sentence, "hint": sentence},
	"refusal":    {"1": sentence, "2": sentence},
	"usageRow":   {"1": sentence},
	"Notice":     {"Sentence": sentence, "Hint": sentence},
	"Error":      {"Sentence": sentence, "Hint": sentence, "What": clause},
	"Command":    {"Long": sentence, "Short": title},
	"Setting":    {"Usage": clause},
	"exits":      {"1": sentence},
}

// TestSentences reads every text that the command line can print and checks
// how it begins, how it ends, and its words.
func TestSentences(t *testing.T) {
	all := sayings(t)
	if len(all) < 200 {
		t.Fatalf("%d sentences found: the test no longer sees them", len(all))
	}
	for _, s := range all {
		for _, fault := range s.faults() {
			t.Errorf("%s: %s %q: %s", s.place, s.kind, s.text, fault)
		}
	}
}

// TestSentencesAreJudged checks the rules themselves.
func TestSentencesAreJudged(t *testing.T) {
	for _, test := range []struct {
		kind kind
		text string
		good bool
	}{
		{sentence, "The file is damaged.", true}, {sentence, "the file is damaged.", false}, {sentence, "The file is damaged", false},
		{sentence, gap + " is damaged.", true}, {sentence, "--store must be given.", true}, {sentence, "The strconv is damaged.", false},
		{sentence, "Nobody is here.", false}, {sentence, "It works by itself.", false}, {sentence, "First.  Second.", false},
		{clause, "the file is damaged", true}, {clause, "The file is damaged", false}, {clause, "the file is damaged.", false},
		{message, "Find it at:", true}, {message, "OPENAI_BASE_URL=" + gap + "\n", true}, {title, "Sign in", true}, {title, "sign in", false}, {title, "Sign in.", false},
	} {
		if faults := (saying{"", test.kind, test.text}).faults(); (len(faults) == 0) != test.good {
			t.Errorf("%s %q: %v", test.kind, test.text, faults)
		}
	}
}

var (
	goWords  = regexp.MustCompile(`(?i)\b(nil|struct|goroutine|strconv|panic|errno|EOF|unmarshal|syscall|parse\w+|ints?|bool|stderr|stdout|stdin)\b`)
	stiff    = regexp.MustCompile(`(?i)\b(nobody|somebody|whoever|whatever|stands?|as it is|as it came|by itself|of ours|anew|at hand|but for)\b`)
	begins   = regexp.MustCompile(`^(\p{Lu}|\{\}|--|"|[0-9])`)
	ends     = regexp.MustCompile(`([.?!]["')]?|\{\})$`)
	labelled = regexp.MustCompile(`^(\w+ *(=|  )|banter:? |[A-Z]+\t)`)
)

func (s saying) faults() (faults []string) {
	text := strings.TrimSpace(s.text)
	check := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, fault)
		}
	}
	check(!goWords.MatchString(text), "quotes Go: "+goWords.FindString(text))
	check(!stiff.MatchString(text), "stiff: "+stiff.FindString(text))
	check(!strings.Contains(text, ".  "), "two blanks")
	switch s.kind {
	case sentence:
		check(begins.MatchString(text), "begins in lower case")
		check(ends.MatchString(text), "has no full stop")
	case message:
		label := labelled.MatchString(text)
		check(label || begins.MatchString(text), "begins in lower case")
		check(label || ends.MatchString(text) || strings.HasSuffix(text, ":"), "has no full stop")
	case title:
		check(begins.MatchString(text), "begins in lower case")
		check(!strings.HasSuffix(text, "."), "has a full stop")
	case clause:
		check(!regexp.MustCompile(`^\p{Lu}\p{Ll}`).MatchString(text), "begins with a capital")
		check(!strings.HasSuffix(text, "."), "has a full stop")
	}
	return faults
}

// sayings collects the texts from the sources of all packages.
func sayings(t *testing.T) []saying {
	var all []saying
	for _, file := range sources(t) {
		if dir := path.Dir(file.name); dir == "tui/markdown" || strings.HasPrefix(dir, "codex/codextest") || dir == "screenshots" {
			continue
		}
		add := func(at token.Pos, k kind, text string) {
			if text = strings.TrimSpace(text); text != "" && text != gap {
				all = append(all, saying{fmt.Sprintf("%s:%d", file.name, file.fset.Position(at).Line), k, text})
			}
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				fromLiteral(n, add)
			case *ast.CallExpr:
				fromCall(n, add)
			case *ast.FuncDecl:
				fromNotice(n, add)
				fromClauses(n, add)
			}
			return true
		})
	}
	return all
}

func fromLiteral(n *ast.CompositeLit, add func(token.Pos, kind, string)) {
	fields := sentenceFields[typeName(n.Type)]
	for i, element := range n.Elts {
		name, value := strconv.Itoa(i), element
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok {
				name, value = key.Name, pair.Value
			}
		}
		if k, ok := fields[name]; ok {
			for _, text := range texts(value) {
				add(value.Pos(), k, text)
			}
		}
		if inner, ok := element.(*ast.CompositeLit); ok && inner.Type == nil { // of a slice
			if list, ok := n.Type.(*ast.ArrayType); ok {
				inner.Type = list.Elt
			}
		}
	}
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.StarExpr:
		return typeName(e.X)
	}
	return ""
}

// fromCall reads what is said and told, and the usage of flags.
func fromCall(n *ast.CallExpr, add func(token.Pos, kind, string)) {
	name := typeName(n.Fun)
	if len(n.Args) == 0 {
		return
	}
	k, argument := kind(""), 0
	switch {
	case name == "Flash": // a remark, then shorter ones
		for _, argument := range n.Args {
			for _, text := range texts(argument) {
				add(n.Pos(), sentence, text)
			}
		}
		return
	case name == "readSecret", name == "readLine":
		k, argument = message, len(n.Args)-1
	case name == "say", name == "tell", name == "print":
		k = message
	case name == "Fprintln" && len(n.Args) > 1:
		k, argument = message, 1
	case strings.HasSuffix(name, "Var") || strings.HasSuffix(name, "VarP") || name == "BoolP":
		k, argument = clause, len(n.Args)-1
	case name == "VarPF":
		k, argument = clause, len(n.Args)-1
	default:
		return
	}
	for _, text := range texts(n.Args[argument]) {
		add(n.Pos(), k, text)
	}
}

// fromNotice reads the sentence and the hint that a Notice method returns.
func fromNotice(n *ast.FuncDecl, add func(token.Pos, kind, string)) {
	if n.Name.Name != "Notice" || n.Body == nil {
		return
	}
	ast.Inspect(n.Body, func(n ast.Node) bool {
		var values []ast.Expr
		switch n := n.(type) {
		case *ast.ReturnStmt:
			values = n.Results
		case *ast.AssignStmt:
			if name := typeName(n.Lhs[0]); name == "sentence" || name == "hint" {
				values = n.Rhs
			}
		}
		for _, value := range values {
			for _, text := range texts(value) {
				if text != gap {
					add(value.Pos(), sentence, text)
				}
			}
		}
		return true
	})
}

// clauseFunctions return parts of sentences.
var clauseFunctions = []string{"complaint", "reason", "kind", "kindOf", "words", "set", "UnmarshalText", "ago"}

func fromClauses(n *ast.FuncDecl, add func(token.Pos, kind, string)) {
	if !slices.Contains(clauseFunctions, n.Name.Name) || n.Body == nil {
		return
	}
	ast.Inspect(n.Body, func(n ast.Node) bool {
		if result, ok := n.(*ast.ReturnStmt); ok {
			for i, value := range result.Results {
				for _, text := range texts(value) {
					add(value.Pos(), []kind{clause, sentence}[min(i, 1)], text)
				}
			}
		}
		return true
	})
}

var verb = regexp.MustCompile(`%[-+#0-9.]*[a-z]`)

// texts returns the literal texts of an expression, with a gap for each part
// that is only known at run time. It is empty if no part is known.
func texts(e ast.Expr) []string {
	text, known := flat(e)
	if !known {
		return nil
	}
	return []string{verb.ReplaceAllString(text, gap)}
}

func flat(e ast.Expr) (text string, known bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		left, knownLeft := flat(e.X)
		right, knownRight := flat(e.Y)
		return cmp.Or(left, gap) + cmp.Or(right, gap), e.Op == token.ADD && (knownLeft || knownRight)
	case *ast.CallExpr: // fmt.Sprintf, cmp.Or
		for _, argument := range e.Args {
			if text, known := flat(argument); known && slices.Contains([]string{"Sprintf", "Errorf", "Or"}, typeName(e.Fun)) {
				return text, true
			}
		}
	}
	return gap, false
}
