package filetree_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banter/internal/filetree"
)

// plant writes files below the present folder; those that end in a slash are
// folders.
func plant(t testing.TB, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func walked(t testing.TB, root string) []string {
	t.Helper()
	tree := filetree.New(root)
	tree.Walk(t.Context())
	all, whole := tree.Find(t.Context(), "", filetree.MaxFiles)
	if !whole {
		t.Error("not whole after the walk")
	}
	slices.Sort(all)
	return all
}

var garden = map[string]string{
	".gitignore": "*.log\n!keep.log\n/build\nout/\n# comment\n\\#odd\ntrailing \nspace\\ \ndoc/*.txt\n**/deep/x\na/**/b\nend/**\n[ab]?.c\n*.[!o]x\nname.lit\nsub/only\n\xef\xbb\xbf\n!!bang\n",
	"a.log":      "", "keep.log": "", "sub/b.log": "", "build/x": "", "sub/build/x": "", "out/x": "", "sub/out/x": "", "sub/outs/out": "", "#odd": "", "comment": "",
	"trailing": "", "doc/a.txt": "", "doc/sub/a.txt": "", "deep/x": "", "sub/deep/x": "", "sub/deep/y": "", "a/b": "", "a/1/2/b": "", "a/c": "", "end/1/2": "", "ends": "",
	"ab.c": "", "zb.c": "", "z.ox": "", "z.ax": "", "name.lit": "", "sub/name.lit": "", "sub/only": "", "x/sub/only": "", "!bang": "",
	"inner/.gitignore": "*.txt\n!yes.txt\n!*.log\n/top\n", "inner/no.txt": "", "inner/yes.txt": "", "inner/z.log": "", "inner/top": "", "inner/more/top": "", "inner/more/no.txt": "",
	"vendor/.gitignore": "*", "vendor/x": "", "excluded.tmp": "",
}

// The list has exactly the files that git does not ignore.
func TestIgnoresWhatGitIgnores(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir+"/home")
	t.Setenv("XDG_CONFIG_HOME", dir+"/home")
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	plant(t, garden)
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	git := func(args ...string) string {
		out, err := exec.Command("git", args...).Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return string(out)
	}
	git("init", "-q")
	plant(t, map[string]string{".git/info/exclude": "*.tmp\n"})
	for _, root := range []string{".", "inner", "sub"} {
		want := strings.Split(strings.TrimSuffix(git("-C", root, "-c", "core.quotePath=false", "ls-files", "-z", "--others", "--exclude-standard"), "\x00"), "\x00")
		slices.Sort(want)
		if got := walked(t, root); !slices.Equal(got, want) {
			for _, name := range got {
				if !slices.Contains(want, name) {
					t.Errorf("%s: %s is listed, and git ignores it", root, name)
				}
			}
			for _, name := range want {
				if !slices.Contains(got, name) {
					t.Errorf("%s: %s is not listed", root, name)
				}
			}
		}
	}
}

func TestFindOrdersByFit(t *testing.T) {
	t.Chdir(t.TempDir())
	plant(t, map[string]string{"main.go": "", "cmd/main.go": "", "cmd/main_test.go": "", "internal/domain/x.go": "", "m/a/i/n/z": "", "Main.md": "", "README": "", ".env": "", "ünï/Ö.txt": ""})
	if err := os.Symlink(".", "loop"); err != nil {
		t.Fatal(err)
	}
	loop := "loop"
	if info, err := os.Lstat(loop); err != nil || info.Mode()&os.ModeSymlink == 0 {
		loop = "" // Wine makes another kind of link
	}
	tree := filetree.New(".")
	tree.Walk(t.Context())
	for query, want := range map[string]string{
		"main": "Main.md main.go cmd/main.go cmd/main_test.go internal/domain/x.go m/a/i/n/z", "cmd/m": "cmd/main.go cmd/main_test.go", "cmt": "cmd/main_test.go",
		"readme": "README", "ö": "ünï/Ö.txt", "nothing": "", "loop": loop, ".e": ".env",
	} {
		got, _ := tree.Find(t.Context(), query, 6)
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if got, _ := tree.Find(canceled, "main", 6); got != nil {
		t.Errorf("found %v after the end", got)
	}
}

func FuzzRules(f *testing.F) {
	f.Add("*.log\n!a/**/b\n[", "a/x/b")
	f.Fuzz(func(t *testing.T, rules, name string) {
		t.Chdir(t.TempDir())
		if os.WriteFile(".gitignore", []byte(rules), 0o600) == nil {
			walked(t, ".")
		}
	})
}

// BenchmarkTree measures the time to the first results in a tree of 100,000
// files, of the walk, and of a query.
func BenchmarkTree(b *testing.B) {
	root := b.TempDir()
	b.Chdir(root)
	for i := range 1000 {
		dir := fmt.Sprintf("src/pkg%02d/mod%03d", i%100, i)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
		for j := range 100 {
			if err := os.WriteFile(fmt.Sprintf("%s/file_%03d.go", dir, j), nil, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	plant(b, map[string]string{".gitignore": "*.log\n/build\nnode_modules/\n*.o\n**/cache\n", "README.md": ""})
	b.Run("First", func(b *testing.B) {
		for b.Loop() {
			tree := filetree.New(".")
			ctx, cancel := context.WithCancel(b.Context())
			done := make(chan struct{})
			go func() { tree.Walk(ctx); close(done) }()
			if found, _ := tree.Find(ctx, "", 8); len(found) == 0 {
				b.Fatal("nothing found")
			}
			b.StopTimer()
			cancel()
			<-done
			b.StartTimer()
		}
	})
	b.Run("Walk", func(b *testing.B) {
		for b.Loop() {
			filetree.New(".").Walk(b.Context())
		}
	})
	tree := filetree.New(".")
	tree.Walk(b.Context())
	for _, query := range []string{"", "file_042", "mod9fl4"} {
		b.Run("Find "+query, func(b *testing.B) {
			for b.Loop() {
				tree.Find(b.Context(), query, 8)
			}
		})
	}
}
