package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/themes"
	"banter/tui/style"
	"banter/tui/task"
)

// fakeStore is a Store in memory.
type fakeStore struct {
	all     []history.Summary
	listErr error
	err     error // of everything else
	deleted []string
	changes chan history.Changes // what Wait returns; nil: nothing changes
	asked   []history.Query
	hits    []history.Hit
}

func (d *fakeStore) List(context.Context, int) ([]history.Summary, error) {
	return d.filtered(false), d.listErr
}

func (d *fakeStore) Archived(context.Context, int) ([]history.Summary, error) {
	return d.filtered(true), d.listErr
}

func (d *fakeStore) filtered(archived bool) []history.Summary {
	return slices.DeleteFunc(slices.Clone(d.all), func(s history.Summary) bool { return s.Archived != archived })
}

func (d *fakeStore) Summaries(_ context.Context, ids ...string) ([]history.Summary, error) {
	return slices.DeleteFunc(slices.Clone(d.all), func(s history.Summary) bool { return !slices.Contains(ids, s.ID) }), d.err
}

func (d *fakeStore) Search(_ context.Context, q history.Query, _ int) ([]history.Hit, error) {
	d.asked = append(d.asked, q)
	return d.hits, d.err
}

func (d *fakeStore) Revision(context.Context) (history.Revision, error) { return 1, d.err }

func (d *fakeStore) Wait(ctx context.Context, since history.Revision) (history.Changes, error) {
	select {
	case changes := <-d.changes:
		return changes, nil
	case <-ctx.Done():
		return history.Changes{To: since}, ctx.Err()
	}
}

func (d *fakeStore) Rename(_ context.Context, id, title string) error {
	d.change(func(s *history.Summary) { s.Title = title }, id)
	return d.err
}

func (d *fakeStore) SetPinned(_ context.Context, on bool, ids ...string) error {
	d.change(func(s *history.Summary) { s.Pinned = on }, ids...)
	return d.err
}

func (d *fakeStore) SetArchived(_ context.Context, on bool, ids ...string) error {
	d.change(func(s *history.Summary) { s.Archived = on }, ids...)
	return d.err
}

func (d *fakeStore) change(f func(*history.Summary), ids ...string) {
	if d.err != nil {
		return
	}
	for i := range d.all {
		if slices.Contains(ids, d.all[i].ID) {
			f(&d.all[i])
		}
	}
}

func (d *fakeStore) Delete(_ context.Context, id string) error {
	if d.err == nil {
		d.deleted = append(d.deleted, id)
	}
	return d.err
}

func aStore() *fakeStore {
	summary := func(id, title, last string, ago time.Duration) history.Summary {
		n := 2 + 7*len(last)
		return history.Summary{LastLine: last, Messages: n % 40, Size: int64(n * n), Conversation: history.Conversation{
			ID: id, Title: title, Leaf: "leaf-" + id, Model: "gpt-6.1-sol", Created: midday.Add(-ago), Updated: midday.Add(-ago)}}
	}
	return &fakeStore{all: []history.Summary{
		summary("a", "How do goroutines differ from threads?", "Switching happens in user space, so it is cheap.", 2*time.Minute),
		summary("b", "Bread without yeast", "Baking soda and buttermilk do the same work.", 3*time.Hour),
		summary("c", "", "It is a draft.", 25*time.Hour),
		summary("d", "Tax of a small company in three countries at once, and who to ask", "Ask somebody who knows.", 12*24*time.Hour),
		summary("e", "長い題名", "漢字も読める。", 400*24*time.Hour),
	}}
}

// hitStore is aStore, which finds a passage in a question and in an answer.
func hitStore() *fakeStore {
	d := aStore()
	long := "Yeast needs **warm** water. "
	d.hits = []history.Hit{
		{Conversation: "b", Title: "Bread without yeast", In: history.InTitle, Time: midday},
		{Conversation: "z", Title: "Yeast in the archive", In: history.InTitle, Time: midday.Add(-time.Hour)},
		{Conversation: "d", Message: "q", Title: "Tax of a small company", In: history.InText, Role: history.User, Time: midday.Add(-time.Hour),
			Snippet: "does yeast cost\ntax?", Marks: []history.Mark{{Start: 5, End: 10}}, Match: history.Mark{Start: 5, End: 10}},
		{Conversation: "a", Message: "m", Title: "How do goroutines differ from threads?", In: history.InText, Role: history.Assistant, Model: "gpt-6.1-sol", Time: midday.Add(-48 * time.Hour),
			Snippet: long + "A loaf takes 7 g of yeast, and yeast takes time.", Marks: []history.Mark{{Start: 0, End: 5}, {Start: len(long) + 20, End: len(long) + 25}}, Match: history.Mark{Start: 900, End: 905}},
	}
	return d
}

