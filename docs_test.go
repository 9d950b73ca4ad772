package main_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryDependencyIsExplained asks README's table for a row about each
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

// TestNoMachineIsNamed keeps the place where somebody builds Banter out of it.
func TestNoMachineIsNamed(t *testing.T) {
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	// Written apart, so that this file does not name them either.
	foreign := []string{"/" + "root/", "/" + "Users/", "/" + "work/", "/" + "coord/", root + "/"}
	err = filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".git":
			return fs.SkipDir
		case entry.IsDir() || name == "banter" || strings.HasSuffix(name, ".test"):
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
