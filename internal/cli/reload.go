package cli

import (
	"context"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"banter/internal/config"
	"banter/tui"
)

// settle is how long the files must stay unchanged: an editor writes them in several
// steps.
const settle = 200 * time.Millisecond

// A reloader waits for changes of the config file and of the person's own themes. It
// sleeps meanwhile: the system reports changes.
type reloader struct {
	call    *call
	watcher *fsnotify.Watcher // nil: nothing can be watched
	theme   string            // setting in use
	keys    *config.Keys      // in use
}

// newReloader watches the folders that exist. If the system cannot watch them,
// changes hold from the next start on.
func newReloader(c *call) *reloader {
	r := &reloader{call: c, theme: c.Theme, keys: c.Keys}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return r
	}
	for _, folder := range []string{filepath.Dir(c.paths.ConfigFile), c.paths.ThemesDir()} {
		_ = watcher.Add(folder) // it may not exist
	}
	r.watcher = watcher
	return r
}

func (r *reloader) close() {
	if r.watcher != nil {
		_ = r.watcher.Close()
	}
}

// next implements tui.Options.NextSettings.
func (r *reloader) next(ctx context.Context) (tui.Settings, bool) {
	for {
		themed, ok := r.wait(ctx)
		if !ok {
			return tui.Settings{}, false
		}
		if changed, any := r.read(themed); any {
			return changed, true
		}
	}
}

// wait waits for a change, and then until nothing has changed for a moment. themed
// reports whether a theme's file is among them.
func (r *reloader) wait(ctx context.Context) (themed, ok bool) {
	if r.watcher == nil {
		return false, false
	}
	var quiet <-chan time.Time
	for {
		select {
		case event, open := <-r.watcher.Events:
			if !open {
				return false, false
			}
			own := filepath.Dir(event.Name) == r.call.paths.ThemesDir()
			themed = themed || own
			if own || event.Name == r.call.paths.ConfigFile {
				quiet = time.After(settle)
			}
		case _, open := <-r.watcher.Errors:
			if !open {
				return false, false
			}
		case <-quiet:
			return themed, true
		case <-ctx.Done():
			return false, false
		}
	}
}

// read reads the files again and returns what differs.
func (r *reloader) read(themed bool) (tui.Settings, bool) {
	settings, paths, err := config.Load(r.call.src)
	if err != nil {
		return tui.Settings{Err: err}, true
	}
	var changed tui.Settings
	if themed || settings.Theme != r.theme {
		fresh := &call{Process: r.call.Process, Config: settings, src: r.call.src, paths: paths, choices: r.call.choices}
		theme, err := fresh.findTheme()
		if err != nil {
			return tui.Settings{Err: err}, true
		}
		changed.Theme, r.theme = &theme, settings.Theme
	}
	if !settings.Keys.Same(r.keys) {
		r.keys = settings.Keys
		changed.Rebind = func() error { return rebindAll(settings.Keys) }
	}
	return changed, changed.Theme != nil || changed.Rebind != nil
}