// searchFor types a query and waits for its result.
func searchFor(p *conversationPicker, query string) {
	cmd, _ := p.Update(tea.PasteMsg{Content: query})
	if cmd != nil {
		p.Update(cmd())
	}
}

func openStore(t *testing.T, d *fakeStore, open string) *conversationPicker {
	t.Helper()
	p, cmd := newConversations(t, d, open)
	p.Update(cmd())
	return p
}

func newConversations(t *testing.T, d *fakeStore, open string) (*conversationPicker, tea.Cmd) {
	tasks := task.NewGroup()
	t.Cleanup(tasks.End)
	p, cmd := NewConversations(ConversationsOptions{Store: d, Tasks: tasks, Now: at(midday), Open: open})
	return p.(*conversationPicker), cmd
}

func drawnBy(d Dialog) string {
	drawn, _ := d.View(darkStyles(), 80, 24)
	return ansi.Strip(drawn)
}

func TestConversationScreens(t *testing.T) {
	reading, _ := newConversations(t, aStore(), "")
	full, found, removed, titled := openStore(t, aStore(), ""), openStore(t, aStore(), ""), openStore(t, aStore(), ""), openStore(t, aStore(), "")
	play(found, "type:soda")
	play(removed, "down", "ctrl+x")
	play(titled, "down", "f7", "type:, quick")
	searched, wrong, several := openStore(t, hitStore(), ""), openStore(t, aStore(), ""), openStore(t, aStore(), "")
	searchFor(searched, "yeast")
	searchFor(wrong, "before:teatime")
	several.Update(Background{Answering: map[string]bool{"b": true}, Fresh: map[string]bool{"d": true}})
	play(several, "end", "ctrl+t", "home", "down", "tab", "tab")
	broken := openStore(t, &fakeStore{listErr: context.DeadlineExceeded}, "")
	empty := openStore(t, &fakeStore{}, "")
	light, ascii := style.New(themes.All()[0].Light, false), style.New(themes.All()[0].Dark, true)
	checkPictures(t, "conversations", []picture{
		{"reading-80x24", reading, darkStyles(), 80, 24, false},
		{"full-80x24", full, darkStyles(), 80, 24, false},
		{"full-120x40", full, darkStyles(), 100, 40, false},
		{"full-40x12", full, darkStyles(), 40, 12, false},
		{"full-ascii-80x24", full, ascii, 80, 24, false},
		{"found-dark-80x24", found, darkStyles(), 80, 24, true},
		{"found-light-80x24", found, light, 80, 24, true},
		{"searched-80x24", searched, darkStyles(), 80, 24, true},
		{"searched-40x12", searched, darkStyles(), 40, 12, false},
		{"wrong-filter-80x24", wrong, darkStyles(), 80, 24, false},
		{"several-80x24", several, darkStyles(), 80, 24, false},
		{"several-ascii-40x12", several, ascii, 40, 12, false},
		{"removed-80x24", removed, darkStyles(), 80, 24, false},
		{"rename-80x24", titled, darkStyles(), 80, 24, false},
		{"broken-80x24", broken, darkStyles(), 80, 24, false},
		{"empty-80x24", empty, darkStyles(), 80, 24, false},
	})
}

func TestConversationIsOpened(t *testing.T) {
	for keys, want := range map[string]string{"enter": "a", "down enter": "b", "type:soda enter": "b", "type:題 enter": "e", "end enter": "e"} {
		p := openStore(t, aStore(), "")
		if _, out := play(p, strings.Fields(keys)...); out != (Open{Conversation: want}) {
			t.Errorf("%s: got %#v, want %s", keys, out, want)
		}
	}
	p := openStore(t, &fakeStore{}, "")
	if _, out := play(p, "enter"); out != nil {
		t.Errorf("an empty list: got %#v", out)
	}
}

func TestConversationsAreDeletedWhenTheListIsLeft(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"ctrl+x esc", "a"},
		{"ctrl+x ctrl+x enter", "a b"},
		{"down ctrl+x ctrl+c", "b"},
		{"ctrl+x ctrl+z esc", ""},
		{"ctrl+x down ctrl+x ctrl+z esc", "a"},
		{"type:soda ctrl+x esc", "b"},
		{"ctrl+z esc", ""},
	} {
		d := aStore()
		p := openStore(t, d, "")
		cmd, out := play(p, strings.Fields(test.keys)...)
		if out == nil {
			t.Fatalf("%s: the list is still there", test.keys)
		}
		if len(d.deleted) > 0 {
			t.Errorf("%s: %q was deleted before the list was left", test.keys, d.deleted)
		}
		if cmd != nil {
			if msg := cmd().(ConversationsDeleted); msg.Err != nil || !slices.Equal(msg.IDs, d.deleted) {
				t.Errorf("%s: reported %+v, deleted %q", test.keys, msg, d.deleted)
			}
		}
		if got := strings.Join(d.deleted, " "); got != test.want {
			t.Errorf("%s: deleted %q, want %q", test.keys, got, test.want)
		}
	}
}

