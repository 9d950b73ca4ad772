// Package golden compares what a test has drawn with a file of its testdata.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files again")

// Updating reports whether the tests write their files, for `go test -update`.
func Updating() bool { return *update }

// Check compares got with testdata/NAME.golden. The file shows escape
// characters as ␛.
func Check(t *testing.T, name, got string) {
	t.Helper()
	File(t, filepath.Join("testdata", name+".golden"), strings.ReplaceAll(got, "\x1b", "␛")+"\n")
}

// File compares got with a file.
func File(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s differs (go test -update writes it)\n--- got\n%s\n--- want\n%s", file, got, want)
	}
}
