package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/config"
	"banter/internal/notice"
)

// change writes file, applies an edit, and returns the file.
func change(t *testing.T, file string, edit func() (config.Edit, error)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "folder", "config.toml")
	if file != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e, err := edit()
	if err == nil {
		err = e.Apply(path, func(config.Config) error { return nil })
	}
	if err != nil {
		return "error: " + err.Error()
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEdit(t *testing.T) {
	for _, test := range []struct{ name, file, key, value, want string }{
		{"a new file", "", "theme", "dusk", "theme = \"dusk\"\n"},
		{"a value, comments stay", "# mine\ntheme = 'a' # why\n\n[keys]\nsend = \"f5\"\n", "theme", "dusk", "# mine\ntheme = \"dusk\" # why\n\n[keys]\nsend = \"f5\"\n"},
		{"a text of several lines", "system = \"\"\"\none\ntwo\"\"\"\nmouse=true\n", "system", "a \"b\"\\", "system = \"a \\\"b\\\"\\\\\"\nmouse=true\n"},
		{"a switch", "mouse=true\n", "mouse", "0", "mouse= false\n"},
		{"before the first table", "# top\n[keys]\nsend = \"f5\"\n", "effort", "high", "# top\neffort = \"high\"\n[keys]\nsend = \"f5\"\n"},
		{"after the last value", "model = \"m\"\n# end\n", "effort", "high", "model = \"m\"\neffort = \"high\"\n# end\n"},
		{"without a last line feed", "model = \"m\"", "effort", "high", "model = \"m\"\neffort = \"high\"\n"},
		{"below its comment", "# Model.\n# model = \"x\"\n\n# Effort.\n# effort = \"low\"\n", "model", "m", "# Model.\n# model = \"x\"\nmodel = \"m\"\n\n# Effort.\n# effort = \"low\"\n"},
		{"a key of an act", "[keys]\nsend = \"f5\"\n\n[profile.a]\nmouse = false\n", "keys.find", "ctrl+f", "[keys]\nsend = \"f5\"\nfind = \"ctrl+f\"\n\n[profile.a]\nmouse = false\n"},
		{"a new table", "model = \"m\"\n", "profile.work.account", "work", "model = \"m\"\n\n[profile.work]\naccount = \"work\"\n"},
		{"an empty table", "[profile.work]\n", "profile.work.account", "work", "[profile.work]\naccount = \"work\"\n"},
		{"a dotted key", "profile.work.account = \"a\"\n", "profile.work.account", "b", "profile.work.account = \"b\"\n"},
		{"no such setting", "", "modle", "m", `error: the config file has no "modle"`},
		{"home", "", "home", "/x", `error: the config file has no "home"`},
		{"a wrong value", "", "store", "vault", `error: store must be keychain, sealed, codex or memory, not "vault"`},
		{"a broken file", "model = \n", "effort", "high", "this is not valid TOML"},
	} {
		got := change(t, test.file, func() (config.Edit, error) { return config.NewEdit(test.key, test.value) })
		if strings.HasPrefix(got, "error: ") && strings.Contains(got, test.want) {
			continue
		}
		if got != test.want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.name, got, test.want)
		}
	}
	several := change(t, "", func() (config.Edit, error) { return config.NewEdit("keys.find", "f3", "ctrl+x s") })
	if want := "\n[keys]\nfind = [\"f3\", \"ctrl+x s\"]\n"; several != want {
		t.Errorf("several keys: %q", several)
	}
}

func TestRemoval(t *testing.T) {
	for _, test := range []struct{ file, key, want string }{
		{"a = 1", "theme", "error: "},
		{"theme = \"a\" # why\nmouse = true\n", "theme", "mouse = true\n"},
		{"mouse = true\ntheme = \"a\"", "theme", "mouse = true\n"},
		{"[keys]\nfind = [\n  \"f3\",\n]\nsend = \"f5\"\n", "keys.find", "[keys]\nsend = \"f5\"\n"},
		{"mouse = true\n", "theme", "mouse = true\n"},
	} {
		got := change(t, test.file, func() (config.Edit, error) { return config.NewRemoval(test.key) })
		if got != test.want && !(test.want == "error: " && strings.HasPrefix(got, test.want)) {
			t.Errorf("%s without %s:\n%s", test.file, test.key, got)
		}
	}
}

