// Package markdown turns markdown, while it arrives, into lines for a
// terminal. The work is linear in the text for every shape of text.
//
// A text goes through in one pass. The block parser takes it line by line and
// keeps a stack of open containers with at most one open leaf; a leaf renders
// its text early, so that little of it stays open: a paragraph goes out in
// pieces of about a kilobyte, code in chunks of lines, a table row by row.
// [Document.Lines] renders the open rest on a copy of the parser, which it
// drops. A whole text is the same pass with nothing left open, so both ways end
// in the same rows.
package markdown

import "charm.land/glamour/v2/ansi"

// Options are the settings of a render. Two documents rendered with equal options look
// the same.
type Options struct {
	Width int               // cells a line may have; at least 1
	Sheet *ansi.StyleConfig // looks; nil is the terminal's own. It must not change while it is used
	Quiet string            // color of parts that the renderer adds and a sheet cannot name
	ASCII bool              // draw rules, bullets and tables without Unicode

	// PlainLinks shows the target of a link behind its label and writes no
	// OSC 8, for terminals that do not know it.
	PlainLinks bool
	// LogicalOrder leaves right-to-left text to the terminal. Otherwise rows
	// with such text are put into visual order.
	LogicalOrder bool
	// Basic is for terminals that ignore faint, italic and crossed-out text:
	// emphasis is underlined, and struck text keeps its tildes.
	Basic bool
	// Printed is for rows that go where nothing can be taken back. Finish changes
	// none that is final: a link definition that comes after the link is shown
	// in its place. Wrapped code has no mark, which would be copied with it.
	Printed bool
	// PlainCode leaves out the colours of code, which are most of the cost of a
	// render. Otherwise the rows are the same.
	PlainCode bool
}

// A Line is one row of the screen.
type Line struct {
	Text string // no sequences but SGR and OSC 8, all of them closed; no padding

	// Start and End are the bytes of the source that the row shows, equal for a
	// row that the renderer adds, such as a blank one. The rows of one wrapped line
	// follow each other without a gap; every row of a table row holds the
	// whole of it, that of a record its value. The source of rows i to j is the source from the first
	// Start to the last End.
	Start, End int
}

// A CodeBlock is a block of code in a document, in the order of the text. Its
// number on the screen is its index plus one.
type CodeBlock struct {
	Language   string // as the author wrote it, safe for a terminal; may be empty
	Content    string // exactly the code: no fence, no quote marks, no indent of the container
	Start, End int    // the bytes of the source, from the opening to the closing fence
	First      int    // index in Lines of the row with the language
	Rows       int    // rows it takes, that one included

	parts, extra []seg // the code in the source: of whole lines, and of the draft
}

// Render renders a whole text at once.
func Render(text string, opts Options) []Line {
	d := New(opts)
	d.Append(text)
	d.Finish()
	return d.Lines()
}
