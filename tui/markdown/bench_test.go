package markdown

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"charm.land/glamour/v2"
)

// benchWidth is a common width of a window.
const benchWidth = 100

// stream renders a text as it arrives: 64 bytes at a time, with the rows asked
// for after each.
func stream(text string) *Document {
	d := New(testOptions(benchWidth))
	for at := 0; at < len(text); at += 64 {
		d.Append(text[at:min(at+64, len(text))])
		d.Lines()
	}
	d.Finish()
	d.Lines()
	return d
}

// BenchmarkStream streams every shape of text and prints, as x-glamour, the
// processor time as a multiple of one render of the same text by Glamour in
// the same run.
func BenchmarkStream(b *testing.B) {
	for _, name := range []string{"mixed", "fence", "list", "table", "paragraph", "quote", "nested"} {
		for _, size := range []int{10 << 10, 100 << 10, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%dK", name, size>>10), func(b *testing.B) {
				text := shape(name, size)
				stream(text[:min(len(text), 4096)]) // lexers and tables are made once a process
				whole := glamourTime(b, text, 1<<20/size)
				var took time.Duration
				var out int
				for b.Loop() {
					start := cpuTime()
					d := stream(text)
					took += cpuTime() - start
					out = outputSize(d.Lines())
				}
				b.ReportMetric(float64(took)/float64(b.N)/float64(whole), "x-glamour")
				b.ReportMetric(float64(out)/float64(size), "out/in")
			})
		}
	}
}

// glamourTime returns the processor time that Glamour takes for one render, the
// mean of up to n.
func glamourTime(b *testing.B, text string, n int) time.Duration {
	b.Helper()
	n = min(n, 10)
	var took time.Duration
	for range n {
		r, err := glamour.NewTermRenderer(glamour.WithStandardStyle("dark"), glamour.WithWordWrap(benchWidth))
		if err != nil {
			b.Fatal(err)
		}
		start := cpuTime()
		if _, err := r.Render(text); err != nil {
			b.Fatal(err)
		}
		took += cpuTime() - start
	}
	return took / time.Duration(n)
}

func outputSize(rows []Line) int {
	n := 0
	for _, l := range rows {
		n += len(l.Text) + 1
	}
	return n
}

// BenchmarkHostile renders texts that are made to be slow, at two sizes: the
// time for a byte must not grow.
func BenchmarkHostile(b *testing.B) {
	begun := map[string]string{"long bold": "**", "long code": "`", "long address": "[a](https://e.example/"}
	texts := map[string]string{
		"long bold":    "some words ",
		"long code":    "some *words ",
		"long address": "abcdef",
		"stray stars":  "5*3 of **them ",
		"wide tables":  "",
		"quotes":       "> ",
		"lists":        "- ",
		"links":        "[",
		"images":       "![",
		"emphasis":     "*a **b ",
		"code":         "`a``b",
		"entities":     "&#x1b;",
		"braces":       "$\\frac{",
	}
	for name, unit := range texts {
		for _, n := range []int{1000, 10000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				text := begun[name] + strings.Repeat(unit, n)
				if name == "wide tables" {
					text = wideningTable(n)
				}
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					stream(text)
				}
			})
		}
	}
}
