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

// floors is the architecture: which packages of Banter each package may import,
// and why no others. A trailing slash means the packages below. The longest
// listed parent rules a package that is not listed.
var floors = map[string]struct {
	may []string
	why string
}{
	"":                      {[]string{"internal/cli"}, "main.go only hands the process to the command line"},
	"internal/unlocked":     {[]string{"auth", "internal/crash"}, "passphrases stay [auth.Secret] until they leave the process"},
	"internal/cli":          {[]string{"auth", "codex", "codex/codextest", "history", "session", "plain", "tui", "tui/", "themes", "docs", "internal/"}, "the commands wire the parts together"},
	"plain":                 {[]string{"plain/", "tui/keymap", "session", "history", "auth", "codex", "internal/"}, "the front end without a screen is beside the screens: it shares the names of what can be done, and no more"},
	"plain/spoken":          {[]string{"internal/"}, "it turns text into words and knows no program"},
	"internal/gateway":      {[]string{"codex", "internal/"}, "it only puts the client behind another API"},
	"screenshots":           {[]string{"auth", "codex", "codex/codextest", "history", "session", "plain", "tui", "tui/", "themes", "internal/"}, "the pictures show the whole program"},
	"tui":                   {[]string{"tui/", "session", "history", "auth", "codex", "themes", "internal/"}, "the root switches between the screens and acts on their events; the commands wire it"},
	"tui/alert":             {[]string{"internal/termsafe"}, "an alert is a sequence and knows no screen"},
	"tui/chat":              {[]string{"tui/transcript", "tui/markdown", "tui/editor", "tui/clip", "tui/style", "tui/task", "tui/keymap", "session", "history", "auth", "codex", "internal/attach", "internal/citation", "internal/filetree", "internal/notice", "internal/picture", "internal/termsafe"}, "the chat reports to the root and knows no other screen"},
	"tui/dialog":            {[]string{"tui/editor", "tui/markdown", "themes", "tui/style", "tui/task", "tui/keymap", "history", "codex", "internal/accounts", "internal/citation", "internal/notice", "internal/prompts", "internal/termsafe", "internal/weblink"}, "a dialog reports to the root and knows no other screen"},
	"tui/login":             {[]string{"tui/clip", "tui/style", "tui/task", "tui/keymap", "auth", "internal/notice", "internal/qr", "internal/termsafe"}, "the sign-in reports to the root and knows no other screen"},
	"tui/transcript":        {[]string{"tui/markdown", "tui/style", "tui/wrap", "tui/keymap", "session", "history", "codex", "internal/attach", "internal/citation", "internal/notice", "internal/picture", "internal/termsafe"}, "the transcript shows messages and knows no chat"},
	"tui/clip":              {[]string{"tui/style", "tui/task", "internal/termsafe"}, "copying answers in words"},
	"tui/editor":            {[]string{"tui/keymap", "tui/style", "tui/wrap", "internal/termsafe"}, "the editor knows text and keys"},
	"tui/style":             {[]string{"tui/keymap", "themes", "internal/notice", "internal/qr", "internal/termsafe"}, "looks are the lowest floor of the screens"},
	"tui/keymap":            {nil, "keys are data"},
	"tui/task":              {nil, "background work knows no screen"},
	"tui/wrap":              {nil, "one way to wrap a line"},
	"tui/markdown":          {[]string{"tui/markdown/", "internal/"}, "markdown turns text into lines and knows no program"},
	"session":               {[]string{"codex", "history", "internal/"}, "a conversation in progress knows no screen and no sign-in"},
	"history":               {[]string{"internal/"}, "saved conversations know neither the wire nor the screen"},
	"codex":                 {[]string{"auth", "codex/", "internal/"}, "the wire uses the sign-in alone: it is a public library"},
	"codex/codextest":       {[]string{"codex/codextest/", "internal/"}, "the emulator must not share the mistakes of the client that it tests"},
	"codex/codextest/serve": {[]string{"codex/codextest"}, "it only puts the emulator on a port"},
	"auth":                  {[]string{"internal/attempt", "internal/crash", "internal/filelock", "internal/notice", "internal/origin", "internal/safefile"}, "the sign-in is the lowest floor: a public library without the application's accounts, browser and files"},
	"auth/authtest":         {[]string{"auth"}, "the suite speaks of stores alone"},
	"docs":                  {nil, "pages are text"},
	"release":               {nil, "it builds the program and knows nothing of it"},
	"themes":                {[]string{"internal/"}, "palettes and style sheets are data"},
	"internal/accounts":     {[]string{"auth", "internal/"}, "the index of accounts names sign-ins, and knows no command and no screen"},
	"internal/archive":      {[]string{"history", "internal/"}, "files of conversations know neither the commands nor the screen"},
	"internal/replica":      {[]string{"history", "internal/"}, "a sync knows neither the commands nor the screen"},
	"internal":              {[]string{"internal/"}, "small parts serve every floor and know none"},
}

// owners lists the packages that may import what one floor owns. The owner's
// tests may import it too.
var owners = []struct {
	imports string
	in      []string // prefixes of packages; main means all programs
	why     string
}{
	{"github.com/zalando/go-keyring", []string{"auth"}, "tokens leave the keychain through package auth alone"},
	{"modernc.org/sqlite", []string{"history", "internal/archive"}, "SQL is history's; the archive reads databases of other programs, whose SQL is no concern of history's"},
	{"database/sql", []string{"history", "internal/archive"}, "SQL is history's; the archive reads databases of other programs, whose SQL is no concern of history's"},
	{"net/http", []string{"auth", "codex", "internal/attempt", "internal/badserver", "internal/cli", "internal/debuglog", "internal/gateway", "internal/notice", "internal/origin", "screenshots"}, "screens, conversations and history own no network"},
	{"os/exec", []string{"auth", "internal/browser", "internal/cli", "internal/clipboard", "internal/notice", "internal/pty", "release"}, "a library starts no programs, a screen asks internal/browser or internal/clipboard to"},
	{"banter/internal/browser", []string{"internal/cli"}, "only the commands open a browser: the library returns the address"},
	{"banter/internal/accounts", []string{"internal/cli", "plain", "screenshots", "tui"}, "the library keeps one sign-in; the commands name many"},
	{"charm.land/bubbletea/v2", []string{"tui", "internal/cli", "internal/display", "internal/screen", "screenshots"}, "only the screens are a Bubble Tea program"},
	{"github.com/spf13/cobra", []string{"internal/cli"}, "only the commands have a command line"},
	{"testing", []string{"auth/authtest", "internal/golden", "internal/screen", "screenshots"}, "a program does not carry its tests"},
	{"banter/codex/codextest", []string{"codex/codextest", "internal/cli", "screenshots"}, "the emulator is for tests, the demo and pictures"},
	{"banter/internal/cli", []string{""}, "only main is above the commands"},
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
