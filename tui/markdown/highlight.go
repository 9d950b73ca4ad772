package markdown

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// The lexers of chroma need the whole text, and their regular expressions can
// take more than linear time. So code is coloured in chunks that depend only
// on the text before their end: a chunk ends after a blank line once it is
// large enough and no comment or string is open there, and in any case at the
// limits. On the screen the lines of an open chunk are coloured each for itself.
const (
	chunkLines    = 16   // lines after which a chunk may end
	maxChunkLines = 64   // lines after which it ends
	maxChunk      = 4096 // bytes after which it ends
	maxCodeLine   = 1024 // bytes of a line that is coloured
)

// A chunk is the lines of code since the last cut.
type chunk struct {
	lines []seg
	size  int
	rows  []Line // how the first lines are shown until the chunk is cut
	cols  [][]int32
	shown int // how many lines rows shows
}

func (k *chunk) clone() chunk {
	c := *k
	c.lines = k.lines[:len(k.lines):len(k.lines)]
	return c
}

// add takes a line of b and cuts the chunk where it can be cut. A line in
// pieces is too long for colours.
func (k *chunk) add(p *blockParser, b *code, s seg, glued bool) {
	if glued || p.more || p.draft {
		k.close(p, b)
		b.draw(p, s, nil)
		return
	}
	k.lines = append(k.lines, s)
	k.size += s.end - s.start + 1
	full := len(k.lines) >= maxChunkLines || k.size >= maxChunk
	blank := strings.Trim(p.src[s.start:s.end], " \t") == ""
	if full || blank && len(k.lines) >= chunkLines {
		if colours, open := k.colours(p, b.lexer); full || !open {
			k.draw(p, b, colours)
		}
	}
}

// preview makes the rows that stand for the chunk while it is open.
func (k *chunk) preview(p *blockParser, b *code) {
	rows, cols, end := p.rows, p.cols, p.end
	p.rows, p.cols = k.rows, k.cols
	for _, s := range k.lines[k.shown:] {
		colours, _ := colourLines(p.sheet, b.lexer, []string{p.src[s.start:s.end]})
		b.draw(p, s, colours[0])
	}
	k.rows, k.cols, k.shown = p.rows, p.cols, len(k.lines)
	p.rows, p.cols, p.end = rows, cols, end
}

// close draws what is left.
func (k *chunk) close(p *blockParser, b *code) {
	switch {
	case p.draft:
		p.rows, p.cols = append(p.rows, k.rows...), append(p.cols, k.cols...)
		*k = chunk{}
	case len(k.lines) > 0:
		colours, _ := k.colours(p, b.lexer)
		k.draw(p, b, colours)
	}
}

func (k *chunk) colours(p *blockParser, lexer chroma.Lexer) ([][]coloured, bool) {
	text := make([]string, len(k.lines))
	for i, s := range k.lines {
		text[i] = p.src[s.start:s.end]
	}
	return colourLines(p.sheet, lexer, text)
}

// draw draws the lines of the chunk for good and empties it.
func (k *chunk) draw(p *blockParser, b *code, colours [][]coloured) {
	for i, s := range k.lines {
		b.draw(p, s, colours[i])
	}
	*k = chunk{lines: k.lines[:0], rows: k.rows[:0], cols: k.cols[:0]}
}

// A coloured is the style of the next n bytes of a line.
type coloured struct {
	n     int
	style style
}

// colourLines returns the colours of lines, and whether a comment or string is
// open at their end. What cannot be lexed has no colours.
func colourLines(sheet *sheet, lexer chroma.Lexer, lines []string) (colours [][]coloured, open bool) {
	colours = make([][]coloured, len(lines))
	for _, l := range lines {
		if len(l) > maxCodeLine {
			return colours, false
		}
	}
	text := strings.Join(lines, "\n") + "\n"
	tokens := tokenise(lexer, text)
	i, left := 0, 0
	if len(lines) > 0 {
		left = len(lines[0])
	}
	for _, t := range tokens {
		st := sheet.token(t.Type)
		open = len(t.Value) > 1 && strings.HasSuffix(t.Value, "\n") && t.Type.InCategory(chroma.Literal) ||
			t.Type == chroma.CommentMultiline && strings.HasSuffix(t.Value, "\n")
		for v := t.Value; v != ""; {
			n := strings.IndexByte(v, '\n')
			if n < 0 {
				n = len(v)
			}
			if n > left || i == len(lines) {
				return make([][]coloured, len(lines)), false
			}
			if n > 0 {
				colours[i] = append(colours[i], coloured{n, st})
				left -= n
			}
			if v = v[n:]; v != "" {
				v = v[1:]
				if i++; i < len(lines) {
					left = len(lines[i])
				}
			}
		}
	}
	return colours, open
}

// tokenise returns the tokens of text, none when the lexer fails.
func tokenise(lexer chroma.Lexer, text string) (tokens []chroma.Token) {
	defer func() {
		if recover() != nil { // chroma panics when a rule of a lexer fails
			tokens = nil
		}
	}()
	tokens, err := chroma.Tokenise(lexer, &chroma.TokeniseOptions{State: "root"}, text)
	if err != nil {
		return nil
	}
	return tokens
}

// token returns the style of a token.
func (s *sheet) token(t chroma.TokenType) style {
	switch {
	case t.InCategory(chroma.Comment):
		return s.syntax.comment
	case t == chroma.OperatorWord, t.InCategory(chroma.Keyword):
		return s.syntax.keyword
	case t.InSubCategory(chroma.LiteralNumber):
		return s.syntax.number
	case t.InCategory(chroma.Literal):
		return s.syntax.str
	case t.InCategory(chroma.Operator):
		return s.syntax.operator
	case t == chroma.GenericInserted:
		return s.syntax.inserted
	case t == chroma.GenericDeleted:
		return s.syntax.deleted
	}
	switch t {
	case chroma.NameFunction, chroma.NameFunctionMagic, chroma.NameClass, chroma.NameTag, chroma.NameBuiltin,
		chroma.NameDecorator, chroma.NameAttribute, chroma.NameException, chroma.NameNamespace:
		return s.syntax.name
	}
	return style{}
}

var (
	languages = sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for _, name := range lexers.Names(true) {
			m[strings.ToLower(name)] = true
		}
		return m
	})
	lexerCache sync.Map // by language, chroma.Lexer
)

// lexerFor returns the lexer of a language, nil when there is none. Looking one
// up in chroma is slow, so the found ones are kept.
func lexerFor(language string) chroma.Lexer {
	if i := strings.IndexAny(language, ",{:"); i > 0 {
		language = language[:i]
	}
	language = strings.ToLower(language)
	if lexer, ok := lexerCache.Load(language); ok {
		return lexer.(chroma.Lexer)
	}
	if !languages()[language] {
		return nil
	}
	lexer := lexers.Get(language)
	if lexer == nil || lexer.Config().Name == "plaintext" {
		return nil
	}
	lexer = chroma.Coalesce(lexer)
	lexerCache.Store(language, lexer)
	return lexer
}
