package termsafe

import (
	"strings"
	"testing"
)

// check compares the result of Text for a text, whole and in pieces.
func check(t *testing.T, in, want string) {
	t.Helper()
	if got := Text(in); got != want {
		t.Errorf("Text(%+q)\n got %+q\nwant %+q", in, got, want)
	}
	checkFilter(t, in)
}

// TestInvisibleCharactersGo: a name or a link must not hold a character that
// takes a cell and shows nothing, or shows nothing and takes none.
func TestInvisibleCharactersGo(t *testing.T) {
	for _, r := range []rune{
		0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0, // blank letters
		0xad, 0x034f, 0x061c, 0x180e, 0x200b, 0x200e, 0x200f,
		0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2064, 0x2066, 0x2069, 0x206f,
		0xfeff, 0xfff9, 0xfffa, 0xfffb, 0xfffe, 0xffff, 0x1fffe, 0x10ffff,
		0xe0000, 0xe0001, 0xe0020, 0xe007f, 0xe0100, 0xe01ef, 0xe0fff, 0x1343f, 0x1bca3, 0x1d17a,
		0x10eeee, // kitty draws images in its place
	} {
		check(t, "a"+string(r)+"b", "ab")
		if shown := Visible("a" + string(r) + "b"); !strings.HasPrefix(shown, "a⟨U+") || !strings.HasSuffix(shown, "⟩b") {
			t.Errorf("%U is hidden in %+q, where a person looks for it", r, shown)
		}
	}
}

// TestTheirNeighborsStay: what lies beside an invisible character is seen.
func TestTheirNeighborsStay(t *testing.T) {
	for _, r := range []rune{
		0xa0, 0xac, 0xae, 0x2ff, 0x034e, 0x0350, 0x061b, 0x061d, 0x115e, 0x1161, 0x17b3, 0x17b6, 0x180d - 3,
		0x2000, 0x200a, 0x2010, 0x2027, 0x202f, 0x205f, 0x2070, 0x3163, 0x3165, 0xff9f, 0xffa1,
		0xfefe, 0xfff8, 0xfffc, 0xfffd, 0xfdff, 0xfe10, 0x1fffd, 0x20000, 0xdffff &^ 0xf, 0xe1000,
	} {
		check(t, "a"+string(r)+"b", "a"+string(r)+"b")
	}
}

// TestEveryControlStringGoesWhole in each of its forms and with each of its
// ends.
func TestEveryControlStringGoesWhole(t *testing.T) {
	for _, begin := range []string{"\x1b]", "\x1bP", "\x1bX", "\x1b^", "\x1b_", "\u0090", "\u0098", "\u009d", "\u009e", "\u009f"} {
		for _, end := range []string{"\a", "\x1b\\", "\u009c"} {
			check(t, "a"+begin+"x;\ty"+end+"b", "ab")
		}
		check(t, "a"+begin+"lost\nnext", "alost\nnext")
		check(t, "a"+begin+"lost\u2028next", "alost\nnext")
		check(t, "a"+begin+"lost\u2029next", "alost\nnext")
		check(t, "a"+begin+"lost\u0085next\a", "alost\nnext") // it has ended before its end comes
		check(t, "a"+begin+"lost\u0084next\a", "alostnext")
	}
	for _, c := range []string{"\u0080", "\u0084", "\u008f", "\u0091", "\u0097", "\u0099", "\u009a", "\u009c"} {
		check(t, "a"+c+"b\a", "ab")
	}
}

// TestSequencesThatDoNotEnd count as text from a certain length on: a stray
// introducer must not make an answer disappear.
func TestSequencesThatDoNotEnd(t *testing.T) {
	for _, test := range []struct {
		name, begin, fill, end string
		limit                  int
	}{
		{"string", "\x1b]", "x", "\a", 1024},
		{"string after C1", "\u009d", "x", "\a", 1024},
	} {
		whole, over := strings.Repeat(test.fill, test.limit), strings.Repeat(test.fill, test.limit+1)
		check(t, "a"+test.begin+whole+test.end+"b", "ab")
		check(t, "a"+test.begin+over+test.end+"b", "a"+over+"b")
	}
	for _, begin := range []string{"\x1b[", "\u009b"} {
		check(t, "a"+begin+strings.Repeat("1", 63)+"mb", "ab")
		check(t, "a"+begin+strings.Repeat("1", 64)+"mb", "ab")
		check(t, "a"+begin+strings.Repeat("1", 65)+"mb", "a1mb")
	}
	check(t, "a\x1b[31", "a")
	check(t, "a\x1b", "a")
	check(t, "a\x1b(", "a")
}

func TestShortEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b7a\x1b8":       "a",
		"\x1b0a":            "a",
		"\x1b~a":            "a",
		"\x1b\x1b[31ma":     "a",
		"\x1b(Ba":           "a",
		"\x1b#8a":           "a",
		"\x1b %Ga":          "a",
		"\x1b(]52;a":        "52;a", // what follows an intermediate byte begins no string
		"\x1b([31ma":        "31ma",
		"\x1b\na":           "\na",
		"\x1b\x7fa":         "a",
		"\x1bé":             "é",
		"\x1b(é":            "é",
		"\x1b[3é":           "é",
		"\x1b[3\x1b[31ma":   "a",
		"\x1b]x\x1b7a":      "xa",
		"\x1b[@a\x1b[~b":    "ab",
		"\x1b[ qa\x1b[?25l": "a",
		"\x1b[\x7fa":        "a",
	} {
		check(t, in, want)
	}
}

// TestJoinersJoin within a picture or a word of a script that has them, so
// many in a row and no more.
func TestJoinersJoin(t *testing.T) {
	const zwj, zwnj = "\u200d", "\u200c"
	for _, whole := range []string{
		"🏳\ufe0f\u200d🌈", "👁\ufe0f\u200d🗨\ufe0f", "⛓\ufe0f\u200d💥", "🧑\u200d⚕\ufe0f", "🏴\u200d☠\ufe0f", "👨\u200d✈\ufe0f", "🙂\u200d↔\ufe0f", "🙂\u200d↕\ufe0f", "🐦\u200d⬛", "🧑🏽\u200d🤝\u200d🧑🏿", "👩\u200d❤\ufe0f\u200d💋\u200d👨",
		"क्" + zwj + "ष", "क्" + zwnj + "ष", "ശ്രീ" + zwnj + "മ", "نمی" + zwnj + "شود", "ن" + zwj + "م",
	} {
		check(t, whole, whole)
	}
	for _, between := range [][2]string{{"👨", "a"}, {"a", "👨"}, {"a", "b"}, {"م", "a"}, {"a", "م"}, {"👨", " "}, {"я", "я"}, {"世", "界"}} {
		for _, joiner := range []string{zwj, zwnj, zwj + zwj} {
			check(t, between[0]+joiner+between[1], between[0]+between[1])
		}
	}
	check(t, "👨"+zwnj+"👩", "👨👩") // a picture has no use for it
	check(t, "👨"+zwj+zwj+"👩", "👨"+zwj+"👩")
	check(t, "👨"+zwj, "👨")
	check(t, zwj+"👨", "👨")
	check(t, "👨"+zwj+"\ufe0f", "👨")
	check(t, "👨"+zwj+"\n", "👨\n")

	man, joined := "👨", "\u200d👨"
	check(t, man+strings.Repeat(joined, 8), man+strings.Repeat(joined, 8))
	check(t, man+strings.Repeat(joined, 9), man+strings.Repeat(joined, 8)+man)
	check(t, man+strings.Repeat(joined, 18), man+strings.Repeat(joined, 8)+man+strings.Repeat(joined, 8)+man)
	word := strings.Repeat("می"+zwnj, 20) + "م" // two letters between: no cluster grows
	check(t, word, word)
	two := strings.Repeat(man+strings.Repeat(joined, 8)+" ", 2)
	check(t, two, two)
}

// TestPicturesAreJoinedByBlock covers the ends of the blocks that pictures are
// in, and what lies beside them.
func TestPicturesAreJoinedByBlock(t *testing.T) {
	for _, r := range []rune{0xa9, 0xae, 0x203c, 0x2049, 0x2122, 0x2139, 0x2190, 0x21ff, 0x2300, 0x23ff, 0x25a0, 0x27bf,
		0x2900, 0x297f, 0x2b00, 0x2bff, 0x1f000, 0x1faff, 0x2191, 0x2301, 0x25a1, 0x2901, 0x2b01, 0x1f001} {
		check(t, "👨\u200d"+string(r), "👨\u200d"+string(r))
		check(t, string(r)+"\u200d👨", string(r)+"\u200d👨")
	}
	for _, r := range []rune{0xa8, 0xaa, 0xad + 2, 0x203b, 0x203d, 0x2048, 0x204a, 0x2121, 0x2123, 0x213a, 0x218f, 0x2200, 0x22ff, 0x2400, 0x259f, 0x27c0,
		0x28ff, 0x2980, 0x2aff, 0x2c00, 0x1efff - 2, 0x1fb00} {
		check(t, "👨\u200d"+string(r), "👨"+string(r))
	}
}

