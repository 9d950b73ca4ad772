package markdown

import (
	"regexp"
	"strings"
)

// startTags are the tags that begin a block of HTML after any text
// (CommonMark 0.31.2, section 4.6, condition 6).
var startTags = set(`address article aside base basefont blockquote body caption
center col colgroup dd details dialog dir div dl dt fieldset figcaption figure
footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend
li link main menu menuitem nav noframes ol optgroup option p param search
section summary table tbody td tfoot th thead title tr track ul`)

// rawTags hold text that is no markdown (condition 1).
var rawTags = set("pre script style textarea")

// wholeTag is a complete tag alone on its line (condition 7).
var wholeTag = regexp.MustCompile(`^<(?:[A-Za-z][A-Za-z0-9-]*(?:[ \t]+[A-Za-z_:][A-Za-z0-9_.:-]*` +
	`(?:[ \t]*=[ \t]*(?:[^ \t"'=<>` + "`" + `]+|'[^']*'|"[^"]*"))?)*[ \t]*/?|/[A-Za-z][A-Za-z0-9-]*[ \t]*)>[ \t]*$`)

// startHTML opens a block of HTML.
func (p *blockParser) startHTML(c *cursor, n int) bool {
	s := c.rest()
	ends, known := htmlEnd(s)
	if !known {
		_, text := p.leaf.(textual)
		if text || !wholeTag.MatchString(s) {
			return false
		}
	}
	p.enter(n, c.next)
	if first := parseTag(s[:max(tagEnd(s), 1)], 0); ends == nil && (first.begins() || tagEnd(s) < 0) {
		p.leaf = newHTML(p, c.seg())
		return true
	}
	b := &code{kind: markup, ends: ends, start: p.mark, frame: p.frame()}
	p.leaf = b
	b.add(p, c.seg(), false)
	if ends != nil && ends(s) {
		p.leave(len(p.open))
	}
	return true
}

// htmlEnd returns the test for the last line of the block of HTML that s begins,
// nil for a block that a blank line ends.
func htmlEnd(s string) (ends func(string) bool, ok bool) {
	contains := func(end string) func(string) bool {
		return func(s string) bool { return strings.Contains(s, end) }
	}
	name := strings.TrimPrefix(s[1:], "/")
	size := 0
	for size < len(name) && (name[size]|0x20 >= 'a' && name[size]|0x20 <= 'z' || size > 0 && name[size] >= '0' && name[size] <= '9') {
		size++
	}
	rest, name := name[size:], strings.ToLower(name[:size])
	whole := rest == "" || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '>'
	switch {
	case rawTags[name] && whole && s[1] != '/':
		return func(s string) bool {
			s = strings.ToLower(s)
			return strings.Contains(s, "</pre>") || strings.Contains(s, "</script>") ||
				strings.Contains(s, "</style>") || strings.Contains(s, "</textarea>")
		}, true
	case strings.HasPrefix(s, "<!--"):
		return contains("-->"), true
	case strings.HasPrefix(s, "<?"):
		return contains("?>"), true
	case strings.HasPrefix(s, "<![CDATA["):
		return contains("]]>"), true
	case len(s) > 2 && s[1] == '!' && s[2]|0x20 >= 'a' && s[2]|0x20 <= 'z':
		return contains(">"), true
	case startTags[name] && (whole || strings.HasPrefix(rest, "/>")):
		return nil, true
	}
	return nil, false
}

// takeMarkup takes a line of the block of HTML.
func (b *code) takeMarkup(p *blockParser, c *cursor) bool {
	if b.ends == nil && c.isBlank {
		return false
	}
	s := c.seg()
	b.add(p, s, false)
	if b.ends != nil && b.ends(p.src[s.start:s.end]) {
		p.leave(len(p.open))
	}
	return true
}
