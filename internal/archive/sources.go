package archive

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"banter/history"
	"banter/internal/citation"
	"banter/internal/termsafe"
)

// cited returns the sources of an answer, and its text with numbers that form
// writes.
func cited(m history.Message, form func(number int, s citation.Source) string) (string, []citation.Source) {
	if m.Role == history.User {
		return m.Text, nil
	}
	w := citation.Read(m.Text, m.Items)
	return w.Number(m.Text, func(n int) string { return form(n, w.Sources[n-1]) }).Text, w.Sources
}

// footnotes returns the text of a message with footnotes for its sources, and their
// definitions. They are numbered over the whole file.
func (d *markdownWriter) footnotes(m history.Message) (text, notes string) {
	label := func(n int) string { return "[^s" + strconv.Itoa(d.notes+n) + "]" }
	text, sources := cited(m, func(n int, _ citation.Source) string { return label(n) })
	var b strings.Builder
	for i, s := range sources {
		title := termsafe.Line(s.Title)
		if strings.TrimSpace(title) == "" {
			title = termsafe.Line(s.URL)
		}
		fmt.Fprintf(&b, "%s: [%s](%s) — %s\n", label(i+1), escaped(title), target(s.URL), escaped(termsafe.Line(citation.Host(s.URL))))
	}
	d.notes += len(sources)
	return text, strings.TrimRight(b.String(), "\n")
}

// target returns an address as the target of a markdown link.
func target(address string) string {
	return "<" + strings.NewReplacer("<", `\<`, ">", `\>`, `\`, `\\`, "&", "&amp;").Replace(termsafe.Line(address)) + ">"
}

// linkedNumber is a number that leads to its source.
func linkedNumber(n int, s citation.Source) string {
	return "[&#91;" + strconv.Itoa(n) + "&#93;](" + target(s.URL) + ")"
}

// sourceList returns the sources of an answer as a list of a page.
func sourceList(sources []citation.Source) string {
	if len(sources) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<ol class=\"sources\">\n")
	for _, s := range sources {
		title := s.Title
		if strings.TrimSpace(title) == "" {
			title = s.URL
		}
		fmt.Fprintf(&b, "<li><a href=\"%s\" rel=\"noreferrer noopener\">%s</a> — %s</li>\n",
			html.EscapeString(termsafe.Line(s.URL)), htmlLine(title), htmlLine(citation.Host(s.URL)))
	}
	b.WriteString("</ol>\n")
	return b.String()
}

// sourceLines returns the sources of an answer as plain text.
func sourceLines(sources []citation.Source) string {
	var lines []string
	for i, s := range sources {
		lines = append(lines, fmt.Sprintf("[%d] %s\n    %s", i+1, termsafe.Line(s.Words(" — ")), termsafe.Line(s.URL)))
	}
	return strings.Join(lines, "\n")
}
