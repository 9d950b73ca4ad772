package markdown

import (
	"strings"

	"charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
)

// tokenChanges returns the look of each kind of token: the sheet's own, or that
// of a style of chroma which it names.
func (s *styleSheet) tokenChanges(c ansi.StyleCodeBlock) map[chroma.TokenType]change {
	named := map[chroma.TokenType]change{}
	if c.Chroma != nil {
		named = s.chromaChanges(c.Chroma)
	} else if look := styles.Registry[strings.ToLower(c.Theme)]; look != nil {
		for t := range chroma.StandardTypes {
			named[t] = s.entryChange(look.Get(t))
		}
		return named
	}
	changes := make(map[chroma.TokenType]change, len(chroma.StandardTypes))
	for t := range chroma.StandardTypes {
		made := named[chroma.Text]
		for _, parent := range []chroma.TokenType{t.Category(), t.SubCategory(), tokenKin[t], t} {
			made = made.then(named[parent])
		}
		if made != (change{}) {
			changes[t] = made
		}
	}
	return changes
}

// tokenKin are tokens that a sheet of Glamour cannot name and the nearest one
// that it can.
var tokenKin = map[chroma.TokenType]chroma.TokenType{
	chroma.OperatorWord: chroma.Keyword, chroma.NameNamespace: chroma.NameClass, chroma.NameFunctionMagic: chroma.NameFunction,
}

// chromaChanges returns the settings of c by token.
func (s *styleSheet) chromaChanges(c *ansi.Chroma) map[chroma.TokenType]change {
	named := map[chroma.TokenType]change{}
	for t, p := range map[chroma.TokenType]ansi.StylePrimitive{
		chroma.Text: c.Text, chroma.Error: c.Error, chroma.Comment: c.Comment, chroma.CommentPreproc: c.CommentPreproc,
		chroma.Keyword: c.Keyword, chroma.KeywordReserved: c.KeywordReserved, chroma.KeywordNamespace: c.KeywordNamespace,
		chroma.KeywordType: c.KeywordType, chroma.Operator: c.Operator, chroma.Punctuation: c.Punctuation,
		chroma.Name: c.Name, chroma.NameBuiltin: c.NameBuiltin, chroma.NameTag: c.NameTag, chroma.NameAttribute: c.NameAttribute,
		chroma.NameClass: c.NameClass, chroma.NameConstant: c.NameConstant, chroma.NameDecorator: c.NameDecorator,
		chroma.NameException: c.NameException, chroma.NameFunction: c.NameFunction, chroma.NameOther: c.NameOther,
		chroma.Literal: c.Literal, chroma.LiteralNumber: c.LiteralNumber, chroma.LiteralDate: c.LiteralDate,
		chroma.LiteralString: c.LiteralString, chroma.LiteralStringEscape: c.LiteralStringEscape,
		chroma.GenericDeleted: c.GenericDeleted, chroma.GenericEmph: c.GenericEmph, chroma.GenericInserted: c.GenericInserted,
		chroma.GenericStrong: c.GenericStrong, chroma.GenericSubheading: c.GenericSubheading,
	} {
		if change := s.change(p); change.style != (style{}) || change.clear != 0 {
			named[t] = change
		}
	}
	return named
}

// entryChange returns an entry of a style of chroma as a change. Backgrounds
// stay the terminal's, as in the formatter that Glamour uses.
func (s *styleSheet) entryChange(e chroma.StyleEntry) change {
	var c change
	if e.Colour.IsSet() {
		c.fg = s.color(e.Colour.String())
	}
	for bit, value := range map[attr]chroma.Trilean{bold: e.Bold, italic: e.Italic, underline: e.Underline} {
		if value == chroma.Yes {
			c.attr |= bit
		}
	}
	return c
}
