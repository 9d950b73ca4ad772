package transcript

import (
	"strings"
	"unicode/utf8"

	"banter/history"
	"banter/internal/attach"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// The text of an attached file is shown below its row once the question is unfolded.
// The chat reads it when the transcript asks for it.

// A FileText is what the transcript shows of an attached file.
type FileText struct {
	head, tail string // tail follows hidden lines; empty: head is all
	hidden     int    // lines
	gone       bool   // the file could not be read
}

// A file of more than wholeFile lines shows headLines and tailLines of them, and of a
// line no more than lineBytes.
const (
	wholeFile = 40
	headLines = 24
	tailLines = 8
	lineBytes = 1000
)

// NewFileText returns what is shown of a text. It takes time for long ones.
func NewFileText(text string) FileText {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		if len(lines) > wholeFile && i >= headLines && i < len(lines)-tailLines {
			continue
		}
		if len(line) > lineBytes {
			cut := lineBytes
			for !utf8.RuneStart(line[cut]) {
				cut--
			}
			lines[i] = strings.Clone(line[:cut]) + "…"
		}
	}
	if len(lines) <= wholeFile {
		return FileText{head: strings.Clone(strings.Join(lines, "\n"))}
	}
	rest := len(lines) - tailLines
	return FileText{
		head: strings.Join(lines[:headLines], "\n"), tail: strings.Join(lines[rest:], "\n"), hidden: rest - headLines,
	}
}

// LostFile returns what is shown of a file that could not be read.
func LostFile() FileText { return FileText{gone: true} }

// SetFileText shows the text of the file with a hash.
func (t *Transcript) SetFileText(hash string, text FileText) {
	t.changes++
	t.fileTexts[hash] = text
	t.sums = t.sums[:0]
}

// WantedFiles returns the hashes of the files whose texts are to be read, each once.
func (t *Transcript) WantedFiles() []string {
	wanted := t.wantedFiles
	t.wantedFiles = nil
	return wanted
}

// wantFiles asks for the texts of the files of a question.
func (t *Transcript) wantFiles(m *history.Message) {
	for _, f := range m.Files() {
		if _, known := t.fileTexts[f.SHA256]; f.Kind == attach.Text && !known {
			t.wantedFiles = append(t.wantedFiles, f.SHA256)
		}
	}
}

// hasFileText reports whether a question has a file whose text can be shown.
func hasFileText(m *history.Message) bool {
	if len(m.Items) == 0 || IsAnswer(*m) {
		return false
	}
	for _, f := range m.Files() {
		if f.Kind == attach.Text {
			return true
		}
	}
	return false
}

// fileHint returns the words after the row of a text file.
func (t *Transcript) fileHint(whole bool) string {
	does := "shows it"
	if whole {
		does = "hides it"
	}
	return style.Gap + t.styles.Hints(t.textWidth(), keymap.Unfold.KeyTo(does))
}

// fileTextRows lays out the text of a file, as far as it has arrived.
func (t *Transcript) fileTextRows(m *history.Message, f attach.File) []markdown.Line {
	text, known := t.fileTexts[f.SHA256]
	say := func(words string) markdown.Line {
		return t.extraRow(t.styles.Cut("  "+t.styles.Dim.Render(words), t.textWidth()), len(m.Text))
	}
	switch {
	case !known:
		return []markdown.Line{say("Reading it" + t.styles.Ellipsis)}
	case text.gone:
		return []markdown.Line{say("The file is not available any more.")}
	}
	lines := t.indented(m, text.head)
	if text.hidden > 0 {
		more := style.Count(text.hidden) + " more lines"
		if text.hidden == 1 {
			more = "1 more line"
		}
		lines = append(lines, say(t.styles.Ellipsis+" "+more+", sent whole "+t.styles.Ellipsis))
		lines = append(lines, t.indented(m, text.tail)...)
	}
	return lines
}

// indented lays out a part of a file.
func (t *Transcript) indented(m *history.Message, text string) []markdown.Line {
	p := &plainText{width: max(t.textWidth()-2, 1), show: termsafe.Text, turns: !t.styles.LogicalOrder}
	p.grow(text)
	lines := make([]markdown.Line, len(p.rows))
	for i, row := range p.rows {
		lines[i] = t.extraRow("  "+t.styles.Dim.Render(row.Text), len(m.Text))
	}
	return lines
}
