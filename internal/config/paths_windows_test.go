package config_test

import (
	"testing"

	"banter/internal/config"
)

func TestPathsOfWindows(t *testing.T) {
	const data = `C:\Users\Ann O'Neil\AppData\Roaming`
	for home, want := range map[string]config.Paths{
		"":            {data + `\banter\config.toml`, data + `\banter\data`, data + `\banter\state`},
		`D:\Ännes 日本`: {`D:\Ännes 日本\config.toml`, `D:\Ännes 日本\data`, `D:\Ännes 日本\state`},
	} {
		getenv := func(name string) string { return map[string]string{"AppData": data, "BANTER_HOME": home}[name] }
		_, got, err := config.Load(config.Sources{Getenv: getenv, GOOS: "windows"})
		if err != nil || got != want {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
	}
}
