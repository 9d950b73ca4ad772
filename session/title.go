package session

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/termsafe"
)

// maxTitle is the longest title, in cells of a terminal.
const maxTitle = 60

// Title returns a title for a question: its first line that has a word, without
// marks of markdown, and cut between words if it is long.
func Title(question string) string {
	for line := range strings.Lines(termsafe.Text(question)) {
		line = strings.Join(strings.Fields(termsafe.Line(line)), " ")
		line = strings.TrimLeft(line, "#>*-` ")
		if strings.IndexFunc(line, isWord) >= 0 {
			return cut(line)
		}
	}
	return cut(termsafe.Line(question))
}

// copies matches the end of the title of a copy.
var copies = regexp.MustCompile(` \(\d{1,4}\)$`)

// copyTitle returns a title for a copy of a conversation: "Title (2)", with the
// first number that is free.
func copyTitle(ctx context.Context, db *history.DB, title string) (string, error) {
	base := copies.ReplaceAllString(title, "")
	taken, err := db.Titles(ctx, base)
	if err != nil {
		return "", err
	}
	for n := 2; ; n++ {
		if copied := fmt.Sprintf("%s (%d)", base, n); !slices.Contains(taken, copied) {
			return copied, nil
		}
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func cut(line string) string {
	if ansi.StringWidth(line) <= maxTitle {
		return line
	}
	line = ansi.Truncate(line, maxTitle-1, "")
	// A word that fills half of the title is cut: too little text precedes it.
	if i := strings.LastIndexByte(line, ' '); i > len(line)/2 {
		line = line[:i]
	}
	return strings.TrimRight(line, " ,;:.") + "…"
}
