package cli

import (
	"os"
	"path/filepath"
	"strings"

	"banter/internal/config"
)

// systemPrompt returns the system prompt that is set for new conversations: the
// text itself, or that of the file named after "@".
func (c *call) systemPrompt() (string, error) {
	if c.persona != "" {
		return c.persona, nil
	}
	name, isFile := strings.CutPrefix(c.System, "@")
	if !isFile {
		return c.System, nil
	}
	setBy := c.src.Origin("system", c.paths)
	if name == "" {
		return "", &usageError{setBy + ": the path of a file must follow the @", ""}
	}
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		name = filepath.Join(home, rest)
	} else if setBy == c.paths.ConfigFile && !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(c.paths.ConfigFile), name)
	}
	text, err := config.ReadText(name)
	if err != nil {
		if fault, ok := err.(*config.Error); ok {
			return "", &config.Error{Where: setBy + ": " + fault.Where, What: fault.What, Hint: "Name a text in UTF-8."}
		}
		return "", &usageError{setBy + ": the file " + quoted(name) + " cannot be read: " + reason(err), ""}
	}
	return strings.TrimSpace(string(text)), nil
}
