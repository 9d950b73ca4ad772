package wrap_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"banter/tui/wrap"
)

// rows wraps text. A W is two cells wide, and only a space is blank.
func rows(text string, width int) (rows []string) {
	starts := slices.Collect(wrap.Rows(len(text), width, func(i int) (int, bool) {
		return 1 + strings.Count(text[i:i+1], "W"), text[i] == ' '
	}))
	for i, from := range starts {
		to := len(text)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		rows = append(rows, text[from:to])
	}
	return rows
}

func TestRows(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 5, ""},
		{"one two", 5, "one |two"},
		{"one two", 7, "one two"},
		{"one     two", 4, "one     |two"},
		{"abcdefgh", 3, "abc|def|gh"},
		{"a bcdefgh", 4, "a |bcde|fgh"},
		{"W W", 1, "W |W"},
		{"WW", 1, "W|W"},
		{" abcdW", 5, " |abcd|W"},
		{"WWW", 5, "WW|W"},
	} {
		if got := strings.Join(rows(test.text, test.width), "|"); got != test.want {
			t.Errorf("%q at %d: got %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// TestRowsFit checks that no row is too wide without the blanks at its end, and that
// wrapping from the start of any row gives the rest of the rows.
func TestRowsFit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		text := make([]byte, r.IntN(40))
		for i := range text {
			text[i] = "aaaW  "[r.IntN(6)]
		}
		width := 1 + r.IntN(8)
		all := rows(string(text), width)
		for i, row := range all {
			shown := strings.TrimRight(row, " ")
			if n := len(shown) + strings.Count(shown, "W"); n > max(width, 2) {
				t.Fatalf("%q at %d: row %q has %d cells", text, width, row, n)
			}
			if rest := rows(strings.Join(all[i:], ""), width); !slices.Equal(rest, all[i:]) {
				t.Fatalf("%q at %d: from row %d on %q, and not %q", text, width, i, rest, all[i:])
			}
		}
	}
}
