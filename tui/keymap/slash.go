package keymap

import (
	"regexp"
	"strings"
)

// slashName finds the name of an act or of a prompt at the start of a text. A path has
// a second slash and is none.
var slashName = regexp.MustCompile(`^/([a-z][a-z0-9-]*)(?:\s|$)`)

// CutSlash cuts the name of an act or of a prompt off the start of a text: "/models".
// rest is the text after it, and ok is false if the text begins with no name.
func CutSlash(text string) (name, rest string, ok bool) {
	text = strings.TrimSpace(text)
	found := slashName.FindStringSubmatch(text)
	if found == nil {
		return "", "", false
	}
	return found[1], strings.TrimSpace(text[len(found[0]):]), true
}
