package markdown

import (
	"strings"

	"github.com/yuin/goldmark/util"
)

// An htmlTag is one tag of HTML in a passage.
type htmlTag struct {
	name    string // in lower case
	closing bool
	attrs   map[string]string // by name in lower case, entities resolved
	raw     string
	at      int  // where it begins in the passage
	certain bool // it is meant as a tag: its meaning is shown instead of it
}

// A tag in prose is often a type or a placeholder: Option<i>, git checkout
// <branch>, ffmpeg -i <input>. So a tag counts only if its name is one of these
// and something else speaks for it; see pairTags.
var (
	// voidTags have no end.
	voidTags = set("br hr img wbr input")
	// inlineTags style their text or mean nothing on a terminal.
	inlineTags = set(`a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp
small span strike strong sub sup time tt u var`)
	// blockTags begin a line.
	blockTags = set(`blockquote caption center dd details div dl dt h1 h2 h3 h4 h5 h6 li ol p
summary table tbody td tfoot th thead tr ul`)
	// sectionTags begin a line too, but are names for parts of a prompt as well:
	// they count only beside other tags.
	sectionTags = set("address article aside body fieldset figcaption figure footer form header html main nav section")
	// partTags may leave their end out.
	partTags = set("dd dt li tbody td tfoot th thead tr")
	// outerTags are alone on their lines if a blank line parts begin and end.
	outerTags = set("blockquote center details div dl ol p table ul")
)

// known reports whether the meaning of the tag can be shown.
func (t *htmlTag) known() bool { return voidTags[t.name] || inlineTags[t.name] || blockTags[t.name] }

// begins reports whether a block of HTML that the tag begins may be reduced to
// its text.
func (t *htmlTag) begins() bool { return t.known() || sectionTags[t.name] }

// breaksLine reports whether the tag begins a line.
func (t *htmlTag) breaksLine() bool { return blockTags[t.name] || sectionTags[t.name] }

// parseTag returns the tag that raw, from bracket to bracket, is.
func parseTag(raw string, at int) htmlTag {
	t := htmlTag{raw: raw, at: at}
	s := strings.TrimSuffix(strings.TrimPrefix(raw, "<"), ">")
	s, t.closing = strings.CutPrefix(s, "/")
	n := 0
	for n < len(s) && (util.IsAlphaNumeric(s[n]) || s[n] == '-') {
		n++
	}
	t.name = strings.ToLower(s[:n])
	t.attrs = attributes(strings.TrimSuffix(s[n:], "/"))
	return t
}

// attributes reads the attributes of a tag.
func attributes(s string) map[string]string {
	attrs := map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t\n")
		if s == "" {
			return attrs
		}
		n := strings.IndexAny(s, "= \t\n")
		if n < 0 {
			n = len(s)
		}
		name, value := strings.ToLower(s[:n]), ""
		s = s[n:]
		if rest, ok := strings.CutPrefix(strings.TrimLeft(s, " \t\n"), "="); ok {
			value, s = attributeValue(strings.TrimLeft(rest, " \t\n"))
		}
		attrs[name] = unescapeEntities(value)
	}
}

// attributeValue returns the value that s begins with and the rest of s.
func attributeValue(s string) (value, rest string) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		value, rest, _ = strings.Cut(s[1:], s[:1])
		return value, rest
	}
	n := strings.IndexAny(s, " \t\n")
	if n < 0 {
		n = len(s)
	}
	return s[:n], s[n:]
}

// pairTags decides which of the tags of a text are certain: a begin and an end
// around some text, a break or image, and, in a block of HTML, parts of lists
// and tables and tags alone on their lines.
func pairTags(text string, tags []htmlTag, block bool) {
	open := map[string][]int{}
	var sections [][2]int
	some := false
	for i := range tags {
		t := &tags[i]
		switch {
		case voidTags[t.name]:
			t.certain = t.name == "br" || !t.closing && (t.name == "hr" || t.name == "wbr" || t.name == "img" && t.attrs["src"] != "" ||
				t.name == "input" && t.attrs["type"] == "checkbox")
		case !t.begins():
			continue
		case !t.closing:
			open[t.name] = append(open[t.name], i)
		case len(open[t.name]) > 0:
			first := open[t.name][len(open[t.name])-1]
			open[t.name] = open[t.name][:len(open[t.name])-1]
			if sectionTags[t.name] {
				sections = append(sections, [2]int{first, i})
				continue
			}
			begin := &tags[first]
			t.certain = encloses(text[begin.at+len(begin.raw):t.at], t.name, block)
			begin.certain = t.certain
		}
		if block && !t.certain {
			t.certain = partTags[t.name] || outerTags[t.name] && aloneOnLine(text, t.at)
		}
		some = some || t.certain
	}
	for _, pair := range sections {
		tags[pair[0]].certain, tags[pair[1]].certain = block && some, block && some
	}
}

// encloses reports whether a pair of tags with the given text between them is
// meant as one. "Put <b> and </b> around it" speaks of tags.
func encloses(text, name string, block bool) bool {
	if block && blockTags[name] {
		return true
	}
	return strings.TrimSpace(text) != "" && (text[0] != ' ' || text[len(text)-1] != ' ')
}

// aloneOnLine reports whether the line of text around the offset at holds
// nothing but tags.
func aloneOnLine(text string, at int) bool {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	for line != "" {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			break
		}
		end := tagEnd(line)
		if end < 0 {
			return false
		}
		line = line[end:]
	}
	return true
}

// tagEnd returns the length of the tag that s begins with, or -1 if s does not
// begin like a tag that ends.
func tagEnd(s string) int {
	name := strings.TrimPrefix(strings.TrimPrefix(s, "<"), "/")
	if s == "" || s[0] != '<' || name == "" || name[0]|0x20 < 'a' || name[0]|0x20 > 'z' {
		return -1
	}
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return -1
}
