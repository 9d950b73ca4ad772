// Package config finds out what the person wants: flags beat the environment,
// the environment beats the config file, the file beats the defaults. Every
// setting has one name in all of them: --model, BANTER_MODEL, model = .
package config

// Config is every setting with its final value. The toml names are the names
// everywhere.
type Config struct {
	Model     string `toml:"model"`
	Effort    string `toml:"effort"`
	BaseURL   string `toml:"base-url"`
	Issuer    string `toml:"issuer"`
	Store     string `toml:"store"` // keychain, codex, memory (sealed comes with the sealed store)
	Home      string `toml:"-"`     // puts config, data and state under one directory
	Theme     string `toml:"theme"`
	Temporary bool   `toml:"temporary"` // keep nothing on disk
}

// Paths is where things are: the XDG directories (also on macOS), %AppData%
// on Windows, or all under Config.Home.
type Paths struct {
	ConfigFile string // config.toml, written by hand; Banter changes single lines at most
	DataDir    string // history.db
	StateDir   string // remembered choices, locks, logs
}
