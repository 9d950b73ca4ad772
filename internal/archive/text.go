package archive

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"banter/history"
	"banter/internal/citation"
	"banter/internal/termsafe"
)

// textWriter writes the shown branch as plain text.
type textWriter struct {
	w     io.Writer
	later bool // a conversation came before
}

func (t *textWriter) begin(bool) error { return nil }

func (t *textWriter) end() error { return nil }

func (t *textWriter) conversation(ctx context.Context, db *history.DB, c history.Summary) error {
	messages, damage := branch(ctx, db, c)
	if messages == nil && damage != nil {
		return damage
	}
	if t.later {
		if _, err := io.WriteString(t.w, "\n\n"+strings.Repeat("=", 72)+"\n\n"); err != nil {
			return err
		}
	}
	t.later = true
	if _, err := fmt.Fprintf(t.w, "%s\n%s\n", strings.TrimSpace(termsafe.Line(c.Title)), formatTime(c.Created)); err != nil {
		return err
	}
	if system := systemPrompt(c); system != "" {
		if _, err := fmt.Fprintf(t.w, "\nSystem prompt:\n\n%s\n", system); err != nil {
			return err
		}
	}
	for _, m := range messages {
		text, sources := cited(m, func(n int, _ citation.Source) string { return "[" + strconv.Itoa(n) + "]" })
		text = joinTexts(strings.TrimRight(termsafe.Text(text), " \t\n"), sourceLines(sources))
		for _, file := range fileLines(m) {
			text = joinTexts(text, "["+file+"]")
		}
		for _, said := range []string{ending(m), noted(m)} {
			if said != "" {
				text = joinTexts(text, "["+termsafe.Line(said)+"]")
			}
		}
		if _, err := fmt.Fprintf(t.w, "\n%s:\n\n%s\n", termsafe.Line(author(m)), text); err != nil {
			return err
		}
	}
	return damage
}
