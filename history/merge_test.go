package history_test

import (
	"testing"
	"time"

	"banter/history"
)

// TestMerge: what is missing is added, what is here stays, and the branch of the
// later use is shown.
func TestMerge(t *testing.T) {
	from, into := open(t, ":memory:"), open(t, ":memory:")
	c, all := add(t, from, "There", start, "q", "a", "more")
	merge := func(c history.Conversation, messages ...history.Message) history.Merged {
		t.Helper()
		merged, err := into.Merge(t.Context(), history.Part{Conversation: c, Messages: messages})
		check(t, err)
		check(t, into.Check(t.Context()))
		return merged[0]
	}
	head := func() history.Conversation {
		t.Helper()
		found, err := into.Find(t.Context(), c.ID)
		check(t, err)
		return found
	}
	if got := merge(c, all[0], all[2]); got != (history.Merged{New: true, Added: 1, Orphans: 1}) || head().Leaf != all[0].ID {
		t.Errorf("%+v, leaf %s", got, head().Leaf)
	}
	all[1].Status = history.Streaming
	if got := merge(c, all...); got != (history.Merged{Added: 2, Known: 1}) || head().Leaf != c.Leaf {
		t.Errorf("%+v, leaf %s", got, head().Leaf)
	}

	// Here the conversation went on, and got another title.
	mine := all[2]
	mine.ID, mine.Parent, mine.Created = history.NewID(), all[0].ID, start.Add(time.Hour)
	check(t, into.Put(t.Context(), mine))
	check(t, into.Rename(t.Context(), c.ID, "Here"))
	theirs := all[2]
	theirs.ID, theirs.Parent = history.NewID(), all[2].ID
	if got := merge(c, append(all, theirs)...); got != (history.Merged{Added: 1, Known: 3}) || head().Leaf != mine.ID || head().Title != "Here" {
		t.Errorf("%+v, %+v", got, head())
	}
	branch, err := into.Branch(t.Context(), theirs.ID)
	check(t, err)
	if len(branch) != 4 || branch[1].Status != history.Interrupted {
		t.Errorf("branch %+v", branch)
	}
	seen := 0
	check(t, into.Each(t.Context(), c.ID, func(history.Message) error { seen++; return nil }))
	if seen != 5 {
		t.Errorf("%d messages", seen)
	}
}
