package spoken

import (
	"fmt"
	"regexp"
	"strings"

	"banter/internal/termsafe"
)

// A kind is what a line is.
type kind int

const (
	prose kind = iota // a paragraph, perhaps after markers
	blank
	fenceLine
	rule
	underline // of a heading, below its text
	tableLine
	indented // code, because of its indentation
	alert    // the first line of a quote that GitHub draws as a note
)

var (
	fenceMark   = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})([^`]*)$")
	formulaMark = regexp.MustCompile(`^\s*(\$\$|\\\[)\s*$`)
	ruleMark    = regexp.MustCompile(`^ {0,3}((\*\s*){3,}|(-\s*){3,}|(_\s*){3,})$`)
	underMark   = regexp.MustCompile(`^ {0,3}=+\s*$`)
	headingMark = regexp.MustCompile(`^ {0,3}(#{1,6})(?:\s+|$)`)
	indentMark  = regexp.MustCompile(`^(    | {0,3}\t)`)
	headingEnd  = regexp.MustCompile(`(^|\s+)#+$`)
	itemMark    = regexp.MustCompile(`^(\s*)([-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)`)
	taskMark    = regexp.MustCompile(`^\[([ xX])\] +`)
	quoteMark   = regexp.MustCompile(`^ {0,3}> ?`)
	alertMark   = regexp.MustCompile(`^\[!([A-Za-z]+)\]\s*$`)
)

// A fence is an open block of code or formula.
type fence struct {
	mark   string // that opened it
	close  string // that closes it
	indent int    // of its lines, in columns
	blanks int    // blank lines that are told if more of it follows
	quotes int    // in which it is
	what   string // "code"
}

// classify returns what a line is, and the text after the marks of quotes.
func (t *Teller) classify(line string) (kind, string) {
	_, inner := stripQuotes(line)
	bare := inner
	if m := itemMark.FindString(bare); m != "" && !ruleMark.MatchString(bare) {
		bare = strings.TrimLeft(bare[len(m):], " ")
	} else if len(t.items) > 0 {
		bare = strings.TrimLeft(bare, " \t")
	}
	switch {
	case strings.TrimSpace(inner) == "":
		return blank, inner
	case len(t.items) == 0 && t.text == "" && (t.gap || !t.spoke) && indentMark.MatchString(inner):
		return indented, inner
	case fenceMark.MatchString(bare), formulaMark.MatchString(bare):
		return fenceLine, inner
	case alertMark.MatchString(inner) && inner != line:
		return alert, inner
	case ruleMark.MatchString(inner):
		return rule, inner
	case underMark.MatchString(inner) && t.spoke:
		return underline, inner
	case mayBeTable(inner):
		return tableLine, inner
	}
	return prose, inner
}

// maxQuotes is how deep quotes are read. Deeper marks are text.
const maxQuotes = 20

// stripQuotes returns the number of quotes that a line is in, and its text.
func stripQuotes(line string) (int, string) {
	n := 0
	for mark := quoteMark.FindString(line); mark != "" && n < maxQuotes; mark = quoteMark.FindString(line) {
		line = line[len(mark):]
		n++
	}
	return n, line
}

// blockLine tells a line that has ended, and reports false for one of a paragraph.
func (t *Teller) blockLine(line string) bool {
	if t.fence != nil && t.fenced(line) {
		return true
	}
	k, inner := t.classify(line)
	if k != tableLine {
		t.endTable()
	}
	quotes, _ := stripQuotes(line)
	switch k {
	case blank:
		t.endBlock()
		t.endQuotes(quotes)
		t.gap = true
	case fenceLine:
		t.endBlock()
		t.startFence(line)
	case indented:
		t.endBlock()
		t.enterQuotes(quotes)
		t.put("Code:")
		t.fence = &fence{indent: 4, quotes: quotes, what: "code"}
		t.fenced(line)
	case rule:
		t.endBlock()
		t.enterQuotes(quotes)
		t.items = nil
		t.gap = true
		t.put("Separator.")
		t.gap = true
	case underline:
		t.endBlock()
		t.put("The line above is a heading.")
	case alert:
		t.endBlock()
		t.endQuotes(quotes - 1)
		t.quotes = append(t.quotes, false)
		name := strings.ToLower(alertMark.FindStringSubmatch(inner)[1])
		t.prefix = strings.ToUpper(name[:1]) + name[1:] + ": "
	case tableLine:
		t.tableLine(quotes, inner)
	default:
		return false
	}
	return true
}

// takeMarkers reads the markers in front of a line's text, and returns the text.
func (t *Teller) takeMarkers(line string) string {
	quotes, text := stripQuotes(line)
	if quotes != len(t.quotes) {
		t.endBlock()
		t.enterQuotes(quotes)
	}
	if m := headingMark.FindStringSubmatch(text); m != nil {
		t.endBlock()
		t.items, t.gap, t.heading = nil, true, true
		t.prefix = fmt.Sprintf("Heading %d: ", len(m[1]))
		return text[len(m[0]):]
	}
	if m := itemMark.FindStringSubmatch(text); m != nil {
		t.endBlock()
		return t.item(m, text[len(m[0]):])
	}
	if t.gap && text != "" && text[0] != ' ' && text[0] != '\t' {
		t.items = nil
	}
	return strings.TrimLeft(text, " \t")
}

// item begins an item of a list: m has its indentation and its marker.
func (t *Teller) item(m []string, text string) string {
	column := len(strings.ReplaceAll(m[1], "\t", "    "))
	for len(t.items) > 0 && t.items[len(t.items)-1] >= column {
		t.items = t.items[:len(t.items)-1]
	}
	if len(t.items) > 0 && column < t.items[len(t.items)-1]+2 {
		t.items = t.items[:len(t.items)-1] // less than the width of a marker: a sibling
	}
	t.items = append(t.items, column)
	words := "Item"
	if m[2][0] >= '0' && m[2][0] <= '9' {
		words = m[2]
	}
	if level := len(t.items); level > 1 {
		words = fmt.Sprintf("Level %d, %s", level, strings.ToLower(words))
	}
	if task := taskMark.FindStringSubmatch(text); task != nil {
		text = text[len(task[0]):]
		words = strings.TrimRight(words, ".)") + map[bool]string{true: ", to do", false: ", done"}[task[1] == " "]
	}
	if !strings.HasSuffix(words, ".") && !strings.HasSuffix(words, ")") {
		words += ":"
	}
	t.prefix = words + " "
	return text
}

// enterQuotes makes n quotes open.
func (t *Teller) enterQuotes(n int) {
	t.endQuotes(n)
	for len(t.quotes) < n {
		t.quotes = append(t.quotes, true)
		t.items = nil
	}
}

// announceQuotes puts the quotes that were not announced in front of what follows.
func (t *Teller) announceQuotes() {
	n := len(t.quotes)
	if n == 0 || !t.quotes[n-1] {
		return
	}
	words := "Quote: "
	if n > 1 {
		words = fmt.Sprintf("Quote, level %d: ", n)
	}
	t.prefix = words + t.prefix
	for i := range t.quotes {
		t.quotes[i] = false
	}
}

// endQuotes ends all quotes but n.
func (t *Teller) endQuotes(n int) {
	n = max(n, 0)
	if len(t.quotes) <= n {
		return
	}
	announced := !t.quotes[n]
	t.quotes, t.items = t.quotes[:n], nil
	if announced {
		t.gap = false
		t.put("End of quote.")
		t.gap = true
	}
}

// startFence announces a block of code or formula.
func (t *Teller) startFence(line string) {
	quotes, text := stripQuotes(line)
	t.enterQuotes(quotes)
	if m := itemMark.FindStringSubmatch(text); m != nil {
		bare := t.item(m, text[len(m[0]):])
		text = strings.Repeat(" ", len(m[0])) + strings.TrimLeft(bare, " ")
	}
	bare := strings.TrimLeft(text, " \t")
	f := &fence{indent: len(text) - len(bare), quotes: quotes}
	if m := formulaMark.FindStringSubmatch(bare); m != nil {
		f.mark, f.what, f.close = m[1], "formula", "$$"
		if m[1] == `\[` {
			f.close = `\]`
		}
		t.put("Formula:")
	} else {
		m := fenceMark.FindStringSubmatch(bare)
		f.mark, f.what, f.close = m[1], "code", m[1]
		language, _, _ := strings.Cut(strings.TrimSpace(m[2]), " ")
		if language != "" {
			language = ", " + language
		}
		t.put("Code" + language + ":")
	}
	t.fence = f
}

// fenced tells a line within the open fence. It reports false if a quote with the
// fence has ended.
func (t *Teller) fenced(line string) bool {
	f := t.fence
	for range f.quotes {
		mark := quoteMark.FindString(line)
		if mark == "" {
			t.endFence()
			return false
		}
		line = line[len(mark):]
	}
	switch mark := strings.TrimSpace(line); {
	case f.mark == "" && mark == "":
		f.blanks++
		return true
	case f.mark == "" && !indentMark.MatchString(line):
		t.endFence()
		return false
	case f.mark != "" && f.ends(mark):
		t.endFence()
		return true
	}
	for ; f.blanks > 0; f.blanks-- {
		t.codeLine("")
	}
	t.codeLine(f.unindent(line))
	return true
}

// codeLine tells a line of code, or a piece of one.
func (t *Teller) codeLine(line string) {
	line = Boxless(strings.ReplaceAll(termsafe.Text(line), "\n", " "))
	if t.Code != nil {
		t.Code(line)
		return
	}
	t.line(line)
}

// maxCode is the longest line of code that is told in one piece, in bytes.
const maxCode = 64 << 10

// longCode tells the pieces of a line of code that is too long.
func (t *Teller) longCode() {
	for t.fence != nil && len(t.arriving) > maxCode {
		piece := t.arriving[:lastStart(t.arriving[:maxCode])]
		if t.opened {
			t.codeLine(piece)
		} else if !t.fenced(piece) {
			return
		}
		t.arriving, t.opened = t.arriving[len(piece):], true
	}
}

// ends reports whether a line without its blanks ends the fence.
func (f *fence) ends(mark string) bool {
	return mark == f.close || f.close == f.mark && strings.HasPrefix(mark, f.close) && strings.Trim(mark, f.close[:1]) == ""
}

// unindent returns a line without the indentation of the fence.
func (f *fence) unindent(line string) string {
	if f.mark == "" && strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
		return strings.TrimLeft(line, " ")[1:]
	}
	for n := f.indent; n > 0 && strings.HasPrefix(line, " "); n-- {
		line = line[1:]
	}
	return line
}

// endFence tells the end of the open block of code or formula.
func (t *Teller) endFence() {
	if t.fence == nil {
		return
	}
	what := t.fence.what
	t.fence = nil
	t.put("End of " + what + ".")
	t.gap = true
}
