package config

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Paths are the places of Banter's files: the XDG directories (also on macOS),
// %AppData% on Windows, or all under Config.Home. All are absolute; none need
// exist.
type Paths struct {
	ConfigFile string // config.toml, written by hand; only banter config changes it
	DataDir    string // the history
	StateDir   string // remembered choices, locks, crash reports
}

// HistoryFile returns the path of the database of conversations.
func (p Paths) HistoryFile() string { return filepath.Join(p.DataDir, "history.db") }

// SealedFile returns the path of the sealed file with the named entry of a
// store.
func (p Paths) SealedFile(entry string) string {
	return filepath.Join(p.DataDir, "sign-in-"+fileName(entry)+".age")
}

// AccountsFile returns the path of the index of the sign-ins at one server. It
// has no secret.
func (p Paths) AccountsFile(entry string) string {
	return filepath.Join(p.DataDir, fileName(entry)+".json")
}

// LockFile returns the path of the lock that serializes refreshes of one
// sign-in over processes.
func (p Paths) LockFile(entry string) string {
	return filepath.Join(p.StateDir, "sign-in-"+fileName(entry)+".lock")
}

// fileName replaces the colon before a port, which file names cannot have on
// all systems.
func fileName(entry string) string { return strings.ReplaceAll(entry, ":", "-") }

// RegistryDir returns the directory of what this installation is at ChatGPT: its id,
// and the client ids of the accounts. It has no secret, and sign-outs leave it.
func (p Paths) RegistryDir() string { return filepath.Join(p.StateDir, "chatgpt") }

// ThemesDir returns the directory of the person's own themes.
func (p Paths) ThemesDir() string { return filepath.Join(filepath.Dir(p.ConfigFile), "themes") }

// PromptsDir returns the directory of the person's own prompts.
func (p Paths) PromptsDir() string { return filepath.Join(filepath.Dir(p.ConfigFile), "prompts") }

// CatalogDir returns the directory of the last lists of models.
func (p Paths) CatalogDir() string { return filepath.Join(p.StateDir, "models") }

// CrashFile returns the path of the report of the last crash.
func (p Paths) CrashFile() string { return filepath.Join(p.StateDir, "crash.txt") }

// CopyFile returns the path for a copied text that is too long for the
// terminal.
func (p Paths) CopyFile() string { return filepath.Join(p.StateDir, "copied.md") }

func findPaths(src Sources, home string) (Paths, error) {
	if home != "" {
		root, err := filepath.Abs(home)
		if err != nil {
			return Paths{}, fmt.Errorf("find home directory: %w", err)
		}
		return under(root), nil
	}
	if src.GOOS == "windows" {
		return windowsPaths(src)
	}
	config, err := xdg(src, "XDG_CONFIG_HOME", ".config")
	if err != nil {
		return Paths{}, err
	}
	data, err := xdg(src, "XDG_DATA_HOME", ".local/share")
	if err != nil {
		return Paths{}, err
	}
	state, err := xdg(src, "XDG_STATE_HOME", ".local/state")
	return Paths{ConfigFile: filepath.Join(config, "config.toml"), DataDir: data, StateDir: state}, err
}

func windowsPaths(src Sources) (Paths, error) {
	appData := src.Getenv("AppData")
	if appData == "" {
		return Paths{}, homeless("%AppData%")
	}
	return under(filepath.Join(appData, "banter")), nil
}

func under(root string) Paths {
	return Paths{
		ConfigFile: filepath.Join(root, "config.toml"),
		DataDir:    filepath.Join(root, "data"),
		StateDir:   filepath.Join(root, "state"),
	}
}

// xdg returns Banter's directory in one of the XDG base directories. The XDG
// specification has relative values ignored.
func xdg(src Sources, variable, fallback string) (string, error) {
	if dir := src.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "banter"), nil
	}
	home := src.Getenv("HOME")
	if home == "" {
		return "", homeless("HOME")
	}
	if !filepath.IsAbs(home) {
		return "", &Error{What: fmt.Sprintf("HOME is %q, which is not an absolute path", quotable(home)), Hint: "Set it to one, or give --home DIRECTORY."}
	}
	return filepath.Join(home, fallback, "banter"), nil
}

func homeless(variable string) error {
	return &Error{What: variable + " is not set, so Banter has no place for its settings and conversations", Hint: "Set it, or give --home DIRECTORY."}
}
