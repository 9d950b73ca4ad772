package history_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/history"
)

func TestSearchInScriptsWithoutSpaces(t *testing.T) {
	db := open(t, ":memory:")
	add(t, db, "使用Python编写", start, "数据竞争是什么？", "两个Goroutine同时访问一个变量。Go言語では「データ競合」と呼ぶ")
	add(t, db, "서버 오류", start, "서버에서 API를 호출했다", "ภาษาไทยเขียนติดกัน")
	add(t, db, "latin", start, "python and go, café", "𠀀𠀁𠀂 rare")
	for query, want := range map[string]string{
		"竞争":          "数据[竞争]是什么？",
		"数据竞争":        "[数据竞争]是什么？",
		"竞":           "数据[竞]争是什么？",
		"么？":          "数据竞争是什[么]？", // marks at the end of a term do not count
		"競合」":         "…同时访问一个变量。Go言語では「データ[競合]」と呼ぶ",
		"データ 变量":      "两个Goroutine同时访问一个[变量]。Go言語では「[データ]競合」と呼ぶ",
		"と呼ぶ":         "…时访问一个变量。Go言語では「データ競合」[と呼ぶ]",
		"python":      "使用[Python]编写 | [python] and go, café",
		"goroutine":   "两个[Goroutine]同时访问一个变量。Go言語では「データ競合」と呼ぶ",
		"go":          "python and [go], café | 两个[Goroutine]同时访问一个变量。[Go]言語では「データ競合」と呼ぶ",
		"Python编":     "使用[Python编]写",
		"서버":          "[서버] 오류 | [서버]에서 API를 호출했다",
		"버에":          "서[버에]서 API를 호출했다",
		"api":         "서버에서 [API]를 호출했다",
		"เขียน":       "ภาษาไทย[เขียน]ติดกัน",
		"𠀁":           "𠀀[𠀁]𠀂 rare",
		"cafe":        "python and go, [café]",
		"竞争 不存在":      "",
		"数竞":          "",
		"role:user 竞": "数据[竞]争是什么？",
		"thon":        "", // no part of a word elsewhere
	} {
		if got := search(t, db, query); got != want {
			t.Errorf("search for %q\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestSearchFilters(t *testing.T) {
	db := open(t, ":memory:")
	add(t, db, "old talk", start.AddDate(-1, 0, 0), "word one", "word two")
	c, _ := add(t, db, "new talk", start, "word three")
	check(t, db.Put(t.Context(), history.Message{
		ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant, Status: history.Done, Text: "word four",
		Reasoning: "a thought about words", Model: "gpt-6-luna", Account: "acc-work", Created: start.Add(time.Hour), Ended: start.Add(time.Hour),
	}))
	for query, want := range map[string]string{
		"word":                       "word four|a thought about words|word three|word two|word one",
		"word role:user":             "word three|word one",
		"word* role:assistant":       "word four|a thought about words|word two",
		"word* model:LUNA":           "word four|a thought about words",
		"word model:sol":             "word three|word two|word one",
		"word* account:acc-w":        "word four|a thought about words",
		"word* after:2026":           "word four|a thought about words|word three",
		"word before:2026":           "word two|word one",
		"thought":                    "a thought about words",
		"thought four":               "", // not in one text
		"talk":                       "new talk|old talk",
		"talk before:2026":           "old talk",
		"talk role:user":             "",
		"model:luna":                 "word four",
		"role:user":                  "word three|word one",
		`"word four"`:                "word four",
		`"four word"`:                "",
		"after:2026-11-23 role:user": "word three",
	} {
		var got []string
		for _, hit := range hits(t, db, query, 0) {
			got = append(got, hit.Snippet)
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("%q\n got %s\nwant %s", query, got, want)
		}
	}
	one := hits(t, db, "four", 0)[0]
	if one.In != history.InText || one.Role != history.Assistant || one.Model != "gpt-6-luna" || !one.Time.Equal(start.Add(time.Hour)) || one.Match != (history.Mark{Start: 5, End: 9}) {
		t.Errorf("hit %+v", one)
	}
	if got := hits(t, db, "thought", 0)[0]; got.In != history.InReasoning || got.Message != one.Message {
		t.Errorf("hit %+v", got)
	}
}

// TestSearchLimits: titles leave at least half of the room to messages, and the
// newest messages are kept.
func TestSearchLimits(t *testing.T) {
	db := open(t, ":memory:")
	for i := range 300 {
		add(t, db, fmt.Sprintf("common title %d", i), start.AddDate(0, 0, i), fmt.Sprintf("common word x%d", i))
	}
	for _, query := range []string{"common", "c", "co", "common w", "word com"} {
		found := hits(t, db, query, 10)
		titles := 0
		for _, hit := range found {
			if hit.In == history.InTitle {
				titles++
			}
		}
		if last := found[len(found)-1].Snippet; len(found) != 10 || titles > 5 || last != fmt.Sprintf("common word x%d", 300-10+titles) {
			t.Errorf("%q: %d hits, %d titles, the last %q", query, len(found), titles, last)
		}
	}
	if got := len(hits(t, db, "c", 0)); got != 600 {
		t.Errorf("%d of 600 without a limit", got)
	}
}

// TestHitsNameTheirBranch: the leaf of a hit is that of the shown branch, or of
// the newest branch with the message.
func TestHitsNameTheirBranch(t *testing.T) {
	db := open(t, ":memory:")
	c, all := add(t, db, "t", start, "root question", "first answer", "first follow", "first end")
	at := start.Add(time.Hour)
	put := func(parent, text string) string {
		at = at.Add(time.Minute)
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: parent, Role: history.User, Text: text, Status: history.Done, Created: at, Ended: at}
		check(t, db.Put(t.Context(), m))
		return m.ID
	}
	second := put(all[0].ID, "second answer")
	old := put(second, "second old")
	newest := put(put(second, "second new"), "second end")
	check(t, db.Update(t.Context(), c)) // the first branch is shown again
	for query, want := range map[string]string{
		"root": c.Leaf, "first": c.Leaf, "end role:assistant": c.Leaf, `"second answer"`: newest, `"second new"`: newest, `"second old"`: old,
	} {
		found := hits(t, db, query, 0)
		check(t, db.SetLeaves(t.Context(), found))
		for _, hit := range found {
			if hit.Leaf != want {
				t.Errorf("%q: leaf %s, want %s", query, hit.Leaf, want)
			}
			branch, err := db.Branch(t.Context(), hit.Leaf)
			check(t, err)
			if !slices.ContainsFunc(branch, func(m history.Message) bool { return m.ID == hit.Message }) {
				t.Errorf("%q: the branch lacks the message", query)
			}
		}
	}
}

// TestIndexFindsWhatAnEarlierBanterSaved, also while it is at work, and leaves
// nothing of what is deleted meanwhile.
func TestIndexFindsWhatAnEarlierBanterSaved(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	t.Parallel() // among the slowest, above all with the race detector
	path := filepath.Join(t.TempDir(), "history.db")
	load(t, path, "testdata/schema-2.sql")
	old := raw(t, path)
	for i := range 450 {
		id := fmt.Sprintf("c%d", i)
		_, err := old.ExecContext(t.Context(), olderCreate, id, fmt.Sprintf("heading%d 标题", i), "", "", "", "m"+id, 1, i)
		check(t, err)
		_, err = old.ExecContext(t.Context(), olderInsert, "done", "", "", "", "", "", 1, "", fmt.Sprintf("text%d 数据竞争", i), fmt.Sprintf("thought%d", i), "", "m"+id, id, "", "user", 1)
		check(t, err)
	}
	db := open(t, path)
	find := func(query string, want int) {
		t.Helper()
		if got := len(hits(t, db, query, 0)); got != want {
			t.Errorf("%q: %d hits, want %d", query, got, want)
		}
	}
	find("text7", 11) // text7 and text70 to text79: as before
	steps := 0
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Index(ctx, func(int) {
		if steps++; steps == 4 { // titles, then the newest messages
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	check(t, db.DeleteAll(t.Context(), "c1", "c449"))
	add(t, db, "heading of now", start, "text of now")
	check(t, db.Check(t.Context()))
	left := -1
	check(t, db.Index(t.Context(), func(n int) { left = n }))
	check(t, db.Check(t.Context()))
	if left < 0 {
		t.Error("nothing was left to index")
	}
	check(t, db.Index(t.Context(), func(int) { t.Error("indexed twice") }))
	find("thought449", 0)
	find("thought448", 1)
	find("thought2", 111)
	find("heading448", 1)
	find("竞争", 448)
	find("标题", 448)
	all, err := db.List(t.Context(), 0)
	check(t, err)
	for _, s := range all {
		if s.ID == "c7" && s.Size != int64(len("text7 数据竞争thought7")) {
			t.Errorf("size %d", s.Size)
		}
	}
}

// TestDeletedWordsLeaveTheFiles: no file has a word of a deleted conversation,
// whichever index it was in.
func TestDeletedWordsLeaveTheFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	t.Parallel() // among the slowest, above all with the race detector
	db, path := openFile(t)
	random := rand.New(rand.NewPCG(1, 2))
	word := vocabulary(random, 5000)
	filler := func() string {
		var all []string
		for range 60 {
			all = append(all, word())
		}
		return strings.Join(all, " ")
	}
	secret := func(i int, kind string) string { return fmt.Sprintf("zq%s%dunguessable", kind, i) }
	var secrets, ids []string
	for i := range 60 {
		title, text, reasoning, part := secret(i, "title"), secret(i, "text"), secret(i, "thought"), secret(i, "part")+"数据竞争"
		c, all := add(t, db, "t "+title, start, filler()+" "+text+" "+filler(), filler())
		all[1].Reasoning, all[1].Text = filler()+" "+reasoning, filler()+part+filler()
		check(t, db.Put(t.Context(), all[1]))
		if i%3 == 0 {
			check(t, db.Rename(t.Context(), c.ID, "renamed "+secret(i, "name")))
		}
		if i%2 == 0 {
			ids = append(ids, c.ID)
			secrets = append(secrets, title, text, reasoning, secret(i, "part"), secret(i, "name"))
		}
	}
	for _, s := range secrets[1:4] {
		if !holds(t, path, s) {
			t.Fatalf("%s is not to be found even before", s)
		}
	}
	check(t, db.DeleteAll(t.Context(), ids...))
	for _, s := range secrets {
		if holds(t, path, s) {
			t.Errorf("%s is still in the files", s)
		}
		if got := hits(t, db, s, 0); len(got) != 0 {
			t.Errorf("%s is still found", s)
		}
	}
	if got := len(hits(t, db, "数据竞争", 0)); got != 30 {
		t.Errorf("%d of 30 others are found", got)
	}
	check(t, db.Check(t.Context()))
	check(t, db.Compact(t.Context()))
	check(t, db.Check(t.Context()))
	if got := len(hits(t, db, "数据竞争", 0)); got != 30 {
		t.Errorf("%d of 30 others are found after the file was compacted", got)
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	db := open(t, ":memory:")
	add(t, db, "t", start, "words")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := db.Search(ctx, asked("words"), 0); !errors.Is(err, context.Canceled) || found != nil {
		t.Errorf("%v, %v", found, err)
	}
	if len(hits(t, db, "words", 0)) != 1 {
		t.Error("the next search finds nothing")
	}
}

// TestTheIndexFindsWhatAScanFinds compares searches with a plain look at every
// text, while messages are added, changed and deleted.
func TestTheIndexFindsWhatAScanFinds(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	db := open(t, ":memory:")
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"go", "Go", "race", "racing", "Crème", "creme", "data", "x1", "竞争", "数据", "데이터", "を", "ภาษา", " ", " ", " ", "\n", ", ", "-", "“q”", "é", "𠀁"}
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	kept := map[string]history.Message{}
	var order []string
	for i := range 150 {
		c, all := add(t, db, "title", start, text(12))
		m := all[0]
		m.Reasoning = text(random.IntN(8))
		check(t, db.Put(t.Context(), m))
		kept[m.ID], order = m, append(order, m.ID)
		if i%5 == 4 {
			m = kept[order[random.IntN(len(order))]]
			m.Text, m.Reasoning = text(9), text(3)
			check(t, db.Put(t.Context(), m))
			kept[m.ID] = m
		}
		if i%7 == 6 {
			check(t, db.Delete(t.Context(), c.ID))
			delete(kept, all[0].ID)
			order = order[:len(order)-1]
		}
	}
	for range 300 {
		query := strings.TrimSpace(text(1 + random.IntN(3)))
		if random.IntN(3) == 0 {
			query = `"` + query + `"`
		}
		q := asked(query)
		if q.Empty() {
			continue
		}
		var got, want []string
		for _, hit := range hits(t, db, query, 0) {
			if hit.In != history.InTitle {
				got = append(got, hit.Message+string(hit.In))
			}
		}
		for id, m := range kept {
			for field, text := range map[history.Field]string{history.InText: m.Text, history.InReasoning: m.Reasoning} {
				if q.Matches(text) {
					want = append(want, id+string(field))
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %d, a scan %d", query, len(got), len(want))
			for _, id := range append(got, want...) {
				if slices.Contains(got, id) != slices.Contains(want, id) {
					m := kept[id[:36]]
					t.Logf("%s: %q %q", id[36:], m.Text, m.Reasoning)
				}
			}
		}
	}
	check(t, db.Check(t.Context()))
}
