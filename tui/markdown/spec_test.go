package markdown

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// specExamples returns the examples of the CommonMark specification and of
// goldmark's tests of the GitHub extensions, from goldmark's own module.
func specExamples(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		if os.Getenv("BANTER_REQUIRE_ALL") == "1" {
			t.Fatalf("goldmark's module is not unpacked here: %v", err)
		}
		t.Skip("goldmark's module, which holds the examples, is not unpacked here")
	}
	data, err := os.ReadFile(filepath.Join(dir, "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec []struct{ Markdown string }
	if err := json.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	var examples []string
	for _, e := range spec {
		examples = append(examples, e.Markdown)
	}
	for _, name := range []string{"table", "strikethrough", "tasklist", "linkify"} {
		data, err := os.ReadFile(filepath.Join(dir, "extension", "_test", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, testCases(string(data))...)
	}
	return examples
}

// testCases returns the markdown of the cases in a file of goldmark's tests:
// each is between a line "//- - -" and the next.
func testCases(file string) []string {
	var cases []string
	for i, part := range strings.Split(file, "//- - - - - - - - -//\n") {
		if i%2 == 1 {
			cases = append(cases, part)
		}
	}
	return cases
}

func TestSpecExamplesStream(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range specExamples(t) {
		for _, width := range []int{80, 20, 7} {
			checkStream(t, text, testOptions(width), randomCuts(r, text, 8))
		}
	}
}

func TestJoinedSpecExamplesStream(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	examples := specExamples(t)
	for range 300 {
		var b strings.Builder
		for range 1 + r.IntN(12) {
			b.WriteString(examples[r.IntN(len(examples))])
			b.WriteString([]string{"", "\n", "\n\n"}[r.IntN(3)])
		}
		text := b.String()
		checkStream(t, text, testOptions(10+r.IntN(90)), randomCuts(r, text, 40))
	}
	all := strings.Join(examples, "\n")
	checkStream(t, all, testOptions(60), randomCuts(r, all, 400))
}
