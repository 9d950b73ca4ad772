package attach_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"banter/internal/attach"
)

func TestMentions(t *testing.T) {
	there := []string{"a.go", "dir/b.go", "my file.txt", "c", "param", "~/x", "v1.2.", "ünï.txt"}
	for text, want := range map[string]string{
		"@a.go":                                 "a.go",
		"see @a.go.":                            "a.go",
		"(@a.go), [@dir/b.go]; @c!":             "a.go|dir/b.go|c",
		`@"my file.txt" and @"no file.txt"`:     "my file.txt",
		"`@a.go` and **@c**":                    "a.go",
		"me@a.go a@c":                           "",
		"@nothing @ @@a.go":                     "",
		"@dir\n@c\n":                            "c",
		"@v1.2. next":                           "v1.2.",
		"@a.go@c":                               "",
		"@ünï.txt…":                             "ünï.txt",
		"@~/x":                                  "~/x",
		`@"`:                                    "",
		`@"a.go`:                                "",
		"@" + strings.Repeat("a", 5000) + " @c": "c",
	} {
		var got []string
		for _, m := range attach.Mentions(text, func(ref string) bool { return slices.Contains(there, ref) }) {
			got = append(got, m.Ref)
			if !strings.Contains(text[m.From:m.To], m.Ref) || text[m.From] != '@' {
				t.Errorf("%.40q: %d to %d", text, m.From, m.To)
			}
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
	for _, path := range []string{"a.go", "my file.txt", `"odd`} {
		quoted := attach.Quote(path)
		if m := attach.Mentions("x "+quoted+" y", func(ref string) bool { return ref == path }); len(m) != 1 && path != `"odd` {
			t.Errorf("%s is not read back: %v", quoted, m)
		}
	}
}

func TestPastedPaths(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	for _, name := range []string{"a.png", "my shot.png", "it's.txt", "50%.txt"} {
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	url, shell, names := "file://"+dir, func(want string) string { return want }, func(string) string { return "" }
	if runtime.GOOS == "windows" { // a backslash quotes nothing there, and an apostrophe belongs to a name
		url, shell, names = "file:///"+filepath.ToSlash(dir), names, shell
	}
	for paste, want := range map[string]string{
		at("a.png"):              at("a.png"),
		" " + at("a.png") + "\n": at("a.png"),
		at("my shot.png"):        at("my shot.png"),
		strings.ReplaceAll(at("my shot.png"), " ", `\ `):            shell(at("my shot.png")),
		"'" + at("my shot.png") + "'":                               at("my shot.png"),
		`"` + at("my shot.png") + `" ` + at("a.png"):                at("my shot.png") + "|" + at("a.png"),
		"'" + dir + `/it'\''s.txt'`:                                 shell(at("it's.txt")),
		at("it's.txt"):                                              at("it's.txt"),
		at("it's.txt") + " " + at("a.png"):                          names(at("it's.txt") + "|" + at("a.png")),
		`"` + at("my shot.png") + `" "` + at("it's.txt") + `"`:      at("my shot.png") + "|" + at("it's.txt"),
		url + "/my%20shot.png":                                      at("my shot.png"),
		strings.Replace(url, "//", "//localhost", 1) + "/50%25.txt": at("50%.txt"),
		url + "/a.png\r\n" + url + "/my%20shot.png":                 at("a.png") + "|" + at("my shot.png"),
		"~/a.png":                        "~/a.png",
		"./a.png":                        "./a.png",
		"a.png":                          "", // a word
		dir:                              "", // a folder
		at("nothing"):                    "",
		at("a.png") + " is broken":       "",
		"file://elsewhere" + at("a.png"): "",
		"file://%zz":                     "",
		"":                               "",
		"/usr/bin is a folder":           "",
		"see " + at("a.png"):             "",
	} {
		if got := strings.Join(attach.Pasted(paste), "|"); got != want {
			t.Errorf("%q: %q, want %q", paste, got, want)
		}
	}
}

func FuzzMentions(f *testing.F) {
	f.Add(`see @a.go, "@b" and @"c d"`)
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, m := range attach.Mentions(text, func(ref string) bool { return len(ref)%2 == 1 }) {
			if m.From < at || m.To <= m.From || m.To > len(text) || text[m.From] != '@' {
				t.Fatalf("%+v in %q", m, text)
			}
			at = m.To
		}
		attach.Pasted(text)
	})
}
