package history_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/internal/notice"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.Local)

func open(t testing.TB, path string) *history.DB {
	t.Helper()
	db, err := history.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, db.Close()) })
	return db
}

func openFile(t testing.TB) (*history.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data", "history.db")
	return open(t, path), path
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// add saves a conversation of texts, questions and answers alternating, a
// minute apart.
func add(t testing.TB, db *history.DB, title string, at time.Time, texts ...string) (history.Conversation, []history.Message) {
	t.Helper()
	c := history.Conversation{ID: history.NewID(), Title: title, Model: "gpt-6.1-sol", Effort: "low", Account: "acc", Created: at, Updated: at}
	var all []history.Message
	for i, text := range texts {
		at = at.Add(time.Minute)
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.User, Text: text, Status: history.Done, Created: at, Ended: at}
		if i%2 == 1 {
			m.Role = history.Assistant
		}
		all, c.Leaf = append(all, m), m.ID
	}
	c.Updated = at
	check(t, db.Create(t.Context(), c, all...))
	return c, all
}

func TestConversationComesBackAsItWasSaved(t *testing.T) {
	db, path := openFile(t)
	c, _ := add(t, db, "Goroutines", start, "What is a goroutine?")
	answer := history.Message{
		ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant,
		Text: "A function.\n\nThat runs.", Reasoning: "Thinking.", Status: history.Done,
		Items: []json.RawMessage{
			json.RawMessage(`{"type": "reasoning",  "encrypted_content":"a<b>&\u2028=="}`),
			json.RawMessage("{\"type\":\"message\",\n \"id\":\"msg_1\"}"),
		},
		Model: "gpt-6.1-sol", Effort: "low", Account: "acc", Usage: json.RawMessage(`{"Input":3}`),
		Created: start.Add(time.Hour), Ended: start.Add(2 * time.Hour),
	}
	check(t, db.Put(t.Context(), answer))

	again := open(t, path)
	got, err := again.Find(t.Context(), c.ID)
	check(t, err)
	c.Leaf, c.Updated = answer.ID, answer.Ended
	if !reflect.DeepEqual(got, c) {
		t.Errorf("conversation\n got %+v\nwant %+v", got, c)
	}
	branch, err := again.Branch(t.Context(), got.Leaf)
	check(t, err)
	if len(branch) != 2 || !reflect.DeepEqual(branch[1], answer) {
		t.Errorf("branch\n got %+v\nwant %+v", branch, answer)
	}
}

func TestBranchesStayApart(t *testing.T) {
	db := open(t, ":memory:")
	c, all := add(t, db, "Tree", start, "q1", "a1", "q2", "a2")
	edited := all[2]
	edited.ID, edited.Text = history.NewID(), "q2, edited"
	check(t, db.Put(t.Context(), edited))

	for leaf, want := range map[string]string{all[3].ID: "q1 a1 q2 a2", edited.ID: "q1 a1 q2, edited", all[0].ID: "q1", "": ""} {
		branch, err := db.Branch(t.Context(), leaf)
		check(t, err)
		if got := texts(branch); got != want {
			t.Errorf("branch of %q: %q, want %q", leaf, got, want)
		}
	}
	if _, err := db.Branch(t.Context(), "gone"); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("branch of nothing: %v", err)
	}
	children, err := db.Children(t.Context(), c.ID, all[1].ID)
	check(t, err)
	if got := texts(children); got != "q2 q2, edited" {
		t.Errorf("children: %q", got)
	}
	roots, err := db.Children(t.Context(), c.ID, "")
	check(t, err)
	if got := texts(roots); got != "q1" {
		t.Errorf("first questions: %q", got)
	}
	if got, err := db.Find(t.Context(), c.ID); err != nil || got.Leaf != edited.ID {
		t.Errorf("leaf %q, %v; want the new message %q", got.Leaf, err, edited.ID)
	}
}

func texts(messages []history.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return strings.Join(all, " ")
}

func TestListIsByLastUse(t *testing.T) {
	db := open(t, ":memory:")
	old, messages := add(t, db, "old", start, "q", "first line\n\nlast line  \n\n")
	add(t, db, "new", start.Add(time.Hour), "only a question\n")
	if got := list(t, db, 0); got != "new|only a question|1 old|last line|2" {
		t.Errorf("before: %s", got)
	}
	next := history.Message{ID: history.NewID(), Conversation: old.ID, Parent: messages[1].ID, Role: history.User, Text: "again?", Status: history.Done, Created: start.Add(2 * time.Hour)}
	answer := history.Message{ID: history.NewID(), Conversation: old.ID, Parent: next.ID, Role: history.Assistant, Status: history.Streaming, Created: start.Add(3 * time.Hour)}
	check(t, db.Put(t.Context(), next, answer))
	if got := list(t, db, 1); got != "old|again?|4" {
		t.Errorf("after: %s", got)
	}
}

func list(t testing.TB, db *history.DB, limit int) string {
	t.Helper()
	all, err := db.List(t.Context(), limit)
	check(t, err)
	var rows []string
	for _, s := range all {
		rows = append(rows, fmt.Sprintf("%s|%s|%d", s.Title, s.LastLine, s.Messages))
	}
	return strings.Join(rows, " ")
}

