package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/config"
	"banter/internal/notice"
)

// TestFilesAreApart: all places differ, and are the same as in earlier
// versions.
func TestFilesAreApart(t *testing.T) {
	p := config.Paths{ConfigFile: "/c/config.toml", DataDir: "/d", StateDir: "/s"}
	for got, want := range map[string]string{
		p.HistoryFile():                         "/d/history.db",
		p.SealedFile("work@127.0.0.1:80"):       "/d/sign-in-work@127.0.0.1-80.age",
		p.AccountsFile("accounts@127.0.0.1:80"): "/d/accounts@127.0.0.1-80.json",
		p.LockFile("work@127.0.0.1:80"):         "/s/sign-in-work@127.0.0.1-80.lock",
		p.CatalogDir():                          "/s/models",
		p.CrashFile():                           "/s/crash.txt",
		p.CopyFile():                            "/s/copied.md",
	} {
		if filepath.ToSlash(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestHints say what to write instead.
func TestHints(t *testing.T) {
	for file, want := range map[string]string{
		"home = \"/x\"": "Give --home or set BANTER_HOME.",
		"modle = 1":     "Did you mean model? The settings are model, effort, system, account, route, store, passphrase-file, keep-unlocked, theme, plain, inline, mouse, wheel, titles, notify, taskbar, images, compact, bidi, temporary, retention, sync, sync-key, log, base-url, issuer, and the tables [keys] and [profile.NAME].",
	} {
		_, err := load(t, file, nil, nil)
		if n := notice.Of(err); n.Hint != want {
			t.Errorf("%s: the hint is %q", file, n.Hint)
		}
	}
	_, _, err := config.Load(config.Sources{Getenv: func(string) string { return "" }, GOOS: "linux"})
	if n := notice.Of(err); !strings.Contains(n.Sentence, "HOME is not set") || n.Hint != "Set it, or give --home DIRECTORY." {
		t.Errorf("without a home: %+v", n)
	}
	_, _, err = config.Load(config.Sources{Getenv: func(string) string { return "" }, GOOS: "windows"})
	if n := notice.Of(err); !strings.Contains(n.Sentence, "%AppData%") {
		t.Errorf("without %%AppData%%: %+v", n)
	}
}

// TestExcerptPointsAtThePlace in lines with tabs, with other line ends and at
// the end of a file.
func TestExcerptPointsAtThePlace(t *testing.T) {
	for file, want := range map[string]string{
		"model = \"a\"\r\nmodle = 1\r\n":      "2 | modle = 1\n  | ^^^^^",
		"model\t=\t3":                         "1 | model = 3\n  |         ^",
		strings.Repeat("\n", 9) + "modle = 1": "10 | modle = 1\n   | ^^^^^",
		"mouse = \"no\"":                      "1 | mouse = \"no\"\n  |         ^",
	} {
		_, err := load(t, file, nil, nil)
		wrong, ok := err.(*config.Error)
		if !ok || wrong.Excerpt != want {
			t.Errorf("%q: %v\n%s", file, err, wrong.Excerpt)
		}
	}
}

func TestValuesAreNamedAsTheyAreTyped(t *testing.T) {
	for _, name := range []string{"keychain", "sealed", "codex", "memory"} {
		var s config.Store
		if err := s.UnmarshalText([]byte(name)); err != nil || s.String() != name {
			t.Errorf("%s: %v, %s", name, err, s)
		}
	}
	for _, name := range []string{"auto", "banter", "terminal"} {
		var b config.Bidi
		if err := b.UnmarshalText([]byte(name)); err != nil || b.String() != name {
			t.Errorf("%s: %v, %s", name, err, b)
		}
	}
	if _, err := load(t, "", nil, map[string]string{"bidi": "both"}); err == nil || !strings.Contains(err.Error(), "--bidi must be auto, banter or terminal, not \"both\"") {
		t.Errorf("got %v", err)
	}
	for text, want := range map[string]string{"https://h/p///": "https://h/p", "https://h": "https://h", "http://127.9.9.9:1": "http://127.9.9.9:1", "http://localhost/": "http://localhost"} {
		var u config.URL
		if err := u.UnmarshalText([]byte(text)); err != nil || u.String() != want {
			t.Errorf("%s: %v, %s", text, err, u)
		}
	}
	for _, text := range []string{"http://localhost.example", "http://10.0.0.1", "https://h/#f", "https://user@h", "ftp://h", "//h", "http://[::2]"} {
		var u config.URL
		if err := u.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

func TestSwitches(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "1": true, "false": false, "0": false} {
		c, err := load(t, "", map[string]string{"BANTER_MOUSE": text}, nil)
		if err != nil || c.Mouse != want {
			t.Errorf("%s: %v, %v", text, err, c.Mouse)
		}
	}
	if c, err := load(t, "", nil, nil); err != nil || !c.Mouse || c.Temporary {
		t.Errorf("%v, %+v", err, c)
	}
	if c, err := load(t, "mouse = false", nil, map[string]string{"mouse": "true"}); err != nil || !c.Mouse {
		t.Errorf("%v, %+v", err, c)
	}
}

// TestChoicesThatCannotBeKept hold while the program runs, and the person
// learns of it. Nothing is left behind in the place where it failed.
func TestChoicesThatCannotBeKept(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	if err := os.MkdirAll(filepath.Join(state, "choices.toml", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	choices := config.Paths{StateDir: state}.NewChoices(true)
	if err := choices.Remember("model", "gpt-6-luna"); err == nil || !strings.HasPrefix(err.Error(), "remember model: ") {
		t.Errorf("got %v", err)
	}
	if got := choices.Recall("model"); got != "gpt-6-luna" {
		t.Errorf("it does not hold: %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(state, "choices.toml.*")); len(left) > 1 { // the lock
		t.Errorf("left behind: %q", left)
	}

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (config.Paths{StateDir: filepath.Join(file, "below")}).NewChoices(true).Remember("model", "x"); err == nil {
		t.Error("a directory below a file was made")
	}
}

// TestChoicesKeepWhatOthersChose also if a name is chosen twice.
func TestChoicesKeepWhatOthersChose(t *testing.T) {
	paths := config.Paths{StateDir: t.TempDir()}
	mine, other := paths.NewChoices(true), paths.NewChoices(true)
	if got := mine.Recall("model"); got != "" {
		t.Fatal(got)
	}
	for _, err := range []error{other.Remember("model", "theirs"), mine.Remember("effort", "high"), mine.Remember("effort", "low")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	later := paths.NewChoices(true)
	if later.Recall("model") != "theirs" || later.Recall("effort") != "low" {
		t.Errorf("kept are %q and %q", later.Recall("model"), later.Recall("effort"))
	}
}
