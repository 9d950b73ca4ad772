package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/config"
	"banter/internal/notice"
)

func TestEncodingsOfTheFile(t *testing.T) {
	utf16 := func(text string) string {
		var wide strings.Builder
		for _, b := range []byte(text) {
			wide.WriteByte(b)
			wide.WriteByte(0)
		}
		return wide.String()
	}
	for _, test := range []struct{ name, file, what string }{
		{"byte order mark", "\ufeffmodel = \"m\"\n", ""},
		{"carriage returns", "# mine\r\nmodel = \"m\"\r\n", ""},
		{"both", "\ufeff# mine\r\nmodel = \"m\"\r\n", ""},
		{"UTF-16", "\xff\xfe" + utf16("model = \"m\"\n"), "in UTF-16"},
		{"UTF-16, big", "\xfe\xff\x00m\x00o", "in UTF-16"},
		{"UTF-16 without a mark", utf16("model = \"m\"\n"), "NUL bytes"},
		{"NUL", "model = \"m\x00\"\n", "NUL bytes"},
		{"Latin-1", "# mine\nmodel = \"m\xf6d\"\n", "line 2: this text is not in UTF-8"},
		{"huge", "#" + strings.Repeat("x", 1<<20), "larger than 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := load(t, test.file, nil, nil)
			if test.what == "" {
				if err != nil || c.Model != "m" {
					t.Errorf("model %q, %v", c.Model, err)
				}
				return
			}
			said := notice.Of(err)
			if _, ok := errors.AsType[*config.Error](err); !ok || !strings.Contains(said.Sentence, "config.toml") || !strings.Contains(said.Sentence, test.what) || said.Hint == "" {
				t.Errorf("%T in words: %+v", err, said)
			}
		})
	}
}

func TestAFolderInTheFilesPlace(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "config.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	refuses(t, home, filepath.Join(home, "config.toml"), "a folder")
}

// refuses checks that the settings below home cannot be read, and that the
// error names the place and the reason.
func refuses(t *testing.T, home string, words ...string) {
	t.Helper()
	_, _, err := config.Load(config.Sources{Flags: map[string]string{"home": home}, Getenv: func(string) string { return "" }, GOOS: "linux"})
	said := notice.Of(err)
	if _, ok := errors.AsType[*config.Error](err); !ok || said.Hint == "" {
		t.Errorf("%T %v in words: %+v", err, err, said)
	}
	for _, word := range words {
		if !strings.Contains(said.Sentence, word) {
			t.Errorf("%q lacks %q", said.Sentence, word)
		}
	}
}

func TestErrorsHideSecrets(t *testing.T) {
	const secret = "hUnter2XyZ"
	const token = "Zm9vYmFyYmF6MTIzNDU2Nzg5MA9x"
	for _, test := range []struct{ name, file string }{
		{"password of an address", "base-url = \"https://ann:" + secret + "@host/x\""},
		{"password with an at sign", "base-url = \"https://ann:p@ss" + secret + "@host/x\""},
		{"user alone", "base-url = \"https://" + secret + "@host\""},
		{"parameter", "base-url = \"https://host/x?key=" + secret + "\""},
		{"token for a store", "store = \"" + token + "\""},
		{"API key for a model", "model = sk-" + secret},
		{"JWT", "model = eyJ" + secret + ".eyJ.x"},
		{"token as a key", token + " = 1"},
		{"token as a table", "[" + token + "]"},
		{"value of a telling name", "api_key = \"" + secret + "\""},
		{"value of a quoted name", "\"refresh-token\" = \"a " + secret + "\""},
		{"header", "authorization: Bearer " + secret},
		{"bad syntax behind", "token = \"" + secret + "\" x"},
		{"hexadecimal", "model = 0123456789abcdef0123456789abcdef-"},
		{"beside the caret", "model = 3 # https://u:" + secret + "@h"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(t, test.file, nil, nil)
			wrong, ok := err.(*config.Error)
			if !ok {
				t.Fatalf("got %T %v", err, err)
			}
			said := notice.Of(err)
			shown := said.Sentence + said.Hint + wrong.Excerpt
			for _, hidden := range []string{secret, token, "0123456789abcdef"} {
				if strings.Contains(strings.ToLower(shown), strings.ToLower(hidden)) {
					t.Errorf("shown: %s", shown)
				}
			}
		})
	}
	for _, value := range []map[string]string{{"store": token}, {"bidi": token}} {
		if _, err := load(t, "", nil, value); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("shown: %v", err)
		}
	}
}

func TestExcerptsKeepWhatIsNoSecret(t *testing.T) {
	for _, line := range []string{
		"modle = \"gpt-6.1-sol\"", "modle = \"https://chatgpt.com/backend-api/codex\"", "modle = \"/home/ann/a-long-folder-name/and-one-more/file.txt\"",
	} {
		_, err := load(t, line, nil, nil)
		if wrong, ok := err.(*config.Error); !ok || !strings.Contains(wrong.Excerpt, line) {
			t.Errorf("%q is not in %v", line, wrong)
		}
	}
}

func TestExcerptsAreShort(t *testing.T) {
	long := strings.Repeat("näme of some words, ", 5000)
	for _, test := range []struct{ name, file, under string }{
		{"before", "# " + long + "\nmodle = 1 # " + long, "modle"},
		{"behind", "model = { a = \"" + long + "\" } oops", "oops"},
		{"long key", strings.Repeat("key", 30_000) + " = 1", "key"},
		{"in one line", "theme = \"" + long + "\" modle = 2", "modle"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(t, test.file, nil, nil)
			wrong, ok := err.(*config.Error)
			if !ok {
				t.Fatalf("got %T %v", err, err)
			}
			if len(wrong.Excerpt) > 300 || len(notice.Of(err).Sentence) > 400 {
				t.Errorf("%d bytes shown, sentence of %d", len(wrong.Excerpt), len(notice.Of(err).Sentence))
			}
			source, carets, _ := strings.Cut(wrong.Excerpt, "\n")
			at := len([]rune(carets[:strings.IndexByte(carets, '^')]))
			if got := string([]rune(source)[at:]); !strings.HasPrefix(got, test.under) {
				t.Errorf("the caret is under %q:\n%s", got, wrong.Excerpt)
			}
		})
	}
}

func TestHomeMustBeAPath(t *testing.T) {
	for home, word := range map[string]string{"": "is not set", "ann/home": "not an absolute path"} {
		_, _, err := config.Load(config.Sources{Getenv: func(name string) string {
			if name == "HOME" {
				return home
			}
			return ""
		}, GOOS: "linux"})
		if said := notice.Of(err); !strings.Contains(said.Sentence, word) || !strings.Contains(said.Hint, "--home") {
			t.Errorf("HOME %q: %+v", home, said)
		}
	}
}

func TestChoicesWithAByteOrderMark(t *testing.T) {
	paths := config.Paths{StateDir: t.TempDir()}
	file := filepath.Join(paths.StateDir, "choices.toml")
	if err := os.WriteFile(file, []byte("\ufeffmodel = \"m\"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := paths.NewChoices(true).Recall("model"); got != "m" {
		t.Errorf("recalled %q", got)
	}
}
