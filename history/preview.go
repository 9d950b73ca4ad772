package history

import (
	"regexp"
	"strings"
)

// markdown finds the marks of markdown in one line: at its beginning those of
// headings, quotes, lists and tables, and those of links, code and emphasis.
var markdown = struct{ start, link, marks *regexp.Regexp }{
	regexp.MustCompile(`^[\s>#|]*(?:[-*+] |\d{1,9}[.)] )?(?:\[[ xX]\] )?`),
	regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*(?: "[^"]*")?\)`),
	regexp.MustCompile("\\*\\*\\*|\\*\\*|___|__|~~|`+|\\B\\*\\b|\\b\\*\\B|\\B_\\b|\\b_\\B"),
}

// Preview returns a line of an answer without the marks of markdown, for lists.
func Preview(line string) string {
	line = markdown.start.ReplaceAllString(line, "")
	line = markdown.link.ReplaceAllString(line, "$1")
	line = markdown.marks.ReplaceAllString(line, "")
	return strings.TrimRight(strings.TrimSpace(line), "|# ")
}