func TestProfiles(t *testing.T) {
	const file = "model = \"m\"\neffort = \"low\"\n\n[profile.work]\naccount = \"work\"\neffort = \"high\"\nmouse = false\nplain = true\n\n[profile]\nhome.model = \"h\"\n"
	c, err := load(t, file, map[string]string{"BANTER_PROFILE": "work"}, map[string]string{"effort": "max"})
	if err != nil || c.Model != "m" || c.Effort != "max" || c.Account != "work" || c.Mouse || !c.Plain.On || !c.Titles {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err := load(t, file, nil, map[string]string{"profile": "home"}); err != nil || c.Model != "h" || !c.Mouse {
		t.Errorf("another: %+v, %v", c, err)
	}
	for file, want := range map[string]string{
		file:                                  `BANTER_PROFILE: there is no profile "x". The config file has home, work.`,
		"":                                    `BANTER_PROFILE: there is no profile "x". The config file has none; write a table [profile.x].`,
		"[profile.a]\nmodle = \"m\"":          `config.toml line 2: there is no setting called "modle".`,
		"[profile.a]\nprofile = \"b\"":        `config.toml line 2: there is no setting called "profile".`,
		"[profile.a]\nstore = \"vault\"":      `config.toml line 2: store must be keychain, sealed, codex or memory, not "vault".`,
		"[profile.a]\nmouse = \"no\"":         `config.toml line 2: mouse must be true or false.`,
		"[profile.a]\ntheme = true":           `config.toml line 2: theme must be a text in quotes.`,
		"[profile.a.b]\ntheme = \"dusk\"":     `config.toml line 2: a profile is a table of settings.`,
		"profile = \"a\"":                     `config.toml line 1: a profile is a table of settings.`,
		"[profile]\ntheme = \"dusk\"":         `config.toml line 2: a profile is a table of settings.`,
		"[[profile.a]]\ntheme = \"dusk\"":     `config.toml line 1: a profile is a table of settings.`,
		"[profile.a]\ntheme = \"x\"\ntheme=1": `config.toml line 3: theme is set twice.`,
	} {
		_, err := load(t, file, map[string]string{"BANTER_PROFILE": "x"}, nil)
		if got := sentence(err); !strings.Contains(got, want) {
			t.Errorf("%q: %s", file, got)
		}
	}
}

func sentence(err error) string {
	n := notice.Of(err)
	return strings.TrimSpace(n.Sentence + " " + n.Hint)
}

// TestTemplate sets nothing, and every setting once its examples hold.
func TestTemplate(t *testing.T) {
	template := string(config.Template())
	plain, err := load(t, template, nil, nil)
	empty, _ := load(t, "", nil, nil)
	if plain.Home, empty.Home = "", ""; err != nil || plain != empty {
		t.Errorf("%+v, %v", plain, err)
	}
	var written []string
	for _, line := range strings.Split(template, "\n") {
		code := strings.TrimPrefix(line, "# ")
		if key, _, ok := strings.Cut(code, " = "); ok && !strings.Contains(key, " ") && key != "send" || strings.HasPrefix(code, "[") {
			written = append(written, code)
		}
	}
	all, err := load(t, strings.Join(written, "\n"), nil, nil)
	if err != nil || all.Keys == nil || !all.Plain.Given {
		t.Errorf("%+v, %v", all, err)
	}
	for _, s := range config.Settings {
		if in := strings.Contains(template, "\n# "+s.Name+" = "); in == (s.Name == "home" || s.Name == "profile") {
			t.Errorf("%s in the template: %t", s.Name, in)
		}
	}
}

func TestValues(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "config.toml")
	if err := os.WriteFile(file, []byte("theme = \"a\"\neffort = \"low\"\n[profile.p]\neffort = \"high\"\nplain = true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"BANTER_HOME": home, "BANTER_PROFILE": "p"}
	values, _, err := config.Values(config.Sources{Flags: map[string]string{"model": "m"}, Getenv: func(name string) string { return env[name] }, GOOS: "linux"})
	if err != nil || len(values) != len(config.Settings) {
		t.Fatalf("%d values, %v", len(values), err)
	}
	want := map[string]config.Value{
		"model": {"model", "m", "--model"}, "effort": {"effort", "high", "profile p"}, "theme": {"theme", "a", file}, "plain": {"plain", "true", "profile p"},
		"mouse": {"mouse", "true", config.Default}, "notify": {"notify", "auto", config.Default}, "system": {"system", "", config.Default},
		"profile": {"profile", "p", "BANTER_PROFILE"}, "home": {"home", home, "BANTER_HOME"},
	}
	for _, v := range values {
		if w, ok := want[v.Name]; ok && v != w {
			t.Errorf("got %+v, want %+v", v, w)
		}
	}
}
