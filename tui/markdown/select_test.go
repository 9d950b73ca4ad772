package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// find returns the place of s on the rows of d.
func find(t *testing.T, d *Document, s string) (row, col int) {
	t.Helper()
	for i, l := range d.Lines() {
		plain := ansi.Strip(l.Text)
		if at := strings.Index(plain, s); at >= 0 {
			return i, ansi.StringWidth(plain[:at])
		}
	}
	t.Fatalf("%q is not on the screen", s)
	return 0, 0
}

func finished(text string, width int) *Document {
	d := New(testOptions(width))
	d.Append(text)
	d.Finish()
	return d
}

func TestSelect(t *testing.T) {
	command := "curl " + strings.Repeat("--option value ", 13) + "x"
	tests := []struct{ name, text, from, to, want string }{
		{"words", "one *two* three four\n", "two", " four", "two* three"},
		{"over a wrap", "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk llll mmmm", "cccc", " llll",
			"cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk"},
		{"list", "- one\n- two\n- three\n", "• two", "• three", "- two\n"},
		{"wide", "世界你好 text", "界", "好", "界你"},
		{"entity", "a &amp; b &lt; c", "&", " <", "&amp; b"},
		{"command", "```sh\n" + command + "\n```\nend", "curl", "end", command + "\n```\n"},
		{"table", "| a | b |\n|---|---|\n| cc | dd |\n", "cc", "dd", "| cc | "},
		{"code in a quote", "> ```\n> x := 1\n> y := 2\n> ```\n", "x :=", ":= 2", "x := 1\n> y "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := finished(test.text, 50)
			r1, c1 := find(t, d, test.from)
			r2, c2 := find(t, d, test.to)
			start, end := d.Select(r1, c1, r2, c2)
			if got := strings.TrimRight(test.text[start:end], " "); got != strings.TrimRight(test.want, " ") {
				t.Errorf("selected %q, want %q", got, test.want)
			}
		})
	}
}

// Where cells come from does not depend on the colours of code, which would be
// most of the time that the first click or search in an answer takes.
func TestSelectColorsNothing(t *testing.T) {
	d := finished("```go\nfunc main() { return \"x\" }\n```\n", 40)
	if colored := d.Lines()[1].Text; !strings.Contains(colored, "\x1b[") {
		t.Fatalf("the code has no colours: %q", colored)
	}
	d.Select(1, 0, 1, 5)
	if row := d.selected.Lines()[1].Text; strings.Contains(row, "\x1b[") {
		t.Errorf("it has coloured %q", row)
	}
}

func TestPlainCodeHasTheSameRows(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 6))
		text := document(r) + "\n\n```go\nx := \"e\u0301 世界\t\u202e\x1b[31m\" // " + strings.Repeat("long ", r.IntN(90)) + "  \n\t\ty\n```\n"
		opts := testOptions(1 + r.IntN(60))
		colored := Render(text, opts)
		opts.PlainCode = true
		plain := Render(text, opts)
		if len(plain) != len(colored) {
			t.Fatalf("%d rows, not %d, of %q", len(plain), len(colored), text)
		}
		for i, row := range colored {
			if p := plain[i]; ansi.Strip(p.Text) != ansi.Strip(row.Text) || p.Start != row.Start || p.End != row.End {
				t.Fatalf("row %d at width %d is %+v, not %+v", i, opts.Width, p, row)
			}
		}
	}
}

// A line of a record is its value: the rest of the table's row is not selected
// with it.
func TestSelectOfARecord(t *testing.T) {
	text := "| Name | Type | Default |\n|---|---|---|\n| alpha | **text** of `a\\|b` | none at all |\n"
	for _, width := range []int{14, 20} {
		d := finished(text, width)
		row, _ := find(t, d, "Type")
		next, _ := find(t, d, "Default")
		for name, cols := range map[string]int{"from its key": 0, "from its value": 9} {
			start, end := d.Select(row, cols, next, 0)
			if got := strings.TrimRight(text[start:end], "| "); got != "**text** of `a\\|b`" && (cols == 0 || !strings.HasPrefix(got, "text")) {
				t.Errorf("at width %d, %s: %q", width, name, got)
			}
		}
		if start, end := d.Select(next, 0, 99, 0); text[start:end] != "none at all |\n" && text[start:end] != "none at all |" {
			t.Errorf("at width %d, the last one: %q", width, text[start:end])
		}
	}
}

func TestSelectOfAllIsTheSource(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		text := document(r)
		d := finished(text, 10+r.IntN(80))
		rows := d.Lines()
		if len(rows) == 0 {
			continue
		}
		if start, end := d.Select(0, 0, len(rows), 0); start != rows[0].Start || end != rows[len(rows)-1].End {
			t.Fatalf("seed %d: selected %d-%d of %d-%d", seed, start, end, rows[0].Start, rows[len(rows)-1].End)
		}
		if len(d.record()) != len(rows) {
			t.Fatalf("seed %d: %d rows, %d recorded", seed, len(rows), len(d.record()))
		}
	}
}

func TestSelectWhileTheAnswerArrives(t *testing.T) {
	text := "A paragraph.\n\n```go\nfunc main() {\n\tprintln(\"hi\")\n"
	d := New(testOptions(40))
	d.Append(text)
	row, col := find(t, d, "println")
	start, end := d.Select(row, col, row, 40)
	if got := text[start:end]; got != `println("hi")` {
		t.Errorf("selected %q", got)
	}
}

func TestCodeBlocks(t *testing.T) {
	text := "Run:\n\n1. First\n   ```sh\n   make\n   \tall \n   ```\n\n> ```go x=1\n> a\n>\n> b\n\n    indented\n\n      more\n\n```\n\x1b[31m\n"
	want := []CodeBlock{
		{Language: "sh", Content: "make\n\tall "},
		{Language: "go", Content: "a\n\nb"},
		{Language: "", Content: "indented\n\n  more"},
		{Language: "", Content: "\x1b[31m"},
	}
	for _, done := range []bool{false, true} {
		d := New(testOptions(40))
		d.Append(text)
		if done {
			d.Finish()
		}
		blocks := d.CodeBlocks()
		if len(blocks) != len(want) {
			t.Fatalf("%d blocks, want %d: %+v", len(blocks), len(want), blocks)
		}
		for i, b := range blocks {
			if b.Language != want[i].Language || b.Content != want[i].Content {
				t.Errorf("block %d is %q %q, want %q %q", i, b.Language, b.Content, want[i].Language, want[i].Content)
			}
			label := ansi.Strip(d.Lines()[b.First].Text)
			if !strings.HasSuffix(label, string(rune('1'+i))) {
				t.Errorf("block %d begins at row %q", i, label)
			}
			if b.Rows != strings.Count(b.Content, "\n")+2 {
				t.Errorf("block %d takes %d rows", i, b.Rows)
			}
		}
	}
}

func TestLongCommandIsOnePieceOfTheSource(t *testing.T) {
	command := "kubectl get pods --all-namespaces -o jsonpath='" + strings.Repeat("{.items[*].metadata.name} ", 6) + "'"
	text := "Run this:\n\n```sh\n" + command + "\n```\n"
	d := finished(text, 50)
	b := d.CodeBlocks()[0]
	rows := d.Lines()[b.First+1 : b.First+b.Rows]
	if len(rows) < 4 {
		t.Fatalf("%d rows", len(rows))
	}
	if got := text[rows[0].Start:rows[len(rows)-1].End]; got != command || b.Content != command {
		t.Errorf("rows show %q, block holds %q", got, b.Content)
	}
}
