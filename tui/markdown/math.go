package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMathDepth is how deep groups of a formula may nest.
const maxMathDepth = 12

// formula returns TeX as Unicode that reads unambiguously, in one or more
// lines. It reports false for everything it does not fully understand.
func formula(tex string) (string, bool) {
	t := texReader{s: tex}
	out := t.list(0, 0)
	if t.bad || t.i < len(t.s) {
		return "", false
	}
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	shown := strings.Trim(strings.Join(lines, "\n"), "\n")
	return shown, shown != ""
}

// A texReader reads the mathematical part of TeX.
type texReader struct {
	s   string
	i   int
	bad bool // something is not understood
}

// list reads up to the byte end, which it leaves, or to the end of the text.
func (t *texReader) list(end byte, depth int) string {
	if depth > maxMathDepth {
		t.bad = true
	}
	var out formulaText
	for !t.bad && t.i < len(t.s) && (end == 0 || t.s[t.i] != end) {
		switch c := t.s[t.i]; c {
		case '^', '_':
			t.i++
			out.raw(t.script(c, depth))
		case '}', '%', '#', '$':
			t.bad = true
		case '&':
			t.i++
		case '~', '\n', '\t':
			t.i++
			out.raw(" ")
		case '\'':
			t.i++
			out.raw("′")
		case '\\':
			t.command(&out, depth)
		case '{':
			out.atom(t.argument(depth))
		default:
			_, n := utf8.DecodeRuneInString(t.s[t.i:])
			out.atom(t.s[t.i : t.i+n])
			t.i += n
		}
	}
	return out.b.String()
}

// argument reads one argument: a group, a command or a character.
func (t *texReader) argument(depth int) string {
	for t.i < len(t.s) && t.s[t.i] == ' ' {
		t.i++
	}
	if t.i == len(t.s) {
		t.bad = true
		return ""
	}
	switch t.s[t.i] {
	case '{':
		t.i++
		s := t.list('}', depth+1)
		if t.i == len(t.s) {
			t.bad = true
			return s
		}
		t.i++
		return s
	case '\\':
		var out formulaText
		t.command(&out, depth+1)
		return strings.TrimSpace(out.b.String())
	}
	_, n := utf8.DecodeRuneInString(t.s[t.i:])
	t.i += n
	return t.s[t.i-n : t.i]
}

// script reads the argument of ^ or _ .
func (t *texReader) script(mark byte, depth int) string {
	table := superscripts
	if mark == '_' {
		table = subscripts
	}
	arg := strings.TrimSpace(t.argument(depth))
	if mark == '^' && (arg == "∘" || arg == "*" || arg == "′") {
		return map[string]string{"∘": "°", "*": "*", "′": "′"}[arg]
	}
	if s, ok := script(strings.ReplaceAll(arg, " ", ""), table); ok {
		return s
	}
	if utf8.RuneCountInString(arg) == 1 {
		return string(mark) + arg
	}
	return string(mark) + "(" + arg + ")"
}

// script returns s in raised or lowered characters, if all of it has such.
func script(s string, table map[rune]rune) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		r, ok := table[r]
		if !ok {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), s != ""
}

// command reads a control sequence and appends its text.
func (t *texReader) command(out *formulaText, depth int) {
	t.i++
	name := t.name()
	switch {
	case symbols[name] != "":
		out.symbol(symbols[name])
	case functions[name]:
		out.word(name)
	case accents[name] != 0:
		out.atom(t.accent(accents[name], depth))
	default:
		t.structure(out, name, depth)
	}
}

// name reads the name of a control sequence: letters, or one other character.
func (t *texReader) name() string {
	start := t.i
	for t.i < len(t.s) && (t.s[t.i]|0x20 >= 'a' && t.s[t.i]|0x20 <= 'z') {
		t.i++
	}
	if t.i == start && t.i < len(t.s) {
		_, n := utf8.DecodeRuneInString(t.s[t.i:])
		t.i += n
	}
	return t.s[start:t.i]
}

