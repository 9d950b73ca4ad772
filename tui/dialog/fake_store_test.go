package dialog

import (
	"context"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
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
