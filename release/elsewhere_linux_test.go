package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// elsewhere makes what follows a build on another computer: another home, time zone,
// language and umask, and a build cache without Banter's packages. Go would otherwise
// take those from the cache, although they were compiled in another folder. Modules stay
// in theirs. It returns the files of the new cache that the packages will be in when
// they have been compiled again.
func elsewhere(t *testing.T, source string, chosen []target) []string {
	t.Helper()
	cache, modules := strings.TrimSpace(output(t, "go", "env", "GOCACHE")), strings.TrimSpace(output(t, "go", "env", "GOMODCACHE"))
	other := otherCache(t, cache)
	own := map[string]bool{}
	var again []string
	for _, on := range chosen {
		for _, name := range ownPackages(t, source, on) {
			place, err := filepath.Rel(cache, name)
			if err != nil {
				t.Fatal(err)
			}
			own[name] = true
			again = append(again, filepath.Join(other, place))
		}
	}
	link(t, cache, other, own)
	for name, value := range map[string]string{"GOCACHE": other, "GOMODCACHE": modules, "HOME": t.TempDir(), "TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"} {
		t.Setenv(name, value)
	}
	umask := syscall.Umask(0o077)
	t.Cleanup(func() { syscall.Umask(umask) })
	return again
}

// ownPackages returns the files of the build cache that hold Banter's packages.
func ownPackages(t *testing.T, source string, on target) []string {
	t.Helper()
	list := exec.Command("go", slices.Concat([]string{"list", "-export", "-deps", "-f", "{{with .Module}}{{if .Main}}{{$.Export}}{{end}}{{end}}"}, buildFlags, []string{"."})...)
	list.Dir = source
	list.Env = on.environment()
	names, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := strings.Fields(string(names))
	if len(files) < 20 {
		t.Fatalf("Banter has %d packages", len(files))
	}
	return files
}

// otherCache makes a folder beside the build cache, where hard links can be.
func otherCache(t *testing.T, cache string) string {
	dir, err := os.MkdirTemp(filepath.Dir(cache), "banter-release-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// link links the files of one folder, except some, to another one.
func link(t *testing.T, from, to string, except map[string]bool) {
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil // another build's temporary file
		}
		if err != nil {
			return err
		}
		place := filepath.Join(to, strings.TrimPrefix(path, from))
		switch {
		case entry.IsDir():
			return os.MkdirAll(place, 0o700)
		case except[path]:
			return nil
		}
		if err := os.Link(path, place); !os.IsNotExist(err) {
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
