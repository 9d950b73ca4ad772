package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/plain/spoken"
)

// A printer writes whole lines, and keeps the first failure.
type printer struct {
	out      io.Writer
	ascii    bool
	terminal bool
	wrap     func(line string) string // breaks a line between words; nil: none is broken
	prompted bool                     // the cursor is after a prompt
	blank    bool                     // the last line was blank
	failed   error
}

// line writes a line of safe text. A terminal would break it within a word, and what
// reads the rows of a terminal aloud would say two halves.
func (p *printer) line(text string) {
	if text = p.fit(text); p.wrap != nil {
		text = p.wrap(text)
	}
	p.code(text)
}

// code writes a line that keeps its form.
func (p *printer) code(text string) {
	if p.prompted {
		p.write("\n")
	}
	p.prompted, p.blank = false, text == ""
	p.write(p.fit(text) + "\n")
}

// gap writes a blank line, unless there is one.
func (p *printer) gap() {
	if !p.blank {
		p.line("")
	}
}

// ask writes a prompt. The answer follows on its line.
func (p *printer) ask(prompt string) {
	if p.terminal && !p.prompted {
		p.write(p.fit(prompt))
		p.prompted = true
	}
}

// answered notes that the person has ended the line after a prompt.
func (p *printer) answered() { p.prompted, p.blank = false, false }

// bell rings.
func (p *printer) bell() { p.write("\a") }

func (p *printer) write(text string) {
	if p.failed == nil {
		_, p.failed = io.WriteString(p.out, text)
	}
}

// fit returns text in the characters of the terminal.
func (p *printer) fit(text string) string {
	text = spoken.Boxless(text)
	if p.ascii {
		return ascii(text)
	}
	return text
}

// likeness has ASCII for what decomposition does not give.
var likeness = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "−", "-", "…", "...", "•", "*", "·", "*",
	"→", "->", "←", "<-", "⇒", "=>", "×", "x", "≤", "<=", "≥", ">=", "≠", "!=", "ß", "ss", "æ", "ae", "Æ", "AE", "ø", "o", "Ø", "O", "€", "EUR", "«", `"`, "»", `"`)

// ascii writes text in ASCII. A character without any likeness is a question mark.
func ascii(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r <= unicode.MaxASCII:
			return r
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return '?'
	}, norm.NFKD.String(likeness.Replace(text)))
}

// say writes a sentence.
func (f *Front) say(format string, args ...any) {
	f.out.line(termsafe.Line(fmt.Sprintf(format, args...)))
}

// tell writes text of several lines, the first after a word about it.
func (f *Front) tell(word, text string) {
	lines := strings.Split(strings.TrimRight(termsafe.Text(text), "\n"), "\n")
	f.out.line(word + " " + lines[0])
	for _, line := range lines[1:] {
		f.out.line(line)
	}
}

// warn says what went wrong and what to do next.
func (f *Front) warn(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	n := notice.Of(err)
	f.out.line(strings.TrimSpace(termsafe.Line(n.Sentence) + " " + termsafe.Line(n.Hint)))
}
