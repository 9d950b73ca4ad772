// Package config reads the settings: flags beat the environment, which beats
// the chosen profile of the config file, which beats the rest of the file, which
// beats the defaults. Every setting has one name in all
// of them: --model, BANTER_MODEL, model = .
package config

import (
	"encoding"
	"fmt"
	"strconv"
	"strings"
)

// Config is the final value of every setting; empty means not set. The toml
// names are the names of the settings.
type Config struct {
	Model   string `toml:"model"`
	Effort  string `toml:"effort"`
	System  string `toml:"system"` // system prompt of new conversations, or @ and the path of a file with it
	BaseURL URL    `toml:"base-url"`
	Issuer  URL    `toml:"issuer"`
	Account string `toml:"account"` // name of the sign-in to use; empty: the last one chosen
	Store   Store  `toml:"store"`
	Route   Route  `toml:"route"` // of new sign-ins; an account keeps its own
	// PassphraseFile has the passphrase of the sealed store in its first line;
	// empty: the person types it.
	PassphraseFile string `toml:"passphrase-file"`
	Profile        string `toml:"-"` // name of the settings of the file that hold besides; empty: none
	// KeepUnlocked is how long the passphrase of the sealed store is kept after it was typed.
	KeepUnlocked KeepTime  `toml:"keep-unlocked"`
	Home         string    `toml:"-"` // puts config, data and state under one directory
	Theme        string    `toml:"theme"`
	Plain        Switch    `toml:"plain"`  // chat without a screen; not given: if the terminal draws nothing or is read aloud
	Inline       bool      `toml:"inline"` // chat at the bottom of the normal screen; the terminal keeps what was said
	Mouse        bool      `toml:"mouse"`  // false leaves the mouse to the terminal; default true
	Wheel        Wheel     `toml:"wheel"`
	Titles       bool      `toml:"titles"` // let a small model make titles; default true
	Notify       Notify    `toml:"notify"`
	Taskbar      bool      `toml:"taskbar"` // show there that an answer is being written; default true
	Images       Images    `toml:"images"`
	Compact      Compact   `toml:"compact"`
	Bidi         Bidi      `toml:"bidi"`
	Temporary    bool      `toml:"temporary"` // keep nothing on disk
	Retention    Retention `toml:"retention"` // of conversations that are not pinned
	Sync         string    `toml:"sync"`      // folder to exchange conversations through; empty: none
	SyncKey      string    `toml:"sync-key"`  // file with the key of that folder; empty: not encrypted
	Log          string    `toml:"log"`       // file to append a debug log to; empty: none
	Keys         *Keys     `toml:"-"`         // other keys for the acts of the chat; nil: none
}

// A Setting is one setting of a person's.
type Setting struct {
	Name    string // flag, environment variable and key are made of it
	Value   string // name of the value in the help; empty for a switch
	Usage   string // one line for the help
	Bool    bool   // a switch: the flag needs no value
	Default bool   // of a switch

	field func(*Config) any // *string, *bool or encoding.TextUnmarshaler
}

