package history_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"banter/history"
)

// sibling saves a message beside m, which becomes the leaf.
func sibling(t *testing.T, db *history.DB, m history.Message, text string) history.Message {
	t.Helper()
	m.ID, m.Text, m.Created = history.NewID(), text, m.Created.Add(time.Hour)
	check(t, db.Put(t.Context(), m))
	return m
}

func TestTheEndOfABranch(t *testing.T) {
	db := open(t, ":memory:")
	_, all := add(t, db, "t", start, "q1", "a1", "q2", "a2", "q3", "a3")
	sibling(t, db, all[4], "other q3")
	for _, test := range []struct {
		leaf, above string
		limit       int
		want        string
		whole       bool
	}{
		{all[5].ID, "", 0, "q1 a1 q2 a2 q3 a3", true},
		{all[5].ID, "", 6, "q1 a1 q2 a2 q3 a3", true},
		{all[5].ID, "", 2, "q3 a3", false},
		{all[3].ID, "", 3, "a1 q2 a2", false},
		{all[5].ID, all[2].ID, 0, "a2 q3 a3", false},
		{all[5].ID, all[2].ID, 1, "a3", false},
		{all[5].ID, all[5].ID, 0, "", false},
		{"", "", 0, "", true},
	} {
		found, whole, err := db.End(t.Context(), test.leaf, test.above, test.limit)
		if texts(found) != test.want || whole != test.whole || err != nil {
			t.Errorf("%+v: %q, %v, %v", test, texts(found), whole, err)
		}
	}
	if _, _, err := db.End(t.Context(), "gone", "", 5); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("end of nothing: %v", err)
	}
}

func TestAMissingMessageIsKnownOnceAllAreRead(t *testing.T) {
	db, path := openFile(t)
	c, all := add(t, db, "t", start, "q1", "a1", "q2", "a2")
	_, err := raw(t, path).ExecContext(t.Context(), "DELETE FROM message WHERE id = ?", all[1].ID)
	check(t, err)
	_, err = raw(t, path).ExecContext(t.Context(), "UPDATE conversation_check SET messages = 4")
	check(t, err)
	for limit, want := range map[int]bool{1: false, 3: false, 0: false} {
		_, whole, err := db.End(t.Context(), c.Leaf, "", limit)
		if whole != want || err != nil {
			t.Errorf("%d: %v, %v", limit, whole, err)
		}
	}
	if _, err := db.Branch(t.Context(), c.Leaf); err == nil {
		t.Error("the branch hides that a message is missing")
	}
}

func TestForksAndTheNewestBranch(t *testing.T) {
	db := open(t, ":memory:")
	c, all := add(t, db, "t", start, "q1", "a1", "q2", "a2")
	other := sibling(t, db, all[2], "other q2")
	again := sibling(t, db, all[1], "other a1")
	forks, err := db.Forks(t.Context(), c.ID)
	check(t, err)
	if want := map[string][]string{all[1].ID: {all[2].ID, other.ID}, all[0].ID: {all[1].ID, again.ID}}; !reflect.DeepEqual(forks, want) {
		t.Errorf("forks %v, want %v", forks, want)
	}
	for _, test := range []struct{ id, preferred, want string }{
		{all[1].ID, "", other.ID}, {all[1].ID, all[3].ID, all[3].ID}, {all[1].ID, again.ID, other.ID}, {all[2].ID, "", all[3].ID}, {again.ID, "", again.ID},
	} {
		if got, err := db.Newest(t.Context(), test.id, test.preferred); got != test.want || err != nil {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
	}
	if _, err := db.Newest(t.Context(), "gone", ""); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("newest of nothing: %v", err)
	}
	tree, err := db.Tree(t.Context(), c.ID)
	check(t, err)
	var lines []string
	for _, n := range tree {
		lines = append(lines, n.LastLine)
	}
	if got := strings.Join(lines, "|"); got != "q1|a1|q2|a2|other q2|other a1" || tree[5].Parent != all[0].ID {
		t.Errorf("tree %s", got)
	}
}

// everything returns all that a history has of a conversation.
func everything(t *testing.T, db *history.DB, id string) string {
	t.Helper()
	c, err := db.Find(t.Context(), id)
	check(t, err)
	all, err := db.Messages(t.Context(), id)
	check(t, err)
	draft, err := db.Draft(t.Context(), id)
	check(t, err)
	return fmt.Sprintf("%+v\n%+v\n%s", c, all, draft)
}

func TestADeletedConversationComesBackWhole(t *testing.T) {
	db, path := openFile(t)
	c, all := add(t, db, "secretword title", start, "q1", "secretword", "q2", "a2")
	sibling(t, db, all[2], "other q2")
	c.Leaf = all[3].ID
	check(t, db.Update(t.Context(), c))
	check(t, db.SetDraft(t.Context(), c.ID, "unsent"))
	before := everything(t, db, c.ID)
	removed, err := db.Take(t.Context(), c.ID)
	check(t, err)
	if holds(t, path, "secretword") {
		t.Error("the word is still in the files")
	}
	if _, err := db.Take(t.Context(), c.ID); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("taken twice: %v", err)
	}
	check(t, db.Restore(t.Context(), removed))
	if after := everything(t, db, c.ID); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if got := search(t, db, "secretword"); got != "[secretword] title | [secretword]" {
		t.Errorf("found %s", got)
	}
	check(t, db.Check(t.Context()))
	if err := db.Restore(t.Context(), removed); err == nil {
		t.Error("restored twice")
	}
}

func TestACutBranchComesBackWhole(t *testing.T) {
	db, path := openFile(t)
	c, all := add(t, db, "t", start, "q1", "a1", "q2", "secretword")
	sibling(t, db, all[1], "other a1")
	c.Leaf = all[3].ID
	check(t, db.Update(t.Context(), c))
	before := everything(t, db, c.ID)
	removed, err := db.Cut(t.Context(), all[1].ID)
	check(t, err)
	if got := texts(removed.Messages); got != "a1 q2 secretword" || holds(t, path, "secretword") {
		t.Errorf("removed %q; in the files: %v", got, holds(t, path, "secretword"))
	}
	now, err := db.Find(t.Context(), c.ID)
	check(t, err)
	branch, err := db.Branch(t.Context(), now.Leaf)
	check(t, err)
	if got := texts(branch); got != "q1 other a1" {
		t.Errorf("shown %q", got)
	}
	check(t, db.Check(t.Context()))
	check(t, db.Restore(t.Context(), removed))
	after := everything(t, db, c.ID) // restored messages come after their siblings
	if len(after) != len(before) || !strings.Contains(after, "Leaf:"+all[3].ID) {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	check(t, db.Check(t.Context()))
}

func TestAGrowingAnswerIsNotCut(t *testing.T) {
	db := open(t, ":memory:")
	c, all := add(t, db, "t", start, "q1")
	answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: all[0].ID, Role: history.Assistant, Status: history.Streaming, Created: start}
	check(t, db.Put(t.Context(), answer))
	if _, err := db.Cut(t.Context(), all[0].ID); !errors.Is(err, history.ErrGrowing) {
		t.Errorf("cut: %v", err)
	}
	inWords(t, history.ErrGrowing)
	if _, err := db.Cut(t.Context(), "gone"); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("cut of nothing: %v", err)
	}
}
