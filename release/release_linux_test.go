package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestRelease builds a release for this processor from two folders. Both are equal byte
// for byte, and the parts do what they are for. BANTER_TARGETS adds targets, such as
// windows/amd64,darwin/arm64.
func TestRelease(t *testing.T) {
	here := target{runtime.GOOS, runtime.GOARCH}
	names := here.String()
	if more := os.Getenv("BANTER_TARGETS"); more != "" {
		names += "," + more
	}
	chosen, err := parseTargets(names)
	if err != nil {
		t.Fatal(err)
	}
	first, second := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "another", "folder")
	commit(t, first)
	output(t, "git", "clone", "-q", first, second)
	build := func(dir string) {
		err := run(t.Context(), []string{"-source", dir, "-out", filepath.Join(dir, "dist"), "-targets", names, "-repository", "ann/banter"})
		if err != nil {
			t.Fatal(err)
		}
	}
	build(first)
	own := elsewhere(t, first, chosen)
	build(second)
	for _, name := range own {
		if _, err := os.Stat(name); err != nil {
			t.Errorf("a package of Banter was not compiled again, or differs: %v", err)
		}
	}
	dist := filepath.Join(first, "dist")
	t.Run("reproducible", func(t *testing.T) { equal(t, dist, filepath.Join(second, "dist")) })
	t.Run("deb", func(t *testing.T) { installs(t, filepath.Join(dist, "banter_1.8.7_"+here.arch+".deb")) })
	t.Run("debian", func(t *testing.T) { installsInDebian(t, filepath.Join(dist, "banter_1.8.7_"+here.arch+".deb")) })
	t.Run("archive", func(t *testing.T) { unpacks(t, filepath.Join(dist, "banter_1.8.7_linux_"+here.arch+".tar.gz")) })
	t.Run("materials", func(t *testing.T) { listed(t, filepath.Join(dist, "banter_1.8.7_linux_"+here.arch+".cdx.json")) })
	t.Run("formula", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(dist, "banter.rb"))
		url := "https://github.com/ann/banter/releases/download/v1.8.7/banter_1.8.7_linux_" + here.arch + ".tar.gz"
		if err != nil || !strings.Contains(string(text), url) {
			t.Errorf("no %s in %s (%v)", url, text, err)
		}
	})
	t.Run("checksums", func(t *testing.T) {
		cmd := exec.Command("sha256sum", "--check", "--strict", "checksums.txt")
		cmd.Dir = dist
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// commit makes a repository with the files of this one in dir, and one commit with a
// tag. It has changes that are not committed here, too.
func commit(t *testing.T, dir string) {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = ".."
	names, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join("..", name))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-qm", "Release"}, {"tag", "v1.8.7"}} {
		cmd := exec.Command("git", append([]string{"-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE=2026-03-01T10:00:00Z", "GIT_COMMITTER_DATE=2026-03-01T10:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
}

func equal(t *testing.T, one, other string) {
	entries, err := os.ReadDir(one)
	if err != nil || len(entries) < 5 {
		t.Fatalf("%d files (%v)", len(entries), err)
	}
	for _, entry := range entries {
		a, err1 := os.ReadFile(filepath.Join(one, entry.Name()))
		b, err2 := os.ReadFile(filepath.Join(other, entry.Name()))
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs: %d bytes and %d bytes (%v, %v)", entry.Name(), len(a), len(b), err1, err2)
		}
	}
}

// version is what banter --version prints of the tag and the commit.
var version = regexp.MustCompile(`^banter version v1\.8\.7, commit [0-9a-f]{12}, 2026-03-01\n$`)

func unpacks(t *testing.T, archive string) {
	dir := t.TempDir()
	output(t, "tar", "-xzf", archive, "-C", dir, "--strip-components=1")
	if got := output(t, filepath.Join(dir, "banter"), "--version"); !version.MatchString(got) {
		t.Errorf("--version prints %q", got)
	}
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md", "man/banter.1", "completions/fish/banter.fish", "completions/powershell/banter.ps1"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// listed checks that the bill of materials has what is linked, and no test's module.
func listed(t *testing.T, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b bom
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, c := range b.Components {
		names[c.Name] = true
	}
	if !names["std"] || !names["modernc.org/sqlite"] || names["github.com/rogpeppe/go-internal"] || b.Metadata.Component.Version != "v1.8.7" {
		t.Errorf("the bill is wrong: %s", text)
	}
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