func TestFindByPrefix(t *testing.T) {
	db := open(t, ":memory:")
	for _, id := range []string{"0190aa11", "0190aa22", "0190aa22ff", "0190bb%_"} {
		check(t, db.Create(t.Context(), history.Conversation{ID: id, Created: start, Updated: start}))
	}
	for _, test := range []struct {
		prefix, want string
		err          error
		sentence     string
	}{
		{"0190aa11", "0190aa11", nil, ""},
		{"0190aa1", "0190aa11", nil, ""},
		{" 0190AA1\n", "0190aa11", nil, ""},
		{"0190b", "0190bb%_", nil, ""},
		{"0190aa22", "0190aa22", nil, ""}, // whole, though another begins with it
		{"0190aa", "", history.ErrAmbiguous, "Several conversations begin with 0190aa."},
		{"0190a%", "", history.ErrNotFound, "No conversation begins with 0190a%."},
		{"ffff", "", history.ErrNotFound, "No conversation begins with ffff."},
		{"", "", history.ErrNotFound, "There is no such conversation."},
	} {
		c, err := db.Find(t.Context(), test.prefix)
		if c.ID != test.want || !errors.Is(err, test.err) || notice.Of(err).Sentence != test.sentence {
			t.Errorf("Find(%q) = %q, %v", test.prefix, c.ID, err)
		}
	}
}

func TestUpdateChangesTheHead(t *testing.T) {
	db := open(t, ":memory:")
	c, _ := add(t, db, "before", start, "q", "a")
	renamed := c
	renamed.Title, renamed.Model, renamed.Effort, renamed.System = "after", "gpt-6-luna", "high", "Be brief."
	renamed.Updated = start.Add(-time.Hour)
	check(t, db.Update(t.Context(), renamed))
	renamed.Updated = c.Updated
	if got, err := db.Find(t.Context(), c.ID); err != nil || got != renamed {
		t.Errorf("got %+v, %v, want %+v", got, err, renamed)
	}
	renamed.ID = "gone"
	if err := db.Update(t.Context(), renamed); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("update of nothing: %v", err)
	}
}

func TestPutNeedsItsConversationAndParent(t *testing.T) {
	db := open(t, ":memory:")
	c, messages := add(t, db, "t", start, "q")
	other, _ := add(t, db, "other", start)
	for name, m := range map[string]history.Message{
		"no conversation":                   {ID: history.NewID(), Conversation: "gone"},
		"no parent":                         {ID: history.NewID(), Conversation: c.ID, Parent: "gone"},
		"another's parent":                  {ID: history.NewID(), Conversation: other.ID, Parent: messages[0].ID},
		"changed, but not its conversation": {ID: messages[0].ID, Conversation: "gone"},
	} {
		if err := db.Put(t.Context(), m); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Text: "kept with a bad one?"}
	if err := db.Put(t.Context(), good, history.Message{ID: history.NewID(), Conversation: "gone"}); err == nil {
		t.Error("a bad message was saved")
	}
	if got := list(t, db, 0); strings.Contains(got, "kept") {
		t.Errorf("half of a refused Put was saved: %s", got)
	}
}

func TestDrafts(t *testing.T) {
	db := open(t, ":memory:")
	c, _ := add(t, db, "t", start)
	for _, text := range []string{"half a ques", "half a question\n\tindented", ""} {
		for _, id := range []string{"", c.ID} {
			check(t, db.SetDraft(t.Context(), id, text))
			if got, err := db.Draft(t.Context(), id); err != nil || got != text {
				t.Errorf("draft of %q: %q, %v, want %q", id, got, err, text)
			}
		}
	}
	check(t, db.SetDraft(t.Context(), c.ID, "left"))
	check(t, db.Delete(t.Context(), c.ID))
	if got, err := db.Draft(t.Context(), c.ID); err != nil || got != "" {
		t.Errorf("draft of a deleted conversation: %q, %v", got, err)
	}
}

// A database in memory lives as long as its connection, so a canceled call must
// not close that.
func TestCanceledCallsLeaveTheMemoryAlone(t *testing.T) {
	db := open(t, ":memory:")
	c, messages := add(t, db, "kept", start, "q", strings.Repeat("words ", 2000))
	for i := range 100 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*20*time.Microsecond)
		_, _ = db.List(ctx, 0)
		_, _ = db.Branch(ctx, c.Leaf)
		_, _ = db.Search(ctx, asked("words"), 0)
		_ = db.Put(ctx, messages[1])
		_ = db.SetDraft(ctx, "", "draft")
		cancel()
	}
	if got := list(t, db, 0); got != "kept|"+lastLine(messages[1].Text)+"|2" {
		t.Errorf("what is left: %s", got)
	}
}

func lastLine(text string) string { return strings.TrimSpace(text[:400]) }

func TestLastLineIsCutBetweenCharacters(t *testing.T) {
	db := open(t, ":memory:")
	add(t, db, "t", start, "x"+strings.Repeat("é", 1000))
	all, err := db.List(t.Context(), 0)
	check(t, err)
	if got := all[0].LastLine; got != "x"+strings.Repeat("é", 199) {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}

func TestIDsAreUUIDv7AndSortByAge(t *testing.T) {
	last := ""
	for range 1000 {
		id := history.NewID()
		if len(id) != 36 || id[14] != '7' || id <= last {
			t.Fatalf("%q after %q", id, last)
		}
		last = id
	}
}
