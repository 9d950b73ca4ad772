package spoken

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"banter/internal/golden"
)

func told(text string) string {
	return toldIn(text, len(text)+1)
}

// toldIn tells a text that arrives in pieces of n bytes.
func toldIn(text string, n int) string {
	var b strings.Builder
	t := New(func(line string) { b.WriteString(line + "\n") })
	for len(text) > n {
		t.Push(text[:n])
		text = text[n:]
	}
	t.Push(text)
	t.Finish()
	return b.String()
}

// markdowns returns the texts that the renderer is tested with.
func markdowns(t testing.TB) map[string]string {
	names, err := filepath.Glob("../../tui/markdown/testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	texts := make(map[string]string)
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(name), ".txtar")] = string(a.Files[0].Data)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	texts["readme"] = string(readme)
	return texts
}

// TestGolden tells the texts of the renderer's tests. However a text is cut, what is
// told is the same, and safe.
func TestGolden(t *testing.T) {
	for name, text := range markdowns(t) {
		got := told(text)
		if name != "readme" {
			golden.Check(t, name, got)
		}
		checkSafe(t, got)
		for _, n := range []int{1, 7} {
			if cut := toldIn(text, n); cut != got {
				t.Errorf("%s in pieces of %d: %s", name, n, firstDifference(got, cut))
			}
		}
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			return "want\n" + strings.Join(w[max(i-2, 0):min(i+3, len(w))], "\n") + "\ngot\n" + strings.Join(g[min(max(i-2, 0), len(g)):min(i+3, len(g))], "\n")
		}
	}
	return "it goes on"
}

func checkSafe(t testing.TB, text string) {
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || draws(r) {
			t.Fatalf("%U is told", r)
		}
	}
}

func TestTold(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"One. Two! Three", "One.\nTwo!\nThree\n"},
		{"See e.g. Paris, v1.2 and Dr. Who. Next.", "See e.g. Paris, v1.2 and Dr. Who.\nNext.\n"},
		{"# C#\ntext", "Heading 1: C#\ntext\n"},
		{"## Closed ##", "Heading 2: Closed\n"},
		{"**Note. This** is *all*. `a. B` stays.", "Note. This is all.\n`a. B` stays.\n"},
		{"2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name\n"},
		{"[a. B](https://x.org/). Next", "a. B (https://x.org/).\nNext\n"},
		{"<https://x.org> and [https://x.org](https://x.org)", "https://x.org and https://x.org\n"},
		{"![A cat](cat.png)", "Image: A cat (cat.png)\n"},
		{"- a\n  - b\n- c", "Item: a\nLevel 2, item: b\nItem: c\n"},
		{"1. Do it. Then that.\n2. End", "1. Do it.\nThen that.\n2. End\n"},
		{"- [ ] later\n- [x] ok", "Item, to do: later\nItem, done: ok\n"},
		{"> said\n> more\n\nand I", "Quote: said\nmore\nEnd of quote.\n\nand I\n"},
		{"> > > deep", "Quote, level 3: deep\nEnd of quote.\n"},
		{"> [!WARNING]\n> Hot.", "Warning: Hot.\nEnd of quote.\n"},
		{"```go\nx := *p\n```\nDone", "Code, go:\nx := *p\nEnd of code.\n\nDone\n"},
		{"Run:\n\n    ls *\n\n    pwd\n\nDone", "Run:\n\nCode:\nls *\n\npwd\nEnd of code.\n\nDone\n"},
		{"$$\nx^2\n$$", "Formula:\nx^2\nEnd of formula.\n"},
		{"| a | b |\n|---|---|\n| 1 | **2** |", "Table, 2 columns: a, b.\nRow 1. a: 1; b: 2.\nEnd of table, 1 row.\n"},
		{"yes | no", "yes | no\n"},
		{"a\n\n---\n\nb", "a\n\nSeparator.\n\nb\n"},
		{"Title\n===\n\nText", "Title\nThe line above is a heading.\n\nText\n"},
		{"```\n├── a\n│\n```", "Code:\n+-- a\n|\nEnd of code.\n"},
		{"one **two\nthree** four", "one two three four\n"},
		{"\x1b[31mred\x1b]0;t\x07 &#27;[2J", "red\n"},
		{"你好。再见。", "你好。\n再见。\n"},
		{"AT&amp;T \\*not\\*", "AT&T *not*\n"},
		{"", ""},
	} {
		if got := told(test.in); got != test.want {
			t.Errorf("%q: got %q, want %q", test.in, got, test.want)
		}
		for n := 1; n < 4; n++ {
			if got := toldIn(test.in, n); got != told(test.in) {
				t.Errorf("%q in pieces of %d: %q", test.in, n, got)
			}
		}
	}
}

// TestSentencesDoNotWait checks that a sentence is told once the next one begins.
func TestSentencesDoNotWait(t *testing.T) {
	var lines []string
	teller := New(func(line string) { lines = append(lines, line) })
	teller.Push("It **rains** today. W")
	if len(lines) != 1 || lines[0] != "It rains today." {
		t.Errorf("told %q", lines)
	}
}

// TestSlowTexts checks that no text takes long: the time grows with its length.
func TestSlowTexts(t *testing.T) {
	for _, unit := range []string{"[", "*a ", "a. ", "`", "> ", "- ", "| ", "<", "![](", "**a. ", "A. B"} {
		start := time.Now()
		toldIn(strings.Repeat(unit, 9_000/len(unit)), 64)
		if took := time.Since(start); took > 4*time.Second {
			t.Errorf("%q takes %v", unit, took)
		}
	}
}

func FuzzTold(f *testing.F) {
	for _, text := range markdowns(f) {
		f.Add(text, 5)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		got := told(text)
		checkSafe(t, got)
		if n > 0 && toldIn(text, n) != got {
			t.Errorf("in pieces of %d: %s", n, firstDifference(got, toldIn(text, n)))
		}
	})
}
