package markdown

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func plainRows(rows []Line) []string {
	var out []string
	for _, l := range rows {
		out = append(out, ansi.Strip(l.Text))
	}
	return out
}

func TestLateDefinition(t *testing.T) {
	d := New(testOptions(60))
	d.Append("See [the docs][a] and [b].\n\nMore text.\n\n")
	early := slices.Clone(d.Lines())
	if d.Frozen() != len(early) {
		t.Fatalf("%d of %d rows are final", d.Frozen(), len(early))
	}
	d.Append("[a]: https://example.com/a\n\n[b] again\n\n[b]: https://example.org\n")
	rows := d.Lines()
	if !slices.Equal(rows[:len(early)], early) {
		t.Error("rows moved while the answer arrived")
	}
	d.Finish()
	want := []string{"See the docs (example.com) and b (example.org).", "", "More text.", "", "b (example.org) again"}
	if got := plainRows(d.Lines()); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSetextUnderlineArrivesLate(t *testing.T) {
	d := New(testOptions(60))
	d.Append("A title\n")
	if got := d.Lines()[0].Text; strings.Contains(got, "\x1b") {
		t.Errorf("styled too early: %q", got)
	}
	d.Append("=")
	if got := d.Lines()[0].Text; strings.Contains(got, "\x1b") {
		t.Errorf("a lone mark decides nothing yet: %q", got)
	}
	d.Append("==\n")
	if got := d.Lines()[0].Text; !strings.Contains(got, "\x1b[1") {
		t.Errorf("no heading: %q", got)
	}
}

func TestResize(t *testing.T) {
	text := shape("mixed", 4<<10)
	d := New(testOptions(80))
	d.Append(text[:2000])
	d.Lines()
	d.Resize(testOptions(40))
	d.Append(text[2000:])
	d.Finish()
	if !slices.Equal(d.Lines(), Render(text, testOptions(40))) {
		t.Error("a resized document looks different from one made at that width")
	}
	d.Resize(testOptions(0))
	checkRows(t, d.Lines(), text, testOptions(1))
}

func TestAfterFinishNothingIsAdded(t *testing.T) {
	d := finished("one", 40)
	d.Append(" two")
	if d.Source() != "one" || len(d.Lines()) != 1 {
		t.Errorf("source %q", d.Source())
	}
}

func TestEmptyTexts(t *testing.T) {
	for _, text := range []string{"", "\n", " \n\t\n", "[a]: /url\n", "\x1b[2J", "</div>"} {
		if rows := Render(text, testOptions(40)); len(rows) != 0 {
			t.Errorf("%q shows %q", text, plainRows(rows))
		}
	}
}

// A short text must not become a long one through the targets of its links.
func TestLinkTargetsAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	text := "[a]: https://example.com/" + strings.Repeat("x", 2000) + "\n\n" + strings.Repeat("[a] ", 20000)
	if out := outputSize(Render(text, testOptions(20))); out > linkAllowance+16*len(text) {
		t.Errorf("%d bytes became %d", len(text), out)
	}
}

// Blank rows are between blocks, one at a time, and none at the ends.
func TestBlankRows(t *testing.T) {
	for _, text := range append(snippets, shape("mixed", 8<<10), shape("nested", 4<<10)) {
		if strings.Contains(text, "```") || strings.Contains(text, "    code") {
			continue // code keeps its own blank lines
		}
		rows := plainRows(Render("\n\n"+text+"\n\n\n", testOptions(70)))
		for i, r := range rows {
			if r == "" && (i == 0 || i == len(rows)-1 || rows[i-1] == "") {
				t.Errorf("blank row %d of %q", i, rows)
			}
		}
	}
}
