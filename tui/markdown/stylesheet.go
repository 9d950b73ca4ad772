package markdown

import (
	"cmp"
	"sync/atomic"

	"charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
)

// A styleSheet is a style sheet of Glamour made ready for drawing: the look of every
// kind of block and span. It alone decides looks. A sheet is read-only.
type styleSheet struct {
	ascii  bool
	basic  bool
	fg, bg []string // SGR parameters by style.fg and style.bg; the first is empty

	text           style  // of the document
	quoted, listed change // text in quotes and in lists
	heading        [6]dress

	strong, emph, struck, code dress
	label, address, image      dress // the label of a link, a bare address, the label of an image

	// quiet is for parts that the renderer adds and a sheet cannot name: bars of
	// quotes, the line above code, hosts behind links, marks of footnotes.
	quiet                                            change
	html, codeBlock, item, number, task, table, rule change
	tokens                                           map[chroma.TokenType]change // of code

	margin, codeMargin, levelIndent int    // in cells
	bar, bullet, afterNumber        string // before a quote and an item, behind the number of an item
	ticked, unticked                string // before a task
	ruleCell, ruleText              string // one cell of a line, the whole of a thematic break
	column, cross, rowCell          string // between the columns of a table and below its head
	ellipsis                        string
	wrapped                         string    // where a line of code goes on in the next row
	disclosure                      string    // before the summary of details
	quotes                          [2]string // around the text of a q tag
}

// A styleSheetKey holds the settings that a sheet is made from.
type styleSheetKey struct {
	config *ansi.StyleConfig
	quiet  string
	ascii  bool
	basic  bool
}

type madeStyleSheet struct {
	key    styleSheetKey
	styles *styleSheet
}

// lastStyleSheet is the newest one. A program draws with one at a time, and makes
// a document for each message.
var lastStyleSheet atomic.Pointer[madeStyleSheet]

// newStyleSheet returns the sheet for opts.
func newStyleSheet(opts Options) *styleSheet {
	key := styleSheetKey{opts.Sheet, opts.Quiet, opts.ASCII, opts.Basic}
	if made := lastStyleSheet.Load(); made != nil && made.key == key {
		return made.styles
	}
	s := makeStyleSheet(key)
	lastStyleSheet.Store(&madeStyleSheet{key, s})
	return s
}

func makeStyleSheet(key styleSheetKey) *styleSheet {
	c := key.config
	if c == nil {
		c = &ansi.StyleConfig{}
	}
	s := &styleSheet{ascii: key.ascii, basic: key.basic, fg: []string{""}, bg: []string{""}}
	s.quiet = change{style: style{fg: s.color(key.quiet)}}
	s.blocks(c)
	s.spans(c)
	s.marks(c)
	s.tokens = s.tokenChanges(c.CodeBlock)
	return s
}

// blocks takes the looks and the distances of blocks.
func (s *styleSheet) blocks(c *ansi.StyleConfig) {
	document := s.change(c.Document.StylePrimitive)
	s.text = document.then(s.change(c.Paragraph.StylePrimitive)).then(s.change(c.Text)).on(style{})
	s.quoted, s.listed = s.change(c.BlockQuote.StylePrimitive), s.change(c.List.StylePrimitive)
	all := s.dress(c.Heading.StylePrimitive)
	for i, h := range []ansi.StyleBlock{c.H1, c.H2, c.H3, c.H4, c.H5, c.H6} {
		s.heading[i] = all.with(s.dress(h.StylePrimitive))
	}
	s.codeBlock, s.table, s.rule = s.change(c.CodeBlock.StylePrimitive), s.change(c.Table.StylePrimitive), s.change(c.HorizontalRule)
	s.html = s.change(c.HTMLBlock.StylePrimitive).then(s.change(c.HTMLSpan.StylePrimitive))
	s.item, s.number, s.task = s.change(c.Item), s.change(c.Enumeration), s.change(c.Task.StylePrimitive)
	s.margin = cellCount(c.Document.Margin) + cellCount(c.Document.Indent)
	s.codeMargin = cellCount(c.CodeBlock.Margin) + cellCount(c.CodeBlock.Indent)
	s.levelIndent = cellCount(&c.List.LevelIndent)
}

// spans takes the looks of spans.
func (s *styleSheet) spans(c *ansi.StyleConfig) {
	s.strong, s.emph, s.struck = s.dress(c.Strong), s.dress(c.Emph), s.dress(c.Strikethrough)
	if s.basic {
		s.struck.before, s.struck.after = cmp.Or(s.struck.before, "~~"), cmp.Or(s.struck.after, "~~")
	}
	s.code = s.dress(c.Code.StylePrimitive)
	s.label, s.address, s.image = s.dress(c.LinkText), s.dress(c.Link), s.dress(c.ImageText)
}

// marks takes the marks beside the text.
func (s *styleSheet) marks(c *ansi.StyleConfig) {
	s.ruleCell, s.ellipsis = s.mark("─"), s.mark("…")
	s.wrapped = s.mark("↵")
	s.disclosure, s.quotes = s.mark("▾ "), [2]string{s.mark("“"), s.mark("”")}
	s.ruleText = s.mark(c.HorizontalRule.Format)
	s.bullet = cmp.Or(s.mark(c.Item.BlockPrefix+c.Item.Prefix), s.mark("• "))
	s.afterNumber = cmp.Or(s.mark(c.Enumeration.BlockPrefix+c.Enumeration.Prefix), ". ")
	s.ticked = cmp.Or(s.mark(c.Task.Ticked), s.mark("☑ "))
	s.unticked = cmp.Or(s.mark(c.Task.Unticked), s.mark("☐ "))
	s.bar = s.quoteBar(c.BlockQuote)
	s.rowCell = s.oneCell(c.Table.RowSeparator, "─")
	s.column = " " + s.oneCell(c.Table.ColumnSeparator, "│") + " "
	s.cross = s.rowCell + s.oneCell(c.Table.CenterSeparator, "┼") + s.rowCell
}

// quoteBar returns the mark before the rows of a quote. A sheet without
// one gets a bar, since the quote would not be seen otherwise.
func (s *styleSheet) quoteBar(q ansi.StyleBlock) string {
	token, n := " ", cellCount(q.Indent)
	switch {
	case q.IndentToken != nil:
		token, n = s.mark(*q.IndentToken), max(n, 1)
	case n == 0:
		return s.mark("│ ")
	}
	bar := ""
	for range n {
		bar += token
	}
	return bar
}

// oneCell returns a separator of a table, or standard if it does not fill one
// cell.
func (s *styleSheet) oneCell(separator *string, standard string) string {
	if separator != nil {
		if text := s.mark(*separator); cellsOf(text) == 1 {
			return text
		}
	}
	return s.mark(standard)
}

// maxIndent bounds the distances that a sheet asks for.
const maxIndent = 16

func cellCount(n *uint) int {
	if n == nil {
		return 0
	}
	return int(min(*n, maxIndent))
}

// color returns the index of a color of text, and adds a new one. Anything else
// than a color is the terminal's own.
func (s *styleSheet) color(c string) uint8 { return colorIndex(&s.fg, sgrColor(c, foreground)) }

// ground returns the index of a color behind text.
func (s *styleSheet) ground(c string) uint8 { return colorIndex(&s.bg, sgrColor(c, background)) }

func colorIndex(known *[]string, params string) uint8 {
	for i, k := range *known {
		if k == params {
			return uint8(i)
		}
	}
	if len(*known) > 255 {
		return 0
	}
	*known = append(*known, params)
	return uint8(len(*known) - 1)
}
