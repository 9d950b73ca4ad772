package citation

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// answer returns the item of a message in which each passage is cited.
func answer(t testing.TB, text string, units unit, passages ...string) []json.RawMessage {
	t.Helper()
	var annotations []map[string]any
	for i, passage := range passages {
		before, _, ok := strings.Cut(text, passage)
		if !ok {
			t.Fatalf("%q is not in the text", passage)
		}
		url := fmt.Sprintf("https://www.example.org/%d", i+1)
		if _, link, ok := strings.Cut(passage, "](https"); ok {
			url = "https" + link[:strings.IndexByte(link, ')')]
		}
		start, end := count(units, before), count(units, before+passage)
		annotations = append(annotations, map[string]any{"type": "url_citation", "start_index": start, "end_index": end, "url": url, "title": "A page"})
	}
	raw, err := json.Marshal(map[string]any{"type": "message", "content": []any{
		map[string]any{"type": "output_text", "text": text, "annotations": annotations},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return []json.RawMessage{raw}
}

func count(u unit, text string) int {
	switch u {
	case utf16Units:
		return len(utf16.Encode([]rune(text)))
	case bytesUnit:
		return len(text)
	}
	return utf8.RuneCountInString(text)
}

func bracketed(n int) string { return fmt.Sprintf("[%d]", n) }

func TestNumbersStandBehindWhatTheyProve(t *testing.T) {
	const link = "([go.dev](https://go.dev/x))"
	for _, test := range []struct {
		name, text, want string
		unit             unit
		passages         []string
	}{
		{"sentence", "Go is fast. Rust too.", "Go is fast.[1] Rust too.[2]", codePoints, []string{"Go is fast.", "Rust too."}},
		{"one place", "Go is fast.", "Go is fast.[1][2]", codePoints, []string{"Go is fast.", "is fast."}},
		{"no half word", "Go is fast.", "Go[1] is fast.", codePoints, []string{"G"}},
		{"Chinese has no blanks", "重要内容", "重要[1]内容", codePoints, []string{"重要"}},
		{"link", "Go is fast " + link + ".", "Go is fast " + link + "[1].", codePoints, []string{link}},
		{"link at the end", "Fast [go](https://go.dev/x)\n\nNext", "Fast [go](https://go.dev/x)[1]\n\nNext", codePoints, []string{"[go](https://go.dev/x)"}},
		{"within a link", "A [long label](https://go.dev) b", "A [long label](https://go.dev)[1] b", codePoints, []string{"A [long"}},
		{"code", "Run `go vet` now", "Run `go vet`[1] now", codePoints, []string{"Run `go"}},
		{"fence", "A\n\n```\ncode here\n```\n", "A\n\n```\ncode here\n```\n", codePoints, []string{"code"}},
		{"table", "|a|b|\n|-|-|\n|one|two|\n", "|a|b|\n|-|-|\n|one[1]|two|\n", codePoints, []string{"one"}},
		{"bold", "So **very fast** it is", "So **very[1] fast** it is", codePoints, []string{"So **very"}},
		{"end of bold", "So **fast** it is", "So **fast**[1] it is", codePoints, []string{"So **fast"}},
		{"UTF-16", "🦫🦫🦫 is fast " + link + ". More of it.", "🦫🦫🦫 is fast " + link + "[1]. More of it.", utf16Units, []string{link}},
		{"bytes", "Ünïcödé is fast " + link + ". More of it.", "Ünïcödé is fast " + link + "[1]. More of it.", bytesUnit, []string{link}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := Read(test.text, answer(t, test.text, test.unit, test.passages...))
			n := w.Number(test.text, bracketed)
			if n.Text != test.want {
				t.Errorf("got  %q\nwant %q", n.Text, test.want)
			}
			checkPlaces(t, test.text, n)
		})
	}
}

// checkPlaces requires that each byte of the text is found again, in order.
func checkPlaces(t *testing.T, text string, n Numbered) {
	t.Helper()
	last, seen := 0, map[int]bool{}
	for i := range len(n.Text) + 1 {
		at := n.Source(i)
		if at < last || at > len(text) {
			t.Fatalf("byte %d of %q is byte %d of %q", i, n.Text, at, text)
		}
		if last = at; i < len(n.Text) && at < len(text) && n.Text[i] == text[at] {
			seen[at] = true
		}
	}
	if len(seen) != len(text) {
		t.Errorf("%d of %d bytes of %q are found", len(seen), len(text), text)
	}
}

func TestSourcesAndSteps(t *testing.T) {
	items := []json.RawMessage{
		json.RawMessage(`{"type":"reasoning","encrypted_content":"x"}`),
		json.RawMessage(`{"type":"web_search_call","action":{"type":"search","query":"old form"}}`),
		json.RawMessage(`{"type":"web_search_call","action":{"type":"search","query":"a","queries":["a","b"]}}`),
		json.RawMessage(`{"type":"web_search_call","action":{"type":"open_page","url":"https://www.go.dev/a"}}`),
		json.RawMessage(`{"type":"web_search_call","action":{"type":"find_in_page","url":"https://go.dev/a","pattern":"x"}}`),
		json.RawMessage(`{"type":"web_search_call"}`),
		json.RawMessage(`not JSON with output_text`),
		json.RawMessage(`{"type":"message","content":[{"type":"output_text","text":"One. Two.","annotations":[` +
			`{"type":"url_citation","url":"javascript:alert(1)","start_index":0,"end_index":4},` +
			`{"type":"url_citation","url":"https://go.dev/a","title":"Go","start_index":0,"end_index":4},` +
			`{"type":"file_citation","url":"https://go.dev/b","end_index":4},` +
			`{"type":"url_citation","url":"https://go.dev/a","title":"Go","start_index":5,"end_index":900},` +
			`{"type":"url_citation","url":"http://go.dev:80/c","start_index":-3,"end_index":-1}]}]}`),
	}
	const text = "Half.\n\nOne. Two."
	w := Read(text, items)
	var steps []string
	for _, s := range w.Steps {
		steps = append(steps, s.Words())
	}
	if got, want := strings.Join(steps, " | "), "old form | a; b | opened go.dev | looked for \"x\" in go.dev | a search"; got != want {
		t.Errorf("steps %q, want %q", got, want)
	}
	var sources []string
	for _, s := range w.Sources {
		sources = append(sources, s.Words(" — "))
	}
	if got, want := strings.Join(sources, " | "), "Go — go.dev | go.dev:80"; got != want {
		t.Errorf("sources %q, want %q", got, want)
	}
	if got := w.Number(text, bracketed).Text; got != "Half.\n\nOne.[1] Two.[1]" {
		t.Errorf("numbered %q", got)
	}
	if w := Read(text, nil); len(w.Sources)+len(w.Steps) > 0 || w.Number(text, bracketed).Has() {
		t.Errorf("an answer without items has %+v", w)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Go is **fast** [x](https://go.dev).", 3, 9)
	f.Add("| a |\n|-|\n| `b` |", -1, 200)
	f.Add("\xff\n```\n", 1, 5)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		text = strings.ToValidUTF8(text, "?")
		raw, _ := json.Marshal(map[string]any{"type": "message", "content": []any{map[string]any{"type": "output_text", "text": text, "annotations": []any{
			map[string]any{"type": "url_citation", "url": "https://go.dev", "start_index": start, "end_index": end},
			map[string]any{"type": "url_citation", "url": "https://go.dev/2", "start_index": start, "end_index": end / 2},
		}}}})
		n := Read(text, []json.RawMessage{raw}).Number(text, bracketed)
		if !n.Has() {
			return
		}
		if len(text) > 0 && len(strings.NewReplacer("[1]", "", "[2]", "").Replace(n.Text)) > len(text) {
			t.Errorf("%q became %q", text, n.Text)
		}
		last := 0
		for i := range len(n.Text) + 1 {
			if at := n.Source(i); at < last || at > len(text) {
				t.Fatalf("byte %d of %q is byte %d of %q", i, n.Text, at, text)
			} else {
				last = at
			}
		}
	})
}
