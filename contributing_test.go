package main_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// goFileName matches the name of a Go file in CONTRIBUTING.md, with its folder.
var goFileName = regexp.MustCompile("`([a-z0-9_]+/[a-z0-9_/]+\\.go)`")

// The map of CONTRIBUTING.md has a row for each package, and the files that it
// names exist.
func TestContributingFollowsTheCode(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "\n## The map\n")
	rows, _, _ = strings.Cut(rows, "\n## ")
	checked := map[string]bool{}
	for _, file := range sources(t) {
		pkg := path.Dir(file.name)
		if pkg == "." || file.syntax.Name.Name == "main" || checked[pkg] {
			continue
		}
		checked[pkg] = true
		if !strings.Contains(rows, "`"+pkg+"`") {
			t.Errorf("the map of CONTRIBUTING.md has no row for %s", pkg)
		}
	}
	names := goFileName.FindAllStringSubmatch(string(text), -1)
	if len(checked) == 0 || len(names) == 0 {
		t.Fatalf("found %d packages and %d names of files", len(checked), len(names))
	}
	for _, name := range names {
		if _, err := os.Stat(name[1]); err != nil {
			t.Errorf("CONTRIBUTING.md names %s, which does not exist", name[1])
		}
	}
}
