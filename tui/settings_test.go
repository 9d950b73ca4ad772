package tui

import (
	"context"
	"testing"
	"testing/synctest"

	"banter/internal/config"
	"banter/themes"
	"banter/tui/keymap"
)

// TestSettingsChangeLive changes the theme and a key while the chat is open.
func TestSettingsChangeLive(t *testing.T) {
	t.Cleanup(func() { _ = keymap.Rebind(nil) })
	synctest.Test(t, func(t *testing.T) {
		changes := make(chan Settings)
		d := newApp(t, setup{options: func(o *Options) {
			o.NextSettings = func(ctx context.Context) (Settings, bool) {
				select {
				case changed := <-changes:
					return changed, true
				case <-ctx.Done():
					return Settings{}, false
				}
			}
		}})
		d.talk("Which?", "The **answer**.")
		theme, _ := themes.Find("high-contrast")
		before := string(d.SVG())
		changes <- Settings{Theme: &theme}
		synctest.Wait()
		if string(d.SVG()) == before {
			t.Error("the screen has the old colors")
		}
		changes <- Settings{Rebind: func() error { return keymap.Rebind(map[string][]string{"open-help": {"ctrl+x h"}}) }}
		synctest.Wait()
		d.Press("ctrl+x", "h")
		d.sees("Keys")
		d.Press("esc")
		changes <- Settings{Err: &config.Error{What: "a broken file"}}
		synctest.Wait()
		d.sees("broken file")
		d.leave()
	})
}
