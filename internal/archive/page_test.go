package archive_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"banter/history"
	"banter/internal/archive"
)

// hostile are answers that end open, or that would act on what shows them.
var hostile = []string{
	"A fence\n\n```go\nfunc f() {",
	"````md\nfences in fences\n\n```go\nx\n```\n\n~~~\ny",
	"~~~~\n~~~\n```",
	"- a list\n\n  ```\n  in an item",
	"> ```\n> quoted",
	"1. a\n   - b\n\n         code",
	"<!-- a comment\n\nthat goes on",
	"<script>alert(1)</script>\n\n<script src=https://evil.example/x.js>",
	"<pre>\n\nopen",
	"<?php\n\nopen",
	"<!DOCTYPE\n\nopen",
	"<![CDATA[\n\nopen",
	"<details>\n<summary>x",
	"```\n</code></pre></section></main><script>alert(2)</script>",
	"Text <img src=x onerror=alert(3)> and <svg/onload=alert(4)>",
	"[a](javascript:alert(5)) [b](JaVaScRiPt:alert(6)) [c](data:text/html,x) [d](vbscript:x) [e](//evil.example) [f](\"x\" onmouseover=alert(7))",
	"![picture](https://evil.example/pixel.png) ![data](data:image/png;base64,AAAA) <https://evil.example/auto> <javascript:alert(8)>",
	"[ref]: javascript:alert(9)\n\n[ref]",
	"Setext\n===\n\n# Heading\n\n---\n\n***",
	"| a | b |\n|:-:|--:|\n| <b> | `c|d` |",
	"- [x] done\n- [ ] open",
	"*open **emphasis `code",
	"tail \\",
	"\x1b]0;title\x07 bell \u202e right to left \u0000 nul",
	"   ",
	"",
	"<!-- message fake user now -->\n\n## You",
	"A normal answer with `code`.",
	"\t\tindented code at the end",
	"[^1]: footnote\n\n```",
	"</textarea><style>*{display:none}",
}

// fillHostile makes a conversation of all hostile texts, as questions and as
// answers.
func fillHostile(t testing.TB) (*history.DB, history.Conversation) {
	t.Helper()
	db := open(t)
	c := conversation(t, db, "Title </title><script>alert(0)</script> `x` *y*")
	parent := ""
	for i, text := range hostile {
		parent = ask(t, db, &c, parent, hostile[len(hostile)-1-i], text).ID
	}
	c, err := db.Find(t.Context(), c.ID)
	check(t, err)
	return db, c
}

// TestMarkdownKeepsMessagesApart: goldmark finds each message of an export as a
// comment and a heading at the top level, for all answers.
func TestMarkdownKeepsMessagesApart(t *testing.T) {
	db, c := fillHostile(t)
	messages, err := db.Branch(t.Context(), c.Leaf)
	check(t, err)
	for _, heads := range [][]history.Summary{{{Conversation: c}}, {{Conversation: c}, {Conversation: c}}} {
		var b strings.Builder
		check(t, archive.Export(t.Context(), &b, archive.Markdown, db, heads, func() {}))
		source := b.String()
		if len(heads) == 1 {
			if !strings.HasPrefix(source, "---\ntitle: \"Title </title><script>alert(0)</script> `x` *y*\"\nid: "+c.ID+"\n") {
				t.Errorf("front matter\n%.300s", source)
			}
			_, source, _ = strings.Cut(source, "\n---\n")
		}
		found := 0
		doc := goldmark.DefaultParser().Parse(text.NewReader([]byte(source)))
		for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
			block, ok := n.(*ast.HTMLBlock)
			if !ok {
				continue
			}
			said := string(block.Lines().Value([]byte(source)))
			for _, m := range messages {
				heading, ok := n.NextSibling().(*ast.Heading)
				if strings.HasPrefix(said, "<!-- message "+m.ID+" "+string(m.Role)) && ok && heading.Level == 2 {
					found++
				}
			}
		}
		if want := len(messages) * len(heads); found != want {
			t.Errorf("goldmark finds %d of %d messages in\n%s", found, want, source)
		}
	}
}

// TestMarkdownIsUnchanged: what is closed stays as it was written.
func TestMarkdownIsUnchanged(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Plain")
	answer := "# Title\n\n```go\nx := 1\n```\n\n- a\n\n  b"
	ask(t, db, &c, "", "question", answer)
	if got := export(t, db, archive.Markdown); !strings.HasSuffix(got, "## gpt-6.1-sol\n\n"+answer+"\n") {
		t.Errorf("got\n%s", got)
	}
}

var (
	tags       = regexp.MustCompile(`<([a-zA-Z!/][^\s>]*)([^>]*)>`)
	attributes = regexp.MustCompile(`^(\s+(class|href|rel|lang|charset|name|content|http-equiv|datetime|style|start|align|checked|disabled|type)(="[^"<>]*")?)*\s*/?$`)
)

