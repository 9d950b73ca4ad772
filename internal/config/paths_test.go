package config_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"banter/internal/config"
	"banter/internal/notice"
)

func TestPaths(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths of this test are those of Unix; TestPathsOfWindows has the others")
	}
	home := filepath.Join(t.TempDir(), "ann")
	for _, test := range []struct {
		name, goos string
		env        map[string]string
		flags      map[string]string
		want       config.Paths
	}{
		{"linux", "linux", nil, nil, config.Paths{home + "/.config/banter/config.toml", home + "/.local/share/banter", home + "/.local/state/banter"}},
		{"macOS", "darwin", nil, nil, config.Paths{home + "/.config/banter/config.toml", home + "/.local/share/banter", home + "/.local/state/banter"}},
		{"XDG", "darwin", map[string]string{"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "relative"}, nil,
			config.Paths{"/c/banter/config.toml", "/d/banter", home + "/.local/state/banter"}},
		{"Windows", "windows", map[string]string{"AppData": "/roaming"}, nil,
			config.Paths{"/roaming/banter/config.toml", "/roaming/banter/data", "/roaming/banter/state"}},
		{"--home", "linux", map[string]string{"XDG_DATA_HOME": "/d", "BANTER_HOME": "/env"}, map[string]string{"home": "/flag"},
			config.Paths{"/flag/config.toml", "/flag/data", "/flag/state"}},
		{"BANTER_HOME", "windows", map[string]string{"BANTER_HOME": "/env"}, nil,
			config.Paths{"/env/config.toml", "/env/data", "/env/state"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			getenv := func(name string) string {
				if name == "HOME" {
					return home
				}
				return test.env[name]
			}
			_, got, err := config.Load(config.Sources{Flags: test.flags, Getenv: getenv, GOOS: test.goos})
			if err != nil || got != test.want {
				t.Errorf("got %+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

func TestPathsWithoutHome(t *testing.T) {
	for _, goos := range []string{"linux", "windows"} {
		_, _, err := config.Load(config.Sources{Getenv: func(string) string { return "" }, GOOS: goos})
		if _, ok := err.(*config.Error); !ok {
			t.Errorf("%s: got %v, want a *config.Error that says what to set", goos, err)
		}
	}
}

func TestChoices(t *testing.T) {
	paths := config.Paths{StateDir: filepath.Join(t.TempDir(), "state")}
	first, second := paths.NewChoices(true), paths.NewChoices(true)
	if got := second.Recall("model"); got != "" {
		t.Errorf("nothing was chosen yet, got %q", got)
	}
	if err := first.Remember("model", "gpt-6-luna"); err != nil {
		t.Fatal(err)
	}
	if err := second.Remember("effort", "low"); err != nil { // another process
		t.Fatal(err)
	}
	later := paths.NewChoices(true)
	if later.Recall("model") != "gpt-6-luna" || later.Recall("effort") != "low" {
		t.Errorf("one process lost what the other chose: %q, %q", later.Recall("model"), later.Recall("effort"))
	}
	info, err := os.Stat(filepath.Join(paths.StateDir, "choices.toml"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestChoicesThatAreNotKept(t *testing.T) {
	paths := config.Paths{StateDir: filepath.Join(t.TempDir(), "state")}
	choices := paths.NewChoices(false)
	if err := choices.Remember("model", "gpt-6-luna"); err != nil || choices.Recall("model") != "gpt-6-luna" {
		t.Errorf("the choice must hold while the program runs: %v", err)
	}
	if _, err := os.Stat(paths.StateDir); !os.IsNotExist(err) {
		t.Errorf("a temporary run made a state directory: %v", err)
	}
}

func TestBrokenChoicesAreForgotten(t *testing.T) {
	paths := config.Paths{StateDir: t.TempDir()}
	file := filepath.Join(paths.StateDir, "choices.toml")
	if err := os.WriteFile(file, []byte("model = \"x\"\n= broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	choices := paths.NewChoices(true)
	if got := choices.Recall("model"); got != "" {
		t.Errorf("got %q from a broken file", got)
	}
	var told error
	choices.OnWarning = func(err error) { told = err }
	if err := choices.Remember("theme", "calm"); err != nil || paths.NewChoices(true).Recall("theme") != "calm" {
		t.Errorf("a broken file must be replaced: %v", err)
	}
	copies, _ := filepath.Glob(file + ".bak-*")
	if len(copies) != 1 {
		t.Fatalf("copies %v", copies)
	}
	if text, err := os.ReadFile(copies[0]); err != nil || string(text) != "model = \"x\"\n= broken" {
		t.Errorf("the copy holds %q, %v", text, err)
	}
	if n := notice.Of(told); !strings.Contains(n.Sentence, file) || !strings.Contains(n.Hint, copies[0]) {
		t.Errorf("told %+v", n)
	}
}

// TestChoicesInOtherEncodings: a file that an editor has converted is read.
func TestChoicesInOtherEncodings(t *testing.T) {
	paths := config.Paths{StateDir: t.TempDir()}
	file := filepath.Join(paths.StateDir, "choices.toml")
	for _, text := range []string{"\ufeffmodel = 'x'", "m\x00o\x00d\x00e\x00l\x00=\x00'\x00x\x00'\x00"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := paths.NewChoices(true).Recall("model"); got != "x" {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

// TestChoicesAreNoFile: a folder in its place is named and left alone.
func TestChoicesAreNoFile(t *testing.T) {
	paths := config.Paths{StateDir: t.TempDir()}
	file := filepath.Join(paths.StateDir, "choices.toml")
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	choices := paths.NewChoices(true)
	if got := choices.Recall("model"); got != "" {
		t.Errorf("got %q", got)
	}
	if n := notice.Of(choices.Remember("model", "x")); n.Sentence != file+" is a folder, not a file." {
		t.Errorf("got %+v", n)
	}
}

// Two windows that refreshed one sign-in without a common lock would both
// spend its refresh token.
func TestEveryFileHasItsOwnPlace(t *testing.T) {
	paths := config.Paths{DataDir: filepath.Join("root", "data"), StateDir: filepath.Join("root", "state")}
	seen := map[string]string{}
	for name, file := range map[string]string{
		"history": paths.HistoryFile(), "sealed": paths.SealedFile("a"), "sealed of another": paths.SealedFile("b"),
		"accounts": paths.AccountsFile("a"), "lock": paths.LockFile("a"), "lock of another": paths.LockFile("b"),
		"with a port": paths.LockFile("a:80"), "models": paths.CatalogDir(), "crash": paths.CrashFile(), "copy": paths.CopyFile(),
	} {
		if other, taken := seen[file]; taken {
			t.Errorf("%s and %s share %s", name, other, file)
		}
		seen[file] = name
		folder := filepath.Dir(file)
		if folder != paths.DataDir && folder != paths.StateDir || filepath.Base(file) == "" {
			t.Errorf("%s is in %q", name, file)
		}
		if base := filepath.Base(file); runtime.GOOS != "windows" && strings.ContainsAny(base, ":") {
			t.Errorf("%s cannot be a file on Windows: %q", name, base)
		}
	}
}
