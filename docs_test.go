package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"banter/docs"
	"banter/internal/config"
)

// TestEveryDependencyIsExplained checks that README's table has a row for each
// module that go.mod requires directly.
func TestEveryDependencyIsExplained(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(string(readme), -1)
	explained := make(map[string]bool)
	for _, row := range rows {
		explained[row[1]] = true
	}
	for _, require := range regexp.MustCompile(`(?m)^\t(\S+) v\S+( // indirect)?$`).FindAllStringSubmatch(string(text), -1) {
		module, direct := require[1], require[2] == ""
		if direct && !explained[module] {
			t.Errorf("README's table of dependencies has no row for %s", module)
		}
		if !direct && explained[module] {
			t.Errorf("README's table explains %s, which is no direct dependency", module)
		}
	}
}

// TestSettingsAreExplained: the page on the configuration has a row for each
// setting.
func TestSettingsAreExplained(t *testing.T) {
	page, _ := docs.Page("configuration")
	for _, s := range config.Settings {
		if row := "| `--" + s.Name + "` | `" + s.Env() + "` |"; !strings.Contains(page, row) {
			t.Errorf("docs/configuration.md has no row %q", row)
		}
	}
}

// TestReadmeIsComplete: README has every command and every page of help.
func TestReadmeIsComplete(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range docs.Topics() {
		if !bytes.Contains(readme, []byte("(docs/"+topic+".md)")) {
			t.Errorf("README does not link to docs/%s.md", topic)
		}
	}
	help, err := exec.Command("banter", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := bytes.Cut(help, []byte("COMMANDS"))
	list, _, _ = bytes.Cut(list, []byte("FLAGS"))
	for _, row := range regexp.MustCompile(`(?m)^ +([a-z]+) `).FindAllSubmatch(list, -1) {
		if command := string(row[1]); command != "help" && !bytes.Contains(readme, []byte("`banter "+command)) {
			t.Errorf("README does not mention banter %s", command)
		}
	}
}

// TestReadmeBegins with two sentences, a picture, and the commands that run Banter and
// its tests.
func TestReadmeBegins(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	beginning, _, _ := strings.Cut(string(readme), "\n## ")
	order := regexp.MustCompile(`(?s)^# Banter\n\n(.*?)\n\n!\[[^]]+\]\(screenshots/[a-z]+\.svg\)\n.*\n    go run \. demo .*\n    go test \./\.\.\. `)
	found := order.FindStringSubmatch(beginning)
	if found == nil {
		t.Fatalf("README begins with\n%s", beginning)
	}
	if n := strings.Count(strings.ReplaceAll(found[1], "\n", " ")+" ", ". "); n != 2 {
		t.Errorf("README begins with %d sentences, want 2:\n%s", n, found[1])
	}
}

// TestLinksLead: the files that the documents link to exist.
func TestLinksLead(t *testing.T) {
	for _, document := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)[)#]`).FindAllSubmatch(text, -1) {
			if _, err := os.Stat(string(link[1])); err != nil {
				t.Errorf("%s: %v", document, err)
			}
		}
	}
}

// TestEveryPromiseHasATest: a test in auth or codex has the number of each
// promise of the library.
func TestEveryPromiseHasATest(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests []byte
	for _, pattern := range []string{"auth/*_test.go", "codex/*_test.go"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests = append(tests, source...)
		}
	}
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|`).FindAllSubmatch(text, -1)
	if len(rows) != 17 {
		t.Errorf("%d rows of promises, want 17", len(rows))
	}
	for _, row := range rows {
		if name := fmt.Sprintf("func TestRow%02s", row[1]); !bytes.Contains(tests, []byte(name)) {
			t.Errorf("row %s has no test", row[1])
		}
	}
}

// TestReadmeExampleCompiles builds the program in README as a package of this
// module.
func TestReadmeExampleCompiles(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(readme), "```go\n")
	example, _, found := strings.Cut(example, "```")
	if !found {
		t.Fatal("README shows no program")
	}
	dir := t.TempDir()
	file, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	placed, err := json.Marshal(map[string]map[string]string{
		"Replace": {filepath.Join(root, "testdata", "readme", "main.go"): file},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{file: []byte(example), overlay: placed} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-overlay", overlay, "-o", filepath.Join(dir, "program"), "./testdata/readme")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestNoMachineIsNamed finds paths of a machine on which Banter was built.
func TestNoMachineIsNamed(t *testing.T) {
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	// Split, so that this file does not name them either.
	foreign := []string{"/" + "root/", "/" + "Users/", "/" + "work/", "/" + "coord/", root + "/"}
	err = filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".git":
			return fs.SkipDir
		case entry.IsDir() || name == ".git" || name == "banter" || strings.HasSuffix(name, ".test"):
			return nil
		}
		text, err := os.ReadFile(name)
		for _, path := range foreign {
			if i := bytes.Index(text, []byte(path)); i >= 0 {
				t.Errorf("%s names a path of one machine: ...%s...", name, around(text, i))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func around(text []byte, i int) []byte {
	return bytes.TrimSpace(text[max(0, i-20):min(len(text), i+40)])
}
