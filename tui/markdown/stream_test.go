package markdown

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"banter/themes"
)

// testOptions are plain enough to read in a failure and use every colour.
func testOptions(width int) Options {
	return Options{Width: width, Sheet: testSheet, Quiet: testPalette.Dim}
}

var testSheet = testPalette.Sheet()

var testPalette = themes.Palette{
	Accent: "6", Dim: "8", Strong: "15", Link: "4", Code: "3", Success: "2", Error: "1",
	Syntax: themes.Syntax{Keyword: "5", Name: "6", String: "2", Number: "3", Comment: "8", Operator: "7"},
}

// checkStream streams text in pieces that end at the given places, and fails
// when a row that was final changes or the end is not a render of the whole.
func checkStream(t *testing.T, text string, opts Options, cuts []int) {
	t.Helper()
	d := New(opts)
	var frozen []Line
	at := 0
	for _, cut := range append(cuts, len(text)) {
		d.Append(text[at:cut])
		at = cut
		rows := d.Lines()
		if len(rows) < len(frozen) || !slices.Equal(rows[:len(frozen)], frozen) {
			t.Fatalf("a final row changed after %d bytes of %q\n%s", at, text, firstChange(frozen, rows))
		}
		frozen = append(frozen, rows[len(frozen):d.Frozen()]...)
	}
	d.Finish()
	got, want := d.Lines(), Render(text, opts)
	if !slices.Equal(got, want) {
		t.Fatalf("streamed %q\ncuts %v\n%s", text, cuts, firstChange(want, got))
	}
	checkRows(t, got, text, opts)
	if d.Source() != text {
		t.Fatal("the source changed")
	}
}

func firstChange(want, got []Line) string {
	for i := range want {
		if i >= len(got) {
			return "row missing: " + show(want[i])
		}
		if want[i] != got[i] {
			return "want " + show(want[i]) + "\n got " + show(got[i])
		}
	}
	if len(got) > len(want) {
		return "row too many: " + show(got[len(want)])
	}
	return "equal"
}

// randomCuts returns up to n places to cut text, in order.
func randomCuts(r *rand.Rand, text string, n int) []int {
	cuts := make([]int, 0, n)
	for range r.IntN(n + 1) {
		cuts = append(cuts, r.IntN(len(text)+1))
	}
	slices.Sort(cuts)
	return cuts
}

func show(l Line) string {
	return strconv.Quote(l.Text) + " of " + strconv.Itoa(l.Start) + "-" + strconv.Itoa(l.End)
}