// Settings lists every setting, in the order of the help.
var Settings = []Setting{
	{Name: "model", Value: "MODEL", Usage: "model to ask, such as gpt-6.1-sol; banter models lists them", field: func(c *Config) any { return &c.Model }},
	{Name: "effort", Value: "LEVEL", Usage: "how hard the model thinks, such as low, medium or high; banter models lists them", field: func(c *Config) any { return &c.Effort }},
	{Name: "system", Value: "TEXT", Usage: "system prompt of new conversations, or @FILE", field: func(c *Config) any { return &c.System }},
	{Name: "account", Value: "NAME", Usage: "account to use, by the name that banter login was given", field: func(c *Config) any { return &c.Account }},
	{Name: "route", Value: "ROUTE", Usage: "how to sign in: " + routeList + ", which is OpenAI's documented way, in a browser of this computer", field: func(c *Config) any { return &c.Route }},
	{Name: "store", Value: "STORE", Usage: "where the sign-in is kept: " + storeList, field: func(c *Config) any { return &c.Store }},
	{Name: "passphrase-file", Value: "FILE", Usage: "file with the passphrase of the sealed store", field: func(c *Config) any { return &c.PassphraseFile }},
	{Name: "keep-unlocked", Value: "TIME", Usage: "how long to keep the passphrase of the sealed store after it was typed, such as 5m or 8h, or off", field: func(c *Config) any { return &c.KeepUnlocked }},
	{Name: "theme", Value: "THEME", Usage: "theme of colors, or the path of a style sheet of Glamour", field: func(c *Config) any { return &c.Theme }},
	{Name: "plain", Usage: "chat without a screen, line by line: for screen readers, braille, serial lines and pipes", Bool: true, field: func(c *Config) any { return &c.Plain }},
	{Name: "inline", Usage: "chat at the bottom of the normal screen: what was said goes into the terminal's own scrollback", Bool: true, field: func(c *Config) any { return &c.Inline }},
	{Name: "mouse", Usage: "use the mouse; --mouse=false leaves it to the terminal", Bool: true, Default: true, field: func(c *Config) any { return &c.Mouse }},
	{Name: "wheel", Value: "ROWS", Usage: "rows that a notch of the mouse wheel scrolls: " + wheelRange, field: func(c *Config) any { return &c.Wheel }},
	{Name: "titles", Usage: "let a small model make titles of first answers; --titles=false keeps the first words", Bool: true, Default: true, field: func(c *Config) any { return &c.Titles }},
	{Name: "notify", Value: "HOW", Usage: "how to tell that an answer is complete while you look elsewhere: " + notifyList, field: func(c *Config) any { return &c.Notify }},
	{Name: "taskbar", Usage: "show in the taskbar that an answer is being written, where the terminal can", Bool: true, Default: true, field: func(c *Config) any { return &c.Taskbar }},
	{Name: "images", Value: "HOW", Usage: "show attached images in the chat, where the terminal can: " + imagesList, field: func(c *Config) any { return &c.Images }},
	{Name: "compact", Value: "WHEN", Usage: "summarize older messages for the model when a conversation nearly fills its context: " + compactList, field: func(c *Config) any { return &c.Compact }},
	{Name: "bidi", Value: "PROGRAM", Usage: "program that orders right-to-left text: " + bidiList, field: func(c *Config) any { return &c.Bidi }},
	{Name: "temporary", Usage: "keep nothing of the conversation on disk", Bool: true, field: func(c *Config) any { return &c.Temporary }},
	{Name: "retention", Value: "AGE", Usage: "delete conversations that were not used for so long, such as 90d, 12w, 6m or 2y", field: func(c *Config) any { return &c.Retention }},
	{Name: "sync", Value: "FOLDER", Usage: "folder to exchange conversations with your other computers through", field: func(c *Config) any { return &c.Sync }},
	{Name: "sync-key", Value: "FILE", Usage: "file with the passphrase or age identity that encrypts the sync folder", field: func(c *Config) any { return &c.SyncKey }},
	{Name: "log", Value: "FILE", Usage: "file to append a debug log to; it holds no questions, answers or secrets", field: func(c *Config) any { return &c.Log }},
	{Name: "profile", Value: "NAME", Usage: "use the settings of the table [profile.NAME] of the config file too", field: func(c *Config) any { return &c.Profile }},
	{Name: "home", Value: "DIRECTORY", Usage: "directory for config, data and state", field: func(c *Config) any { return &c.Home }},
	{Name: "base-url", Value: "URL", Usage: "address of the answer server", field: func(c *Config) any { return &c.BaseURL }},
	{Name: "issuer", Value: "URL", Usage: "address of the sign-in server", field: func(c *Config) any { return &c.Issuer }},
}

// Env returns the name of the environment variable: BANTER_BASE_URL.
func (s Setting) Env() string {
	return "BANTER_" + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

// inFile reports whether the config file may have the setting.
func (s Setting) inFile() bool { return s.Name != "home" && s.Name != "profile" }

// set parses text as the value of the setting. The error is a clause that
// follows the name of the setting: "must be true or false".
func (s Setting) set(c *Config, text string) error {
	switch field := s.field(c).(type) {
	case *string:
		*field = text
	case *bool:
		value, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("must be true or false")
		}
		*field = value
	case encoding.TextUnmarshaler:
		return field.UnmarshalText([]byte(text))
	}
	return nil
}

// Sources are the sources of settings.
type Sources struct {
	Flags  map[string]string   // flags on the command line, by name
	Getenv func(string) string // the environment; an empty variable is none
	GOOS   string              // decides the place of files
}

// Origin returns what gave the named setting its value, as an error may name
// it: --theme, BANTER_THEME, or the config file.
func (src Sources) Origin(name string, paths Paths) string {
	if _, given := src.Flags[name]; given {
		return "--" + name
	}
	if env := (Setting{Name: name}).Env(); src.Getenv(env) != "" {
		return env
	}
	return paths.ConfigFile
}

// Load reads all sources. The error is an [*Error] if a value cannot be used. A
// missing config file is no error. If only the file has a mistake, the paths are
// known, and the Config is that of the other sources.
func Load(src Sources) (Config, Paths, error) {
	var outer Config // flags and environment alone
	if err := outer.override(src); err != nil {
		return Config{}, Paths{}, err
	}
	paths, err := findPaths(src, outer.Home)
	if err != nil {
		return Config{}, Paths{}, err
	}
	c, ps, err := readFile(paths.ConfigFile)
	if err == nil && outer.Profile != "" {
		err = ps.apply(&c, outer.Profile, src.Origin("profile", paths))
	}
	if err != nil {
		return outer, paths, err
	}
	return c, paths, c.override(src)
}

// override applies the environment and then the flags.
func (c *Config) override(src Sources) error {
	for _, s := range Settings {
		if text := src.Getenv(s.Env()); text != "" {
			if err := s.set(c, text); err != nil {
				return &Error{What: s.Env() + " " + err.Error(), Hint: hint(err)}
			}
		}
		if text, given := src.Flags[s.Name]; given {
			if err := s.set(c, text); err != nil {
				return &Error{What: "--" + s.Name + " " + err.Error(), Hint: hint(err)}
			}
		}
	}
	return nil
}
