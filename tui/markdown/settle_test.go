package markdown

import (
	"slices"
	"strings"
	"testing"
)

func TestSettle(t *testing.T) {
	for in, want := range map[string]string{
		"plain text":                   "plain text",
		"a **bold":                     "a **bold**",
		"a **bold w":                   "a **bold w**",
		"a **bold*":                    "a **bold**",
		"a **bold**":                   "a **bold**",
		"a **":                         "a ",
		"a *":                          "a ",
		"an *it":                       "an *it*",
		"an *it*":                      "an *it*",
		"**a *b":                       "**a *b***",
		"2 * 3 * 4":                    "2 * 3 * 4",
		"use `code":                    "use `code`",
		"use ``a`b":                    "use ``a`b``",
		"use `":                        "use ",
		"`*` and":                      "`*` and",
		"see [the":                     "see ",
		"see [the docs](https://exa":   "see ",
		"see [the docs](https://e.x) ": "see [the docs](https://e.x) ",
		"an index[0] and":              "an index[0] and",
		"text\n| head | er":            "text",
		"| head":                       "",
		`escaped \*star`:               `escaped \*star`,
	} {
		if got := settle(in); got != want {
			t.Errorf("settle(%q) = %q, want %q", in, got, want)
		}
	}
}

// While an answer arrives, only its last row may look different from one
// moment to the next, and no row may disappear. Tables, whose columns widen
// with their first rows, are left out.
func TestRowsStandStill(t *testing.T) {
	text := shape("mixed", 16<<10)
	text = strings.Join(slices.DeleteFunc(strings.SplitAfter(text, "\n"), func(l string) bool {
		return strings.HasPrefix(l, "|")
	}), "")
	d := New(testOptions(100))
	var before []Line
	changed := 0
	for at := 0; at < len(text); at += 6 {
		d.Append(text[at:min(at+6, len(text))])
		rows := d.Lines()
		if len(rows) < len(before) {
			t.Fatalf("%d rows became %d after %q", len(before), len(rows), text[max(0, at-300):at])
		}
		for i := range max(len(before)-1, 0) {
			if rows[i].Text != before[i].Text {
				changed++
				t.Logf("%q became %q", before[i].Text, rows[i].Text)
			}
		}
		before = append(before[:0], rows...)
	}
	if changed > 8 {
		t.Errorf("%d rows above the last changed", changed)
	}
}
