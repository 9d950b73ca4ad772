// Package markdown turns markdown, while it arrives, into lines for a
// terminal. The work is linear in the text for every shape of text.
package markdown

import "banter/themes"

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
type Document struct{}

// New returns an empty document.
func New(opts Options) *Document { panic("skeleton") }

// Append adds text that has arrived. It does no rendering.
func (d *Document) Append(text string) { panic("skeleton") }

// Finish says that the text is whole. From then on Lines equals [Render].
func (d *Document) Finish() { panic("skeleton") }

// Source returns the text so far, exactly as it was appended.
func (d *Document) Source() string { panic("skeleton") }

// Lines renders what is new and returns all rows. The slice belongs to the
// document and is valid until the next call of a method. Rows below the index
// that Frozen returns never change any more, unless Resize is called.
func (d *Document) Lines() []Line { panic("skeleton") }

// Frozen returns how many rows of Lines are final.
func (d *Document) Frozen() int { panic("skeleton") }

// Resize changes how the document is rendered.
func (d *Document) Resize(opts Options) { panic("skeleton") }

// Render renders a whole text at once.
func Render(text string, opts Options) []Line { panic("skeleton") }