// TestMarksAndSelectors pass as far as they show, and no pile of them grows
// over the rows above.
func TestMarksAndSelectors(t *testing.T) {
	acute, enclosed := "\u0301", "\u20dd"
	for in, want := range map[string]string{
		"a" + strings.Repeat(enclosed, 9):                  "a" + strings.Repeat(enclosed, 8),
		"a" + strings.Repeat("\u1dc0", 9):                  "a" + strings.Repeat("\u1dc0", 8),
		"a" + strings.Repeat("\ua670", 9):                  "a" + strings.Repeat("\ua670", 8),
		"a" + strings.Repeat("\ufe20", 9):                  "a" + strings.Repeat("\ufe20", 8),
		"a" + strings.Repeat("\U0001d165", 9):              "a" + strings.Repeat("\U0001d165", 9), // a stem takes space
		"a" + strings.Repeat("\U0001d167", 9):              "a" + strings.Repeat("\U0001d167", 8),
		strings.Repeat(acute, 9) + "b":                     strings.Repeat(acute, 8) + "b",
		"a" + strings.Repeat(acute, 7) + "\ufe0f\ufe0f":    "a" + strings.Repeat(acute, 7) + "\ufe0f",
		"a" + strings.Repeat(acute, 7) + "\ufe0f" + acute:  "a" + strings.Repeat(acute, 7) + "\ufe0f",
		"a" + strings.Repeat(acute, 8) + "\ufe0fb" + acute: "a" + strings.Repeat(acute, 8) + "b" + acute,
		"\ufe0f":               "",
		" \ufe0fa":             " a",
		"\n\ufe0fa":            "\na",
		"✈\ufe00":              "✈\ufe00",
		"✈\ufe0e\ufe0f":        "✈\ufe0e",
		"!\ufe0f":              "!\ufe0f",
		"1\ufe0f\u20e3":        "1\ufe0f\u20e3",
		"a\u200c\ufe0fb":       "ab",
		"م\u200c\ufe0fم":       "م\u200cم",
		"a\u0903\u093eb\u0900": "a\u0903\u093eb\u0900", // these have a width or a base of their own
	} {
		check(t, in, want)
	}
}

func TestVisibleShowsWhatDoesNotJoin(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"a\u00adb":           "a⟨U+00AD⟩b",
		"\x1f \x00":          "␟ ␀",
		"a\u0301\x7f":        "a\u0301␡",
		"\u2028x\u0085":      "⟨U+2028⟩x⟨U+0085⟩",
		"\u200dم\u200c":      "⟨U+200D⟩م⟨U+200C⟩",
		"\x00م\u200cم":       "␀م\u200cم",
		"\x00👨\u200c👨":       "␀👨⟨U+200C⟩👨",
		"\x00✈\ufe0f\ufe0fa": "␀✈\ufe0f⟨U+FE0F⟩a",
		"\x00\u200d\ufe0f":   "␀⟨U+200D⟩⟨U+FE0F⟩",
		"\x00a\xc3(\xe2\x82": "␀a⟨C3⟩(⟨E2⟩⟨82⟩",
		"\x00a\ufffdb":       "␀a\ufffdb",
		"\x00a\r\r\nb\n\r":   "␀a␍\nb\n␍",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%+q)\n got %+q\nwant %+q", in, got, want)
		}
	}
}

func TestLinkLimits(t *testing.T) {
	const head = "https://a.example/"
	for in, ok := range map[string]bool{
		head + strings.Repeat("x", 2048-len(head)):       true,
		head + strings.Repeat("x", 2049-len(head)):       false,
		head + strings.Repeat("ü", (2048-len(head))/6):   true,
		head + strings.Repeat("ü", (2048-len(head))/6+1): false, // it grows in the encoding
		"  " + head + " ":               true,
		"https://a.example/a\tb":        false,
		"https://user:secret@a.example": true,
		"http://:80/":                   false,
		"mailto:?subject=x":             false,
		"a.example":                     false,
		"":                              false,
	} {
		got, is := Link(in)
		if is != ok || is != (got != "") {
			t.Errorf("Link(%.40q...) = %.40q, %v", in, got, is)
		}
	}
	if got, _ := Link(" HTTPS://a.example/ "); got != head {
		t.Errorf("got %q", got)
	}
}
