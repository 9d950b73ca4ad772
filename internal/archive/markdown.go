package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"banter/history"
	"banter/internal/termsafe"
)

// markdownWriter writes the shown branch. A comment with the id comes before
// each message, so that a program can tell messages from headings in them.
type markdownWriter struct {
	w     io.Writer
	one   bool
	notes int // footnotes so far
}

func (d *markdownWriter) begin(one bool) error {
	d.one = one
	return nil
}

func (d *markdownWriter) end() error { return nil }

func (d *markdownWriter) conversation(ctx context.Context, db *history.DB, c history.Summary) error {
	messages, damage := branch(ctx, db, c)
	if messages == nil && damage != nil {
		return damage
	}
	if err := d.head(named(c, messages)); err != nil {
		return err
	}
	if system := systemPrompt(c); system != "" {
		if _, err := fmt.Fprintf(d.w, "\n<!-- system prompt -->\n\n## System prompt\n\n%s\n", closed(system)); err != nil {
			return err
		}
	}
	for _, m := range messages {
		if err := d.message(m); err != nil {
			return err
		}
	}
	return damage
}

// systemPrompt returns the system prompt of a conversation, safe to print.
func systemPrompt(c history.Summary) string {
	return strings.TrimRight(termsafe.Text(c.System), " \t\n")
}

// head writes front matter if the file has one conversation: within a file a
// line of three hyphens means something else.
func (d *markdownWriter) head(c history.Summary) error {
	title := strings.TrimSpace(termsafe.Line(c.Title))
	if d.one {
		quoted, err := EncodeLine(title)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(d.w, "---\ntitle: %s\nid: %s\nmodel: %s\ncreated: %s\nupdated: %s\n---\n\n# %s\n",
			strings.TrimSpace(string(quoted)), c.ID, jsonText(c.Model), formatTime(c.Created), formatTime(c.Updated), escaped(title))
		return err
	}
	_, err := fmt.Fprintf(d.w, "# %s\n\n- ID: %s\n- Model: %s\n- Created: %s\n- Updated: %s\n\n",
		escaped(title), c.ID, escaped(termsafe.Line(c.Model)), formatTime(c.Created), formatTime(c.Updated))
	return err
}

// jsonText returns text in quotes; that is YAML too.
func jsonText(text string) string {
	quoted, err := json.Marshal(termsafe.Line(text))
	if err != nil {
		return `""` // impossible for a string
	}
	return string(quoted)
}

func (d *markdownWriter) message(m history.Message) error {
	text, notes := d.footnotes(m)
	text = joinTexts(closed(strings.TrimRight(termsafe.Text(text), " \t\n"))+FileList(m), notes)
	if said := EndingLine(m); said != "" {
		text = joinTexts(text, said)
	}
	text = joinTexts(text, BookmarkLine(m))
	_, err := fmt.Fprintf(d.w, "\n<!-- message %s %s %s -->\n\n## %s\n\n%s\n", m.ID, m.Role, formatTime(m.Created), escaped(author(m)), text)
	return err
}

// EndingLine says in markdown how a message that is not whole ended; "" for a whole one.
func EndingLine(m history.Message) string {
	said := ending(m)
	if said == "" {
		return ""
	}
	return "*" + escaped(termsafe.Line(said)) + "*"
}

var punctuation = regexp.MustCompile("[\\\\`*_{}\\[\\]<>()#+!|&~$]")

// escaped returns a line of text as markdown that shows it unchanged.
func escaped(line string) string { return punctuation.ReplaceAllString(line, `\$0`) }

// closers end what can reach beyond a blank line: fences, and the blocks of HTML
// that CommonMark numbers 1 to 5. The fences are as long as any in the text.
func closers(message string) []string {
	return []string{fenceFor(message, '`'), fenceFor(message, '~'), "-->", "</pre>", "?>", "]]>", ">"}
}

// closed returns markdown whose last block is closed, so that what follows it
// in a file is read as written. An answer that was stopped may end within a
// fence.
func closed(message string) string {
	if endsOpen(message) {
		for _, closer := range closers(message) {
			if longer := message + "\n" + closer; !endsOpen(longer) {
				return longer
			}
		}
	}
	return message
}

// endsOpen reports whether a heading after the message would become a part of
// it.
func endsOpen(message string) bool {
	source := []byte(message + "\n\n# probe\n")
	last, ok := goldmark.DefaultParser().Parse(text.NewReader(source)).LastChild().(*ast.Heading)
	return !ok || string(last.Lines().Value(source)) != "probe"
}

// fenceFor returns a fence of c that is longer than any run of c in text.
func fenceFor(text string, c byte) string {
	longest, run := 2, 0
	for i := range len(text) {
		if text[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return strings.Repeat(string(c), longest+1)
}
