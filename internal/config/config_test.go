package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/config"
	"banter/internal/notice"
)

// load reads settings with the given config file, environment and flags.
func load(t *testing.T, file string, env, flags map[string]string) (config.Config, error) {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string {
		if name == "BANTER_HOME" {
			return home
		}
		return env[name]
	}
	c, _, err := config.Load(config.Sources{Flags: flags, Getenv: getenv, GOOS: "linux"})
	return c, err
}

func TestPrecedence(t *testing.T) {
	const file = "model = \"file\"\neffort = \"file\"\ntheme = \"file\"\ntemporary = true\n"
	c, err := load(t, file,
		map[string]string{"BANTER_MODEL": "env", "BANTER_EFFORT": "env", "BANTER_TEMPORARY": ""},
		map[string]string{"model": "flag", "temporary": "false"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Model != "flag" || c.Effort != "env" || c.Theme != "file" || c.Temporary || c.Store != (config.Store{}) {
		t.Errorf("flags beat environment beats file beats default: got %+v", c)
	}
}

// TestEverySettingEverywhere finds a setting that one of the sources forgot.
func TestEverySettingEverywhere(t *testing.T) {
	values := map[string]string{
		"model": "m", "effort": "e", "system": "s", "account": "work", "passphrase-file": "p", "keep-unlocked": "8h", "store": "memory", "route": "documented", "theme": "t", "plain": "true", "inline": "true", "temporary": "true", "mouse": "false", "wheel": "5", "titles": "false", "bidi": "terminal", "compact": "auto", "notify": "bell", "taskbar": "false", "images": "sixel",
		"retention": "90d", "sync": "/folder", "sync-key": "k", "log": "debug.log", "base-url": "https://answers.example/codex", "issuer": "http://127.0.0.1:8080",
	}
	for _, s := range config.Settings {
		if s.Name == "home" || s.Name == "profile" {
			continue // they decide what is read of which file
		}
		value := values[s.Name]
		quoted := `"` + value + `"`
		if s.Bool {
			quoted = value
		}
		if isSwitch := value == "true" || value == "false"; s.Bool != isSwitch || s.Default != (value == "false") {
			t.Errorf("%s: a switch %t, by default %t", s.Name, s.Bool, s.Default)
		}
		fromFile, err1 := load(t, s.Name+" = "+quoted, nil, nil)
		fromEnv, err2 := load(t, "", map[string]string{s.Env(): value}, nil)
		fromFlag, err3 := load(t, "", nil, map[string]string{s.Name: value})
		fromEnv.Home, fromFile.Home, fromFlag.Home = "", "", ""
		if err1 != nil || err2 != nil || err3 != nil {
			t.Errorf("%s: %v, %v, %v", s.Name, err1, err2, err3)
		}
		if fromFile == (config.Config{Mouse: true, Titles: true, Taskbar: true}) || fromFile != fromEnv || fromEnv != fromFlag {
			t.Errorf("%s differs: file %+v, environment %+v, flag %+v", s.Name, fromFile, fromEnv, fromFlag)
		}
	}
}

func TestBadFile(t *testing.T) {
	for _, test := range []struct{ name, file, where, what, excerpt string }{
		{"unknown key", "# mine\nmodle = \"x\"\n", "line 2", `there is no setting called "modle"`, "2 | modle = \"x\"\n  | ^^^^^"},
		{"unknown table", "[ui]\nwidth = 3\n", "line 1", `there is no setting called "ui"`, "1 | [ui]\n  |  ^^"},
		{"home", "home = \"/x\"", "line 1", "home cannot be set in the file", "1 | home = \"/x\"\n  | ^^^^"},
		{"number for text", "model = 3\n", "line 1", "model must be a text in quotes", "1 | model = 3\n  |         ^"},
		{"text for switch", "temporary = \"yes\"", "line 1", "temporary must be true or false", "1 | temporary = \"yes\"\n  |             ^"},
		{"table for text", "[model]\na = 1\n", "line 1", "model must be a text in quotes", "1 | [model]\n  |  ^"},
		{"twice", "model = \"a\"\nmodel = \"b\"", "line 2", "model is set twice", "2 | model = \"b\"\n  | ^"},
		{"bad store", "store = \"vault\"", "line 1", `store must be keychain, sealed, codex or memory, not "vault"`, "1 | store = \"vault\"\n  |         ^"},
		{"plain http", "base-url = \"http://answers.example\"", "line 1", "base-url must begin with https://", "1 | base-url = \"http://answers.example\"\n  |            ^"},
		{"not TOML", "model = \n", "line 1", "not valid TOML", "1 | model = \n  |         ^"},
		{"keys as a text", "keys = \"emacs\"", "line 1", "keys must be a table", "1 | keys = \"emacs\"\n  |        ^"},
		{"a number for a key", "[keys]\nsend = 5", "line 2", "send must be a key in quotes, or a list of them", "2 | send = 5\n  | ^^^^"},
		{"a table for a key", "[keys.send]\na = \"b\"", "line 2", "send must be", "2 | a = \"b\"\n  | ^"},
		{"a key twice", "[keys]\nsend = \"a\"\nsend = \"b\"", "line 3", "send is set twice", "3 | send = \"b\"\n  | ^"},
		{"after wide text", "\"möd\" = 1", "line 1", `there is no setting called "möd"`, "1 | \"möd\" = 1\n  | ^^^"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(t, test.file, nil, nil)
			wrong, ok := err.(*config.Error)
			if !ok {
				t.Fatalf("got %T %v, want a *config.Error", err, err)
			}
			sentence := notice.Of(err).Sentence
			if !strings.Contains(sentence, "config.toml "+test.where) || !strings.Contains(sentence, test.what) {
				t.Errorf("sentence %q lacks %q or %q", sentence, test.where, test.what)
			}
			if wrong.Excerpt != test.excerpt {
				t.Errorf("excerpt:\n%s\nwant:\n%s", wrong.Excerpt, test.excerpt)
			}
		})
	}
}

func TestBadValuesNameTheirSource(t *testing.T) {
	for _, test := range []struct {
		env, flags map[string]string
		want       string
	}{
		{map[string]string{"BANTER_STORE": "vault"}, nil, "BANTER_STORE must be keychain, sealed, codex or memory"},
		{nil, map[string]string{"store": "vault"}, "--store must be keychain, sealed, codex or memory"},
		{nil, map[string]string{"issuer": "ftp://x"}, "--issuer must begin with https://"},
		{nil, map[string]string{"issuer": "http://127.0.0.1.evil.example"}, "--issuer must begin with https://"},
		{nil, map[string]string{"issuer": "https://ann:pw@auth.example"}, "--issuer must not hold a name or a password"},
		{nil, map[string]string{"base-url": "chatgpt.com"}, "--base-url must be an address"},
		{map[string]string{"BANTER_TEMPORARY": "maybe"}, nil, "BANTER_TEMPORARY must be true or false"},
	} {
		_, err := load(t, "", test.env, test.flags)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func TestURL(t *testing.T) {
	for text, ok := range map[string]bool{
		"https://chatgpt.com/backend-api/codex/": true, "http://localhost:1455": true, "http://[::1]:80/x": true,
		"http://192.168.0.1": false, "https://": false, "https://h/?q=1": false, "": false, "://": false,
	} {
		var u config.URL
		if err := u.UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		} else if strings.HasSuffix(u.String(), "/") {
			t.Errorf("%q keeps its trailing slash: %q", text, u)
		}
	}
}

func FuzzConfigFile(f *testing.F) {
	for _, seed := range []string{"", "model = \"x\"", "modle = 1", "[a.b]\nc=1", "\"\\u0000\" = 1", "model = \"\x1b\"", "a.b.c = 2", "temporary=1", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := load(t, text, nil, nil); err != nil && notice.Of(err).Sentence == "" {
			t.Errorf("no words for %v", err)
		}
	})
}
