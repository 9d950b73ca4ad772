package archive_test

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"banter/history"
	"banter/internal/archive"
)

// Sources are footnotes of markdown, links of a page and a list below a text. JSON
// has them with the choices of the conversation.
func TestSourcesAreExported(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Web")
	c.Choices = history.Choices{Web: true, Verbosity: "high", Tier: "priority"}
	check(t, db.Update(t.Context(), c))
	const text = "Go is fast. Run `go`."
	last := ""
	for _, more := range []string{"", "x"} {
		a := ask(t, db, &c, last, "question", text)
		a.Items = []json.RawMessage{json.RawMessage(`{"type":"message","content":[{"type":"output_text","text":"` + text + `","annotations":[` +
			`{"type":"url_citation","start_index":0,"end_index":11,"url":"https://go.dev/<a>?b&c` + more + `","title":"Go [fast]\u001b[31m"},` +
			`{"type":"url_citation","start_index":12,"end_index":18,"url":"https://www.go.dev/"}]}]}`)}
		check(t, db.Put(t.Context(), a))
		last = a.ID
	}
	for format, parts := range map[archive.Format][]string{
		archive.Markdown: {
			"Go is fast.[^s1] Run `go`[^s2].\n\n[^s1]: [Go \\[fast\\]](<https://go.dev/\\<a\\>?b&amp;c>) — go.dev\n[^s2]: [https://www.go.dev/](<https://www.go.dev/>) — go.dev\n",
			"Go is fast.[^s3] Run `go`[^s4].\n\n[^s3]: [Go \\[fast\\]](<https://go.dev/\\<a\\>?b&amp;cx>)",
		},
		archive.HTML: {
			`Go is fast.<a href="https://go.dev/&lt;a&gt;?b&amp;c" rel="noreferrer noopener">[1]</a> Run <code>go</code><a href="https://www.go.dev/" rel="noreferrer noopener">[2]</a>.`,
			`<li><a href="https://go.dev/&lt;a&gt;?b&amp;c" rel="noreferrer noopener">Go [fast]</a> — go.dev</li>`,
		},
		archive.Text: {"Go is fast.[1] Run `go`[2].\n\n[1] Go [fast] — go.dev\n    https://go.dev/<a>?b&c\n[2] go.dev\n    https://www.go.dev/\n"},
		archive.JSON: {`"web":true,"verbosity":"high","tier":"priority"`, `"text":"` + text + `"`, `"start_index":12`},
	} {
		got := export(t, db, format)
		for _, part := range parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s has no\n%s\nbut is\n%s", format, part, got)
			}
		}
	}
	into := open(t)
	read(t, into, save(t, "talk.jsonl", export(t, db, archive.JSON)))
	if back := heads(t, into); len(back) != 1 || back[0].Choices != c.Choices {
		t.Errorf("read %+v", back)
	}
}

// TestLinksOfThePageAreExact: an address of an answer is the one that its markdown
// means, with its backslash escapes and character references resolved once.
func TestLinksOfThePageAreExact(t *testing.T) {
	for written, want := range map[string]string{
		"[t](https://e.example/?a=1&amp;b=2)":       "https://e.example/?a=1&b=2",
		"[t](https://e.example/?a=1&b=2&copy=3)":    "https://e.example/?a=1&b=2&copy=3",
		"[t](https://e.example/?a&notit;b)":         "https://e.example/?a&notit;b",
		"[t](https://e.example/?a=&#38;amp;&#x41;)": "https://e.example/?a=&amp;A",
		`[t](https://e.example/\&amp;a\_b\d)`:       `https://e.example/&amp;a_b\d`,
		"[t](<https://e.example/a b\\<c\\>>)":       "https://e.example/a b<c>",
		"![t](https://e.example/i.png?a&amp;b)":     "https://e.example/i.png?a&b",
		"[t][r]\n\n[r]: https://e.example/?a&amp;b": "https://e.example/?a&b",
		"<https://e.example/?a&b>":                  "https://e.example/?a&b",
		"[t](java&#115;cript:alert(1))":             "",
	} {
		db := open(t)
		c := conversation(t, db, "Links")
		ask(t, db, &c, "", "question", written)
		got := regexp.MustCompile(`<a(?: href="([^"]*)"[^>]*)?>`).FindStringSubmatch(export(t, db, archive.HTML))
		if got == nil || html.UnescapeString(got[1]) != want {
			t.Errorf("%s leads to %q, want %q", written, got, want)
		}
	}
}
