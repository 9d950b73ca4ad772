package dialog

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"banter/history"
)

// Marked conversations are pinned, archived and deleted together.
func TestSeveralConversationsAtOnce(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "a")
	pin, _ := play(p, "tab", "down", "tab", "ctrl+t") // a and c
	p.Update(pin())
	if !d.all[0].Pinned || d.all[1].Pinned || !d.all[2].Pinned {
		t.Errorf("pinned %v %v %v", d.all[0].Pinned, d.all[1].Pinned, d.all[2].Pinned)
	}
	if drawn := drawnBy(p); !strings.Contains(drawn, "Pinned\n") || !strings.Contains(drawn, "Pinned: 2 conversations") {
		t.Errorf("want the pinned ones first, and a word:\n%s", drawn)
	}
	unpin, _ := play(p, "home", "tab", "tab", "ctrl+t")
	p.Update(unpin())
	if d.all[0].Pinned || d.all[2].Pinned {
		t.Error("they are still pinned")
	}
	play(p, "home", "tab", "tab", "ctrl+x") // a, which is open, and b
	if drawn := drawnBy(p); !strings.Contains(drawn, "Deleted: Bread without yeast. The open one stays.") {
		t.Errorf("want a word about the open one:\n%s", drawn)
	}
	play(p, "ctrl+z")
	if drawn := drawnBy(p); !strings.Contains(drawn, "Back again: Bread") {
		t.Errorf("want it back:\n%s", drawn)
	}
}

func TestConversationsAreArchived(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "")
	archive, _ := play(p, "down", "ctrl+g")
	p.Update(archive())
	if drawn := drawnBy(p); strings.Contains(drawn, "yeast  ") || !strings.Contains(drawn, "Archived: Bread without yeast.") {
		t.Errorf("want it gone, and a word:\n%s", drawn)
	}
	show, _ := play(p, "ctrl+o")
	p.Update(show())
	if drawn := drawnBy(p); !strings.Contains(drawn, "Archive") || !strings.Contains(drawn, "▌ Bread without yeast") || strings.Contains(drawn, "goroutines") {
		t.Errorf("want the archive:\n%s", drawn)
	}
	back, _ := play(p, "ctrl+g")
	p.Update(back())
	if drawn := drawnBy(p); !strings.Contains(drawn, "The archive is empty.") || d.all[1].Archived {
		t.Errorf("want it back in the list:\n%s", drawn)
	}
	show, _ = play(p, "ctrl+o")
	p.Update(show())
	if !strings.Contains(drawnBy(p), "Bread without yeast") {
		t.Errorf("want the list:\n%s", drawnBy(p))
	}
}

// A hit is opened at its message, and its words are lit although they are far into
// the passage.
func TestHitsAreOpenedAtTheirMessage(t *testing.T) {
	p := openStore(t, hitStore(), "")
	searchFor(p, "yeast")
	if _, out := play(p, "end", "enter"); out != (Open{Conversation: "a", Message: "m", In: history.InText, Match: history.Mark{Start: 900, End: 905}}) {
		t.Errorf("got %#v", out)
	}
	long := strings.Repeat("word ", 30)
	text, lit := passage(long+"the *loaf*\nof bread", []history.Mark{{Start: len(long) + 4, End: len(long) + 10}})
	if got := text[lit[0].From:lit[0].To]; got != "*loaf*" || lit[0].From > 3+leadCells || !strings.HasSuffix(text, "*loaf* of bread") {
		t.Errorf("lit %q at %d in %q", got, lit[0].From, text)
	}
}

// The result of a query that is not the newest is dropped, and so is that of a
// search that the person has ended.
func TestOnlyTheNewestSearchIsShown(t *testing.T) {
	d := hitStore()
	p := openStore(t, d, "")
	first, _ := play(p, "type:y")
	second, _ := play(p, "type:e")
	stale := first()
	p.Update(second())
	hits := len(p.list.hits)
	d.hits = nil
	if p.Update(stale); len(p.list.hits) != hits || hits < 3 {
		t.Errorf("%d rows, then %d", hits, len(p.list.hits))
	}
	late, _ := play(p, "type:a")
	play(p, "ctrl+u")
	if p.Update(late()); len(p.list.hits) != len(d.all) {
		t.Errorf("%d rows without a query, want all %d", len(p.list.hits), len(d.all))
	}
	if last := d.asked[len(d.asked)-1]; last.Empty() {
		t.Error("an empty query was asked")
	}
}

// The list shows what other processes add, rename, archive and delete, and keeps the
// chosen row.
func TestTheListFollowsTheHistory(t *testing.T) {
	d := aStore()
	d.changes = make(chan history.Changes, 1)
	p, load := newConversations(t, d, "")
	follow, _ := p.Update(load())
	play(p, "down") // b
	d.all[0].Title = "Threads and goroutines"
	d.all[2].Archived = true
	d.all = append(d.all[:3:3], history.Summary{Conversation: history.Conversation{ID: "n", Title: "New elsewhere", Updated: midday}})
	d.changes <- history.Changes{To: 2, Conversations: map[string][]string{"a": nil, "c": nil, "d": nil, "n": {"m"}}}
	next, _ := p.Update(follow())
	drawn := drawnBy(p)
	for _, want := range []string{"Threads and goroutines", "New elsewhere", "▌ Bread without yeast"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%q is missing:\n%s", want, drawn)
		}
	}
	for _, gone := range []string{"Untitled", "Tax of"} {
		if strings.Contains(drawn, gone) {
			t.Errorf("%q is still there:\n%s", gone, drawn)
		}
	}
	d.changes <- history.Changes{To: 9, All: true}
	again, _ := p.Update(next())
	p.Update(again())
	if drawn := drawnBy(p); strings.Contains(drawn, "長い題名") {
		t.Errorf("want the list read again:\n%s", drawn)
	}
}

// The marked conversations are exported, and the remark names the file.
func TestConversationsAreExported(t *testing.T) {
	p := openStore(t, aStore(), "")
	if cmd, _ := play(p, "ctrl+s"); cmd != nil {
		t.Error("there is nothing to export with")
	}
	var got []string
	p.opts.Export = func(_ context.Context, all []history.Summary) (string, error) {
		for _, c := range all {
			got = append(got, c.ID)
		}
		return "~/talks.md", nil
	}
	write, _ := play(p, "tab", "tab", "ctrl+s")
	p.Update(write())
	if drawn := drawnBy(p); strings.Join(got, " ") != "a b" || !strings.Contains(drawn, "In ~/talks.md: 2 conversations") {
		t.Errorf("wrote %q:\n%s", got, drawn)
	}
	p.opts.Export = func(context.Context, []history.Summary) (string, error) { return "", fs.ErrPermission }
	write, _ = play(p, "ctrl+s")
	p.Update(write())
	if drawn := drawnBy(p); strings.Contains(drawn, "talks.md") || strings.Contains(drawn, "Writing") {
		t.Errorf("want why there is no file:\n%s", drawn)
	}
}
