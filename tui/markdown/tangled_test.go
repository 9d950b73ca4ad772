package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// tangles are marks and words that make long texts of a few of them.
var tangles = []string{
	"*", "**", "***", "****", "_", "__", "~~", "~", "`", "``", "```", "[", "]", "(", ")", "](", "![", "<", ">", "<b>", "</b>", "<a href=x>", "</a>",
	`\`, "\n", " ", "  ", "x", "word", "some words ", "$", "$$", `\(`, `\[`, "&", "&amp;", "http://e.x/", "这", "。", "\u200b", "\x1b[31m", "!", ".", "|",
	"- ", "> ", "# ", "1. ", "\n\n", "\n| a | b |\n|---|---|\n| 1 | 2 |\n", "\n    ", strings.Repeat("x", 300), strings.Repeat("word ", 100),
}

// Paragraphs of a few kilobytes that hold nothing but a few marks are shown the
// same whole, as they arrive and printed, and no final row changes.
func TestTangledMarksStream(t *testing.T) {
	n := 800
	if testing.Short() {
		n = 150
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		few := make([]string, 2+r.IntN(8))
		for i := range few {
			few[i] = tangles[r.IntN(len(tangles))]
		}
		var b strings.Builder
		for size := r.IntN(6000); b.Len() < size; {
			b.WriteString(few[r.IntN(len(few))])
		}
		opts := testOptions(1 + r.IntN(100))
		opts.Printed = seed%2 == 0
		checkStream(t, b.String(), opts, randomCuts(r, b.String(), 8))
		if t.Failed() {
			t.Fatalf("seed %d: %q", seed, few)
		}
	}
}
