// Package markdown turns markdown, while it arrives, into lines for a
// terminal. The work is linear in the text for every shape of text.
package markdown

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/themes"
)

// Options says how to render. Two documents rendered with equal options look
// the same.
type Options struct {
	Width   int            // cells a line may have; at least 1
	Palette themes.Palette // colours
	ASCII   bool           // draw rules, bullets and tables without Unicode
}

// A Line is one row of the screen.
type Line struct {
	Text       string // with SGR and OSC 8 sequences of ours only, no padding, every sequence closed
	Start, End int    // the bytes of the source that the row shows; Start == End for a row of ours
}

// A Document is a text in the making. It is not safe for concurrent use.
type Document struct {
	opts  Options
	src   strings.Builder
	lines []Line
}

// New returns an empty document.
func New(opts Options) *Document { return &Document{opts: opts} }

// Append adds text that has arrived. It does no rendering.
func (d *Document) Append(text string) { d.src.WriteString(text) }

// Finish says that the text is whole. From then on Lines equals [Render].
func (d *Document) Finish() {}

// Source returns the text so far, exactly as it was appended.
func (d *Document) Source() string { return d.src.String() }

// Lines renders what is new and returns all rows. The slice belongs to the
// document and is valid until the next call of a method. Rows below the index
// that Frozen returns never change any more, unless Resize is called.
func (d *Document) Lines() []Line {
	d.lines = Render(d.Source(), d.opts)
	return d.lines
}

// Frozen returns how many rows of Lines are final.
func (d *Document) Frozen() int { return 0 }

// Resize changes how the document is rendered.
func (d *Document) Resize(opts Options) { d.opts = opts }

// Render renders a whole text at once.
func Render(text string, opts Options) []Line {
	var lines []Line
	pos := 0
	for _, l := range strings.SplitAfter(text, "\n") {
		clean := strings.ReplaceAll(termsafe.Line(l), "\t", "    ")
		for _, row := range strings.Split(ansi.Wrap(clean, max(opts.Width, 1), ""), "\n") {
			lines = append(lines, Line{Text: row, Start: pos, End: pos + len(l)})
		}
		pos += len(l)
	}
	return lines
}