func TestUndoBringsTheRowBackToItsPlace(t *testing.T) {
	p := openStore(t, aStore(), "")
	before := drawnBy(p)
	play(p, "down", "ctrl+x", "ctrl+x", "ctrl+z", "ctrl+z", "home")
	after := drawnBy(p)
	if rows(before) != rows(after) {
		t.Errorf("got\n%s\nwant\n%s", after, before)
	}
}

// rows is the part of a drawing between the rules.
func rows(drawn string) string {
	lines := strings.Split(drawn, "\n")
	return strings.Join(lines[2:7], "\n")
}

func TestFailedDeletionIsReported(t *testing.T) {
	d := aStore()
	d.err = errors.New("locked")
	p := openStore(t, d, "")
	cmd, _ := play(p, "ctrl+x", "esc")
	if msg := cmd().(ConversationsDeleted); msg.Err == nil || len(msg.IDs) != 0 {
		t.Errorf("got %+v", msg)
	}
}

func TestOpenConversationStays(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "a")
	play(p, "ctrl+x")
	if !strings.Contains(drawnBy(p), "goroutines") || !strings.Contains(drawnBy(p), "is open") {
		t.Errorf("want the row and a word about it:\n%s", drawnBy(p))
	}
	if cmd, _ := play(p, "esc"); cmd != nil {
		t.Error("nothing is to be deleted")
	}
}

func TestConversationIsRenamed(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "")
	cmd, out := play(p, "type:soda", "f7", "ctrl+u", "type:Soda bread", "enter")
	if out != nil || cmd == nil || !strings.Contains(drawnBy(p), "Soda bread") {
		t.Fatalf("event %#v:\n%s", out, drawnBy(p))
	}
	msg := cmd().(ConversationRenamed)
	if msg.Err != nil || d.all[1].Title != "Soda bread" || d.all[1].Leaf != "leaf-b" {
		t.Errorf("saved %+v, reported %+v", d.all[1], msg)
	}
	if p.Update(msg); p.field.Text() != "soda" {
		t.Errorf("the filter is %q, want it back", p.field.Text())
	}
}

func TestRenameCanBeGivenUp(t *testing.T) {
	for _, keys := range []string{"f7 type:x esc", "f7 ctrl+u enter", "f7 ctrl+c", "alt+n esc"} {
		p := openStore(t, aStore(), "")
		cmd, out := play(p, strings.Fields(keys)...)
		if cmd != nil || out != nil || p.renamed != nil || !strings.Contains(drawnBy(p), "How do goroutines differ") {
			t.Errorf("%s: event %#v\n%s", keys, out, drawnBy(p))
		}
	}
}

func TestFailedRenameShowsTheOldTitle(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "")
	d.err = fmt.Errorf("update: %w", context.DeadlineExceeded)
	cmd, _ := play(p, "down", "f7", "type:!", "enter")
	d.all = aStore().all
	again, _ := p.Update(cmd())
	if again == nil {
		t.Fatal("the list must be read again")
	}
	p.Update(again())
	if drawn := drawnBy(p); strings.Contains(drawn, "yeast!") || !strings.Contains(drawn, "No answer came in time.") {
		t.Errorf("want the old title and a word:\n%s", drawn)
	}
}

func TestDamagedConversationsAreSaid(t *testing.T) {
	d := aStore()
	d.listErr = &history.DamageError{}
	if drawn := drawnBy(openStore(t, d, "")); !strings.Contains(drawn, "Bread") || !strings.Contains(drawn, "damaged") {
		t.Errorf("want what can be read, and a word:\n%s", drawn)
	}
}

func TestConversationsAreReadAgain(t *testing.T) {
	d := &fakeStore{listErr: context.DeadlineExceeded}
	p := openStore(t, d, "")
	d.all, d.listErr = aStore().all, nil
	cmd, _ := play(p, "r")
	p.Update(cmd())
	if !strings.Contains(drawnBy(p), "Bread") {
		t.Errorf("want the list:\n%s", drawnBy(p))
	}
}

func TestForeignTitlesAreHarmless(t *testing.T) {
	const evil = "\x1b]52;c;AA\x07\u202e\u009b\nx"
	d := &fakeStore{all: []history.Summary{{LastLine: evil, Conversation: history.Conversation{ID: "a", Title: "t" + evil, Updated: midday}}}}
	p := openStore(t, d, "")
	for range 2 {
		drawn, _ := p.View(darkStyles(), 80, 24)
		if strings.Contains(drawn, "]52") || strings.ContainsAny(drawn, "\a\u202e\u009b") {
			t.Errorf("a control came through: %q", drawn)
		}
		play(p, "f7") // the title in the field, too
	}
	if _, out := p.Update(tea.PasteMsg{Content: evil}); out != nil {
		t.Error("a paste is no key")
	}
}

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