// structure appends the text of a command with arguments.
func (t *texReader) structure(out *formulaText, name string, depth int) {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac":
		over, under := t.argument(depth), t.argument(depth)
		out.fraction(over, under)
	case "sqrt":
		out.atom(t.root(depth))
	case "binom":
		n, k := t.argument(depth), t.argument(depth)
		out.atom("(" + n + " choose " + k + ")")
	case "mathbb":
		s, ok := script(t.argument(depth), doubleStruck)
		t.bad = t.bad || !ok
		out.atom(s)
	case "text", "mathrm", "operatorname", "textrm", "textbf", "textit", "mbox", "mathit", "mathbf", "mathsf", "boldsymbol":
		out.word(t.argument(depth))
	case "boxed":
		out.atom(t.argument(depth))
	case "pmod":
		out.word("(mod " + t.argument(depth) + ")")
	case "begin", "end":
		t.environment(depth)
	case "left", "right":
		if t.i < len(t.s) && t.s[t.i] == '.' {
			t.i++
		}
	case "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "limits", "nolimits", "!":
	case "\\":
		out.raw("\n")
	default:
		t.bad = true
	}
}

// environment reads the name of an environment that only sets lines.
func (t *texReader) environment(depth int) {
	switch strings.TrimSuffix(t.argument(depth), "*") {
	case "align", "aligned", "gather", "gathered", "split", "equation":
	default:
		t.bad = true
	}
}

func (t *texReader) accent(mark rune, depth int) string {
	s := t.argument(depth)
	if utf8.RuneCountInString(s) != 1 {
		t.bad = true
	}
	return s + string(mark)
}

func (t *texReader) root(depth int) string {
	sign := "√"
	if rest, ok := strings.CutPrefix(t.s[t.i:], "["); ok {
		switch {
		case strings.HasPrefix(rest, "3]"):
			sign = "∛"
		case strings.HasPrefix(rest, "4]"):
			sign = "∜"
		default:
			t.bad = true
		}
		t.i = min(t.i+3, len(t.s))
	}
	s := t.argument(depth)
	if single(s) {
		return sign + s
	}
	return sign + "(" + s + ")"
}

// single reports whether s needs no brackets beside other text.
func single(s string) bool {
	return utf8.RuneCountInString(s) == 1 || s != "" && strings.Trim(s, "0123456789.") == ""
}

// product reports whether s is letters, digits and scripts without a sign.
func product(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.No, r) && r != '∂'
	}) < 0
}

// formulaText puts a formula together, with spaces where two parts would
// otherwise read as one.
type formulaText struct {
	b       strings.Builder
	last    rune
	divided bool // the last part was a fraction
}

func (f *formulaText) raw(s string) {
	if s != "" {
		f.b.WriteString(s)
		f.last, _ = utf8.DecodeLastRuneInString(s)
		f.divided = false
	}
}

// atom appends a part that needs a space before it only after a fraction.
func (f *formulaText) atom(s string) {
	if r, _ := utf8.DecodeRuneInString(s); f.divided && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '(' || r == '√') {
		f.raw(" ")
	}
	f.raw(s)
}

// symbol appends a sign, with spaces around it if it is between two terms.
func (f *formulaText) symbol(s string) {
	if strings.Contains(between, s) {
		if f.last != 0 && f.last != '(' && f.last != '[' {
			s = " " + s
		}
		f.raw(s + " ")
		return
	}
	f.atom(s)
}

// word appends a name of several letters.
func (f *formulaText) word(s string) {
	if unicode.IsLetter(f.last) || unicode.IsDigit(f.last) {
		f.raw(" ")
	}
	f.raw(s)
}

func (f *formulaText) fraction(over, under string) {
	if !product(over) {
		over = "(" + over + ")"
	}
	if !single(under) && !(len(under) == 2 && under[0] == 'd') {
		under = "(" + under + ")"
	}
	if unicode.IsLetter(f.last) || unicode.IsDigit(f.last) || f.last == ')' {
		f.raw(" ")
	}
	f.raw(over + "/" + under)
	f.divided = true
}
