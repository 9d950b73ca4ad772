package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"banter/internal/config"
	"banter/internal/notice"
	"banter/tui"
	"banter/tui/keymap"
)

// TestReload changes the files as a person does while the chat is open.
func TestReload(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "config.toml")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "theme = \"dusk\"\n")
	if err := os.Mkdir(filepath.Join(home, "themes"), 0o700); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string { return map[string]string{"BANTER_HOME": home}[name] }
	src := config.Sources{Getenv: getenv, GOOS: "linux"}
	settings, paths, err := config.Load(src)
	if err != nil {
		t.Fatal(err)
	}
	c := &call{Process: Process{Getenv: getenv}, Config: settings, src: src, paths: paths, choices: paths.NewChoices(false)}
	r := newReloader(c)
	defer r.close()
	if r.watcher == nil {
		t.Skip("this system watches no files")
	}
	t.Cleanup(func() { _ = keymap.Rebind(nil) })
	next := func() tui.Settings {
		t.Helper()
		changes := make(chan tui.Settings, 1)
		go func() {
			if changed, ok := r.next(t.Context()); ok {
				changes <- changed
			}
		}()
		select {
		case changed := <-changes:
			return changed
		case <-time.After(30 * time.Second):
			t.Fatal("no change was reported")
			return tui.Settings{}
		}
	}

	write(file, "theme = \"moss\"\n")
	if changed := next(); changed.Theme == nil || changed.Theme.Name != "moss" || changed.Rebind != nil || changed.Err != nil {
		t.Errorf("another theme: %+v", changed)
	}
	write(file, "theme = \"moss\"\n[keys]\nfind = \"ctrl+x z\"\n")
	if changed := next(); changed.Theme != nil || changed.Rebind == nil || changed.Rebind() != nil || keymap.Find.Label() != "Ctrl+X,z" {
		t.Errorf("another key: %+v, %s", changed, keymap.Find.Label())
	}
	write(file, "theme = \n")
	if changed := next(); changed.Err == nil || notice.Of(changed.Err).Unknown {
		t.Errorf("a broken file: %+v", changed)
	}
	write(file, "theme = \"moss\"\n")
	if changed := next(); changed.Rebind == nil || changed.Rebind() != nil || keymap.Find.Label() != "F3" {
		t.Errorf("the usual key again: %+v, %s", changed, keymap.Find.Label())
	}
	palette, err := os.ReadFile("../../themes/moss.toml")
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(home, "themes", "mine.toml"), string(palette))
	if changed := next(); changed.Theme == nil {
		t.Errorf("an own theme: %+v", changed)
	}
}
