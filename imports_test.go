package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the architecture: what each package may import of ours, and why
// no more. A trailing slash stands for the packages below. A package that is
// not listed is ruled by the longest listed parent.
var floors = map[string]struct {
	may []string
	why string
}{
	"":                      {[]string{"internal/cli"}, "main.go only hands the process to the command line"},
	"internal/cli":          {[]string{"auth", "codex", "codex/codextest", "history", "session", "tui", "tui/", "themes", "docs", "internal/"}, "the commands wire the parts together"},
	"internal/gateway":      {[]string{"codex", "internal/"}, "it only puts the client behind another API"},
	"screenshots":           {[]string{"auth", "codex", "codex/codextest", "history", "session", "tui", "tui/", "themes", "internal/"}, "the pictures show the whole program"},
	"tui":                   {[]string{"session", "history", "auth", "codex", "themes", "tui/", "internal/"}, "the screens draw what session, history, auth and codex tell; they are wired by the commands"},
	"tui/markdown":          {[]string{"tui/markdown/", "internal/"}, "markdown turns text into lines and knows no program"},
	"session":               {[]string{"codex", "history", "internal/"}, "a conversation in progress knows no screen and no sign-in"},
	"history":               {[]string{"internal/"}, "saved conversations know neither the wire nor the screen"},
	"codex":                 {[]string{"auth", "codex/", "internal/"}, "the wire stands on the sign-in alone: it is a public library"},
	"codex/codextest":       {[]string{"codex/codextest/", "internal/"}, "the emulator must not share the mistakes of the client that it tests"},
	"codex/codextest/serve": {[]string{"codex/codextest"}, "it only puts the emulator on a port"},
	"auth":                  {[]string{"auth/", "internal/"}, "the sign-in is the lowest floor: it is a public library"},
	"auth/authtest":         {[]string{"auth"}, "the suite speaks of stores alone"},
	"docs":                  {nil, "pages are text"},
	"themes":                {[]string{"internal/"}, "palettes and style sheets are data"},
	"internal":              {[]string{"internal/"}, "small parts serve every floor and know none"},
}

// owners says which packages may import a thing that one floor owns. The
// owner's tests may as well.
var owners = []struct {
	imports string
	in      []string // prefixes of packages; main stands for all programs
	why     string
}{
	{"github.com/zalando/go-keyring", []string{"auth"}, "tokens leave the keychain through package auth alone"},
	{"modernc.org/sqlite", []string{"history"}, "SQL is history's"},
	{"database/sql", []string{"history"}, "SQL is history's"},
	{"net/http", []string{"auth", "codex", "internal/attempt", "internal/badserver", "internal/cli", "internal/debuglog", "internal/gateway", "internal/notice", "screenshots"}, "screens, conversations and history own no network"},
	{"charm.land/bubbletea/v2", []string{"tui", "internal/cli", "internal/display", "internal/screen", "screenshots"}, "only the screens are a Bubble Tea program"},
	{"github.com/spf13/cobra", []string{"internal/cli"}, "only the commands have a command line"},
	{"testing", []string{"auth/authtest", "internal/screen", "screenshots"}, "a program does not carry its tests"},
	{"banter/codex/codextest", []string{"codex/codextest", "internal/cli", "screenshots"}, "the emulator is for tests, the demo and pictures"},
	{"banter/internal/cli", []string{""}, "nothing stands above the commands but main"},
	{"banter/internal/screen", []string{"screenshots"}, "the terminal in memory is for tests and pictures"},
}

func TestArrowsPointDown(t *testing.T) {
	for _, file := range sources(t) {
		pkg := path.Dir(file.name)
		if pkg == "." {
			pkg = ""
		}
		for _, imported := range file.imports() {
			checkFloor(t, file.name, pkg, imported)
			checkOwner(t, file.name, pkg, imported)
		}
	}
}

func checkFloor(t *testing.T, file, pkg, imported string) {
	t.Helper()
	own, ok := strings.CutPrefix(imported, "banter/")
	if !ok || own == pkg {
		return
	}
	floor, found := pkg, false
	for !found {
		if _, found = floors[floor]; !found {
			if !strings.Contains(floor, "/") {
				t.Errorf("%s: package %s is on no floor; add it to floors", file, pkg)
				return
			}
			floor = path.Dir(floor)
		}
	}
	rule := floors[floor]
	if !slices.ContainsFunc(rule.may, func(may string) bool {
		return own == may || strings.HasSuffix(may, "/") && strings.HasPrefix(own, may)
	}) {
		t.Errorf("%s imports %s: %s", file, imported, rule.why)
	}
}

func checkOwner(t *testing.T, file, pkg, imported string) {
	t.Helper()
	for _, owner := range owners {
		if imported != owner.imports {
			continue
		}
		if !slices.ContainsFunc(owner.in, func(in string) bool {
			return pkg == in || in != "" && strings.HasPrefix(pkg, in+"/")
		}) {
			t.Errorf("%s imports %s: %s", file, imported, owner.why)
		}
	}
}

// TestOnlyMainExits keeps every other package from ending the program, which
// would leave the terminal broken and a conversation unsaved.
func TestOnlyMainExits(t *testing.T) {
	for _, file := range sources(t) {
		if file.syntax.Name.Name == "main" {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, _ := call.X.(*ast.Ident)
			if pkg != nil && (pkg.Name == "os" && call.Sel.Name == "Exit" || pkg.Name == "log" && strings.HasPrefix(call.Sel.Name, "Fatal")) {
				t.Errorf("%s: %s.%s: only main ends the program", file.fset.Position(n.Pos()), pkg.Name, call.Sel.Name)
			}
			return true
		})
	}
}

// A source is a Go file of the program, not of its tests.
type source struct {
	name   string // slashed, from the root of the module
	fset   *token.FileSet
	syntax *ast.File
}

func (s source) imports() []string {
	var paths []string
	for _, spec := range s.syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, name := range goFiles(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{filepath.ToSlash(name), fset, syntax})
	}
	return all
}

// goFiles lists every Go file of the module, tests included.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && name != "."):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go"):
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("no Go file found: this test must run in the root of the module")
	}
	return names
}