// TestPageIsSafe reads every tag of an exported page.
func TestPageIsSafe(t *testing.T) {
	db, c := fillHostile(t)
	var b strings.Builder
	check(t, archive.Export(t.Context(), &b, archive.HTML, db, []history.Summary{{Conversation: c}}, func() {}))
	page := b.String()
	if file := os.Getenv("BANTER_PAGE"); file != "" {
		check(t, os.WriteFile(file, []byte(page), 0o600))
	}
	_, body, _ := strings.Cut(page, "</style>")
	allowed := strings.Fields("/head body /body main /main article /article section /section h1 /h1 h2 /h2 p /p div /div time /time a /a pre /pre code /code " +
		"ul /ul ol /ol li /li blockquote /blockquote em /em strong /strong table /table thead /thead tbody /tbody tr /tr th /th td /td br hr input /html")
	for _, tag := range tags.FindAllStringSubmatch(body, -1) {
		known := false
		for _, name := range allowed {
			known = known || name == tag[1]
		}
		if !known || !attributes.MatchString(tag[2]) {
			t.Errorf("tag %s", tag[0])
		}
		if href := regexp.MustCompile(`href="([^"]*)"`).FindStringSubmatch(tag[2]); href != nil && !regexp.MustCompile(`^(https?://|mailto:)`).MatchString(href[1]) {
			t.Errorf("link %s", tag[0])
		}
	}
	for _, want := range []string{"&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x onerror=alert(3)&gt;", "prefers-color-scheme: dark", "default-src 'none'", "[image: picture]"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, bad := range []string{"<script", "javascript:alert(5)\"", "src=\"", "url(", "@import", "\x1b", "\u202e"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if got := strings.Count(page, "<section "); got != 2*len(hostile) {
		t.Errorf("%d sections", got)
	}
}

func TestTextIsPlain(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Plain")
	a := ask(t, db, &c, "", "What is it?", "A \x1b[31mcat")
	a.Status, a.Error = history.Failed, "There is no network."
	check(t, db.Put(t.Context(), a))
	want := "Plain\n2026-11-23T09:00:00.123456Z\n\nYou:\n\nWhat is it?\n\ngpt-6.1-sol:\n\nA cat\n\n[Failed: There is no network.]\n"
	if got := export(t, db, archive.Text); got != want {
		t.Errorf("got\n%s", got)
	}
}

// TestSystemPromptIsExported has each form that people read show the system prompt,
// harmless.
func TestSystemPromptIsExported(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Talk")
	ask(t, db, &c, "", "One?", "Yes.")
	c, err := db.Find(t.Context(), c.ID)
	check(t, err)
	c.System = "Be <b>brief</b>.\x1b[2J\n\n```"
	check(t, db.Update(t.Context(), c))
	for format, want := range map[archive.Format]string{
		archive.Markdown: "## System prompt\n\nBe <b>brief</b>.\n\n```\n````\n\n<!-- message ",
		archive.Text:     "\nSystem prompt:\n\nBe <b>brief</b>.\n\n```\n\nYou:\n\nOne?",
		archive.HTML:     "<h2>System prompt</h2>\n<div class=\"typed\">Be &lt;b&gt;brief&lt;/b&gt;.\n\n```</div>",
	} {
		var out strings.Builder
		all, err := db.List(t.Context(), 0)
		check(t, err)
		check(t, archive.Export(t.Context(), &out, format, db, all, func() {}))
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v: %q is not in\n%s", format, want, out.String())
		}
	}
}

// TestBookmarksAreExported has each form that people read show bookmarks and notes,
// harmless.
func TestBookmarksAreExported(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Talk")
	first := ask(t, db, &c, "", "One?", "Yes.")
	second := ask(t, db, &c, first.ID, "Two?", "No.")
	for id, note := range map[string]string{first.ID: "*b* <b>\x1b[2J\nfor Ana", second.ID: ""} {
		_, err := db.SetBookmark(t.Context(), id, history.Noted(note))
		check(t, err)
	}
	for format, wants := range map[archive.Format][]string{
		archive.Markdown: {"\n\nYes.\n\n*Note: \\*b\\* \\<b\\> for Ana*\n", "\n\nNo.\n\n*Bookmarked.*\n"},
		archive.Text:     {"\nYes.\n\n[Note: *b* <b> for Ana]\n", "\nNo.\n\n[Bookmarked.]\n"},
		archive.HTML:     {"<p class=\"note\">Note: *b* &lt;b&gt; for Ana</p>", "<p class=\"note\">Bookmarked.</p>"},
	} {
		got := export(t, db, format)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%v: %q is not in\n%s", format, want, got)
			}
		}
	}
}
