package markdown

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// printed returns the rows of a text that arrives in steps of n bytes and goes
// to a terminal as soon as they are final.
func printed(t *testing.T, text string, opts Options, n int) []Line {
	t.Helper()
	opts.Printed = true
	d := New(opts)
	var out []Line
	take := func(rows []Line) {
		if len(rows) < len(out) || !slices.Equal(rows[:len(out)], out) {
			t.Fatalf("a printed row of %q changed\n%s", text, firstChange(out, rows))
		}
		out = append(out, rows[len(out):]...)
	}
	for at := 0; at < len(text); at += n {
		d.Append(text[at:min(at+n, len(text))])
		rows := d.Lines()
		take(rows[:d.Frozen()])
	}
	d.Finish()
	take(d.Lines())
	return out
}

// A text that is printed as it arrives has the rows of a render at once.
func TestPrintedAsItArrives(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	texts := []string{
		"| Code | Meaning | Since |\n|---|---|---|\n" + strings.Repeat("| 100 | Reserved | 1.0 |\n", 40) + "| 418 | The server refuses to brew coffee | 1998 |\n\nEnd.\n",
		"**" + long(3000) + "** and *never closed " + long(1500) + "\n\nNext.",
		"> [!NOTE]\n> text\n\n<details>\n<summary>a</summary>\n\nb\n\n</details>\n",
	}
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 17))
		texts = append(texts, document(r))
	}
	for i, text := range texts {
		opts := testOptions(30 + i%90)
		got := printed(t, text, opts, 1+i%3)
		opts.Printed = true
		if want := Render(text, opts); !slices.Equal(got, want) {
			t.Fatalf("%q\n%s", text, firstChange(want, got))
		}
	}
}

// A definition that comes after its link is shown where it is, and nothing
// behind it is lost or repeated.
func TestPrintedLateDefinitions(t *testing.T) {
	text := "Both the [guide][g] and the [list][l] help; so does [faq].\n\n" +
		"[g]: https://guide.example.com/\n[l]: https://list.example.com/ \"All\"\n[faq]: https://faq.example.com/?a=1&copy=2\n[unused]: https://unused.example.com/\n\n" +
		"See the [guide][g] again:\n\n1. Stop.\n2. Close.\n3. Open.\n"
	want := []string{
		"Both the [guide][g] and the [list][l] help; so does [faq].", "",
		"[g]: https://guide.example.com/", "[l]: https://list.example.com/", "[faq]: https://faq.example.com/?a=1&copy=2", "",
		"See the guide (guide.example.com) again:", "", "1. Stop.", "2. Close.", "3. Open.",
	}
	for n := 1; n < len(text); n = n*2 + 1 {
		if got := plainRows(printed(t, text, testOptions(90), n)); !slices.Equal(got, want) {
			t.Fatalf("in steps of %d:\n got %q\nwant %q", n, got, want)
		}
	}
}
