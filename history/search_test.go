package history_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"banter/history"
)

// lit returns the snippets of hits with their marks in brackets.
func lit(hits []history.Hit) string {
	var all []string
	for _, h := range hits {
		s := h.Snippet
		for i := len(h.Marks) - 1; i >= 0; i-- {
			m := h.Marks[i]
			s = s[:m.Start] + "[" + s[m.Start:m.End] + "]" + s[m.End:]
		}
		all = append(all, s)
	}
	return strings.Join(all, " | ")
}

// asked returns a query that is known to be right.
func asked(text string) history.Query {
	q, err := history.ParseQuery(text)
	if err != nil {
		panic(err)
	}
	return q
}

// hits returns what a query finds.
func hits(t testing.TB, db *history.DB, query string, limit int) []history.Hit {
	t.Helper()
	q, err := history.ParseQuery(query)
	check(t, err)
	found, err := db.Search(t.Context(), q, limit)
	if err != nil {
		t.Errorf("search for %q: %v", query, err)
	}
	return found
}

func search(t testing.TB, db *history.DB, query string) string {
	t.Helper()
	hits := hits(t, db, query, 0)
	for _, h := range hits {
		if !utf8.ValidString(h.Snippet) && utf8.ValidString(query) {
			t.Errorf("snippet %q", h.Snippet)
		}
	}
	return lit(hits)
}

func TestSearch(t *testing.T) {
	db := open(t, ":memory:")
	far := strings.Repeat("filler ", 100)
	add(t, db, "one", start, "How do goroutines work?", "Goroutines are functions. A Goroutine is cheap.")
	add(t, db, "two", start, far+"the needle and a thread "+far, "日本語のテキスト and Crème brûlée")
	add(t, db, "three", start, "the long ſtreet", "qxᦱz, which FTS5 folds")
	for query, want := range map[string]string{
		"goroutine":             "[Goroutines] are functions. A [Goroutine] is cheap. | How do [goroutines] work?",
		"FUNCTIONS cheap":       "Goroutines are [functions]. A Goroutine is [cheap].",
		"functions needle":      "",
		"creme BRULEE":          "日本語のテキスト and [Crème] [brûlée]",
		"日本":                    "[日本]語のテキスト and Crème brûlée",
		"func":                  "Goroutines are [functions]. A Goroutine is cheap.",
		"func cheap":            "", // only the last word may be unfinished
		"needle":                "…" + strings.Repeat("filler ", 7) + "the [needle] and a thread " + strings.Repeat("filler ", 23) + "filler…",
		"nothing like it":       "",
		"":                      "",
		" \t\n":                 "",
		"?!":                    "",
		"street":                "the long [ſtreet]",
		"qx z":                  "qxᦱz, which FTS5 folds", // a hit without marks shows its beginning
		"\"goroutine\" AND (":   "",                       // AND is a word like any other
		"needle\" OR \"cheap":   "",
		"text:needle":           "",
		"needle*":               "…" + strings.Repeat("filler ", 7) + "the [needle] and a thread " + strings.Repeat("filler ", 23) + "filler…",
		"-needle":               "…" + strings.Repeat("filler ", 7) + "the [needle] and a thread " + strings.Repeat("filler ", 23) + "filler…",
		"'; DROP TABLE message": "",
	} {
		if got := search(t, db, query); got != want {
			t.Errorf("search for %q\n got %s\nwant %s", query, got, want)
		}
	}
	long := strings.Repeat("世界，", 100)
	add(t, db, "three", start, "zebra，"+long)
	if got, want := search(t, db, "zebra"), "[zebra]，"+strings.Repeat("世界，", 26)+"…"; got != want {
		t.Errorf("text without spaces\n got %s\nwant %s", got, want)
	}
	one := hits(t, db, "goroutine", 1)
	if len(one) != 1 || one[0].Title != "one" || one[0].Message == "" || one[0].Conversation == "" {
		t.Errorf("one hit: %+v", one)
	}
}

func TestSearchFollowsTheMessages(t *testing.T) {
	db := open(t, ":memory:")
	c, _ := add(t, db, "t", start, "q")
	m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant}
	for _, step := range []struct {
		status      history.Status
		text        string
		found, gone string
	}{
		{history.Streaming, "alpha", "", "alpha"},
		{history.Streaming, "alpha beta", "", "beta"},
		{history.Interrupted, "alpha beta", "[alpha] beta", "gamma"},
		{history.Done, "alpha gamma", "[alpha] gamma", "beta"},
		{history.Streaming, "alpha delta", "", "gamma"},
		{history.Done, "alpha delta", "[alpha] delta", "gamma"},
	} {
		m.Status, m.Text = step.status, step.text
		check(t, db.Put(t.Context(), m))
		if got := search(t, db, "alpha"); got != step.found {
			t.Errorf("%s %q: found %q", step.status, step.text, got)
		}
		if got := search(t, db, step.gone); got != "" {
			t.Errorf("%s %q: still found %q", step.status, step.text, got)
		}
	}
	check(t, db.Delete(t.Context(), c.ID))
	if got := search(t, db, "alpha"); got != "" {
		t.Errorf("deleted, but found %q", got)
	}
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{
		`"`, `""`, `a" OR "b`, "NEAR(a b, 1)", "a AND", "NOT", "^a", "a:b", "{a b}: c", "a*", "*", "(", "\x00", "a\x00b",
		"\xff\xfe", "\u0301", "e\u0301", "\ufdd0a\ufdd1", strings.Repeat("a ", 500), strings.Repeat("x", 5000), "日本", "\u202e", "١٢٣", "ⅷ", "𝟘", "\ue000", "ß ẞ ﬁ",
	} {
		f.Add(seed)
	}
	db := open(f, ":memory:")
	add(f, db, "t", start, "some text a b c \ufdd0x\ufdd1 \ue000 ١٢٣ \u0301", strings.Repeat("x", 6000)+" e\u0301 日本語")
	f.Fuzz(func(t *testing.T, query string) {
		q, err := history.ParseQuery(query)
		if err == nil {
			_, err = db.Search(t.Context(), q, 0)
		}
		if _, bad := errors.AsType[*history.QueryError](err); err != nil && !bad {
			t.Errorf("search for %q: %v", query, err)
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	db, _ := openFile(b)
	const conversations = 2000
	for i := range conversations {
		needle := ""
		if i == conversations/2 {
			needle = "needle"
		}
		add(b, db, "t", start, "a question", strings.Repeat(fmt.Sprintf("some words number%d ", i), 50)+needle)
	}
	for _, query := range []string{"needle", "words", "w"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				if len(hits(b, db, query, 20)) == 0 {
					b.Fatal("nothing found")
				}
			}
		})
	}
}
