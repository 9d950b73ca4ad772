package history

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// noon is a Thursday.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// testString returns a query in a form for tests.
func (q Query) testString() string {
	var all []string
	for _, t := range q.Terms {
		word := strings.Join(t.words, "+")
		if t.part != nil {
			word = "part " + string(t.part)
		}
		if t.Prefix {
			word += "*"
		}
		all = append(all, word)
	}
	for i, at := range []time.Time{q.After, q.Before} {
		if !at.IsZero() {
			all = append(all, []string{"after", "before"}[i]+"="+at.Format("2006-01-02T15"))
		}
	}
	if filters := string(q.Role) + q.Model + q.Account; filters != "" {
		all = append(all, filters)
	}
	return strings.Join(all, ", ")
}

func TestParseQuery(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		" \t\n ":                     "",
		"?! \"\" -":                  "",
		"Goroutine LEAK":             "goroutine, leak*",
		"gorout* leak ":              "gorout*, leak*",
		`"data race"`:                "data+race",
		`"data race`:                 "data+race*", // being typed
		`a "data race" b`:            "a, data+race, b*",
		"file.go x":                  "file+go, x*",
		"don't":                      "don+t*",
		"Crème":                      "creme*",
		"世界":                         "part 世界*",
		"Go言語 x":                     "part go言語, x*",
		"「世界」":                       "part 世界*",
		"世界\u3000go":                 "part 世界, go*",
		"ภาษา":                       "part ภาษา*",
		"role:user x":                "x*, user",
		"ROLE:Answer":                "assistant",
		"model:gpt-6 account:acc":    "gpt-6acc",
		`model:"gpt 6" x`:            "x*, gpt 6",
		"model: role: x":             "x*", // values being typed
		"http://x.y":                 "http+x+y*",
		"std::vector":                "std+vector*",
		"after:2026-03-05":           "after=2026-03-05T00",
		"after:2026-03":              "after=2026-03-01T00",
		"before:2025":                "before=2025-01-01T00",
		"after:today":                "after=2026-11-26T00",
		"after:Yesterday":            "after=2026-11-25T00",
		"after:7d":                   "after=2026-11-19T12",
		"before:2w":                  "before=2026-11-12T12",
		"before:1m":                  "before=2026-10-26T12",
		"before:1y":                  "before=2025-11-26T12",
		`"role:user"`:                "role+user", // text
		strings.Repeat("a ", 100):    strings.TrimSuffix(strings.Repeat("a, ", 16), ", "),
		"\xff\xfea":                  "a*",
		"\u0301":                     "",
		"- | ( ) NOT AND NEAR(a, b)": "not, and, near+a, b*",
	} {
		q, err := parseQuery(text, noon)
		if err != nil || q.testString() != want {
			t.Errorf("%q: %q, %v, want %q", text, q.testString(), err, want)
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"role:judge":              "role judge",
		"x after:soon":            "after soon",
		"before:2026-13":          "before 2026-13",
		"before:-1d":              "before -1d",
		"after:1234567890d":       "after 1234567890d",
		`after:"a day" role:user`: "after a day",
	} {
		_, err := parseQuery(text, noon)
		wrong, ok := errors.AsType[*QueryError](err)
		if !ok || wrong.Filter+" "+wrong.Value != want {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if sentence, hint := wrong.Notice(); !strings.Contains(sentence, wrong.Value) || hint == "" {
			t.Errorf("%q: %q, %q", text, sentence, hint)
		}
	}
}

func TestParseAge(t *testing.T) {
	for text, want := range map[string]string{"1d": "2026-11-25", "90D": "2026-08-28", "2w": "2026-11-12", "6m": "2026-05-26", "3y": "2023-11-26"} {
		age, err := ParseAge(text)
		if got := age.Before(noon).Format(time.DateOnly); err != nil || got != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "1", "1h", "-1d", "1.5d", "99999999d", "1é"} {
		if _, err := ParseAge(text); err == nil {
			t.Errorf("%q is an age", text)
		}
	}
}

func TestPreview(t *testing.T) {
	for line, want := range map[string]string{
		"":                                  "",
		"plain text":                        "plain text",
		"## A *fine* **day**":               "A fine day",
		"- [x] done `go vet` __now__":       "done go vet now",
		"> 12. see [the docs](https://a.b)": "see the docs",
		"1. ![alt](x.png) ~~gone~~":         "alt gone",
		"snake_case and 2 * 3 * 4":          "snake_case and 2 * 3 * 4",
		"| a | b |":                         "a | b",
		"***":                               "",
		"x[0](y) = _z_":                     "x0 = z",
	} {
		if got := Preview(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestLastLineHasAWord(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"one\n\ntwo \n":                       "two",
		"see:\n```go\nx := 1\n```\n":          "x := 1",
		"a table\n|---|---|":                  "a table",
		"---\n***":                            "***",
		"```go":                               "```go",
		"word" + strings.Repeat("\n***", 500): "***",
	} {
		if got := lastLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestScriptsAreTheSame: SQL and Go agree on the scripts without spaces.
func TestScriptsAreTheSame(t *testing.T) {
	db, err := Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, ranges := range [][2]rune{{0, 0xd7ff}, {0xe000, 0xffff}, {0x1f000, 0x33000}} {
		for r := ranges[0]; r <= ranges[1]; r++ {
			before, after := isUnspaced(r-1), isUnspaced(r+1)
			if isUnspaced(r) == before && before == after && r%97 != 0 {
				continue // the ends of each range, and a sample
			}
			var in bool
			err := db.read.QueryRowContext(t.Context(), `WITH message (seq, status, reasoning, text) AS (SELECT 1, '', '', char(?))
				SELECT EXISTS (SELECT 1 FROM message WHERE octet_length(text) <> length(text) AND text GLOB ?)`, r, pattern(t, db)).Scan(&in)
			if err != nil || in != isUnspaced(r) {
				t.Errorf("%U: SQL %v, Go %v, %v", r, in, !in, err)
			}
		}
	}
}

// pattern returns the GLOB pattern of the views, which all have the same.
func pattern(t *testing.T, db *DB) string {
	t.Helper()
	var found string
	rows, err := db.read.QueryContext(t.Context(), "SELECT sql FROM sqlite_schema WHERE type = 'view' AND sql LIKE '%GLOB%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		for _, rest := range strings.Split(text, "GLOB '")[1:] {
			one, _, _ := strings.Cut(rest, "'")
			if found != "" && found != one {
				t.Fatal(fmt.Sprint("two patterns: ", found, " ", one))
			}
			found = one
		}
	}
	return found
}

func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{`a "b c" role:user`, "after:2026-03-05 before:7d", `model:"`, `""`, "世界 x*", ":", "a:b", `"`, "role:\"user\" x", "\xff", "after:99999y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := parseQuery(text, noon)
		if _, ok := errors.AsType[*QueryError](err); err != nil && !ok {
			t.Fatalf("%q: %v", text, err)
		}
		for _, term := range q.Terms {
			if (term.words == nil) == (term.part == nil) {
				t.Fatalf("%q: neither words nor a part: %+v", text, term)
			}
			if marks, all := findMarks(term.Text, []Term{term}); !all && len(marks) == 0 {
				t.Errorf("%q: the term %q does not find itself", text, term.Text)
			}
		}
		again, err2 := parseQuery(text, noon)
		if fmt.Sprint(again) != fmt.Sprint(q) || (err == nil) != (err2 == nil) {
			t.Errorf("%q is read in two ways", text)
		}
	})
}
