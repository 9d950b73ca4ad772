package dialog

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/tui/keymap"
	"banter/tui/style"
)

// A removal is what was removed from the list with one key.
type removal []entry

type (
	// ConversationsDeleted is a message that reports which conversations were
	// deleted after the list was left. Err is the last error.
	ConversationsDeleted struct {
		IDs []string
		Err error
	}
	// ConversationRenamed is a message that reports a new title in the store, or
	// that it could not be saved.
	ConversationRenamed struct {
		ID, Title string
		Err       error
	}
	// conversationsMarked is the result of pinning and archiving.
	conversationsMarked struct{ err error }
)

// act performs the action of a key on the marked conversations, or on the chosen
// one. It reports whether the key has an action.
func (p *conversationPicker) act(stroke string) (tea.Cmd, bool) {
	targets := p.targets()
	if len(targets) == 0 {
		return nil, false
	}
	switch {
	case keymap.MarkConversation.Is(stroke):
		p.mark()
	case keymap.DeleteConversation.Is(stroke):
		p.remove(targets)
	case keymap.PinConversation.Is(stroke):
		return p.pin(targets), true
	case keymap.ArchiveConversation.Is(stroke):
		return p.move(targets), true
	case keymap.RenameConversation.Is(stroke):
		p.rename()
	case keymap.ExportConversation.Is(stroke) && p.opts.Export != nil:
		return p.export(targets), true
	default:
		return nil, false
	}
	return nil, true
}

// targets returns the marked conversations, or the chosen one.
func (p *conversationPicker) targets() []entry {
	if len(p.marked) == 0 {
		if at := p.index(p.list.chosenRow().key); at >= 0 {
			return p.entries[at : at+1 : at+1]
		}
		return nil
	}
	var found []entry
	for _, e := range p.entries {
		if p.marked[e.ID] {
			found = append(found, e)
		}
	}
	return found
}

// mark marks the chosen conversation, or unmarks it, and goes to the next row.
func (p *conversationPicker) mark() {
	key := p.list.chosenRow().key
	if p.index(key) < 0 {
		return
	}
	if p.marked[key] {
		delete(p.marked, key)
	} else {
		p.marked[key] = true
	}
	p.remark = ""
	p.show()
	p.list.chosen = min(p.list.chosen+1, len(p.list.hits)-1)
}

// rename begins to type a title for the chosen conversation.
func (p *conversationPicker) rename() {
	at := p.index(p.list.chosenRow().key)
	if at < 0 {
		return
	}
	p.renamed = &renaming{id: p.entries[at].ID, query: p.field}
	p.label, p.field = "new title:", style.NewTextField(p.entries[at].row.name)
}

// take removes conversations from the list and chooses the row that follows.
func (p *conversationPicker) take(gone []entry) {
	next := p.list.chosen
	p.entries = slices.DeleteFunc(slices.Clone(p.entries), func(e entry) bool { return contains(gone, e.ID) })
	for _, e := range gone {
		delete(p.marked, e.ID)
	}
	p.show()
	p.list.chosen = max(0, min(next, len(p.list.hits)-1))
}

func contains(entries []entry, id string) bool {
	return slices.ContainsFunc(entries, func(e entry) bool { return e.ID == id })
}

// remove removes conversations from the list. They are deleted when the list is
// left.
func (p *conversationPicker) remove(targets []entry) {
	gone := slices.DeleteFunc(slices.Clone(targets), func(e entry) bool { return e.ID == p.opts.Open })
	if len(gone) == 0 {
		p.remark = "This conversation is open. Start another one, then delete it."
		return
	}
	p.removed = append(p.removed, gone)
	p.take(gone)
	p.remark = "Deleted: " + namesOf(gone)
	if len(gone) < len(targets) {
		p.remark += ". The open one stays."
	}
}

// isRemoved reports whether a conversation is to be deleted.
func (p *conversationPicker) isRemoved(id string) bool {
	return slices.ContainsFunc(p.removed, func(r removal) bool { return contains(r, id) })
}

// namesOf returns the title of the only entry, or how many there are.
func namesOf(entries []entry) string {
	if len(entries) == 1 {
		return entries[0].row.name
	}
	return countOf(len(entries), "conversation")
}

// restore brings back what was removed last.
func (p *conversationPicker) restore() {
	last := len(p.removed) - 1
	if last < 0 {
		return
	}
	back := p.removed[last]
	p.removed = p.removed[:last]
	for _, e := range back {
		if e.Archived == p.archive {
			p.entries = append(p.entries[:len(p.entries):len(p.entries)], e)
		}
	}
	sortEntries(p.entries)
	p.show()
	p.list.choose(back[0].ID)
	p.remark = "Back again: " + namesOf(back)
}

// pin pins conversations, or unpins them if all are pinned.
func (p *conversationPicker) pin(targets []entry) tea.Cmd {
	on := slices.ContainsFunc(targets, func(e entry) bool { return !e.Pinned })
	ids := idsOf(targets)
	p.entries = slices.Clone(p.entries)
	for i := range p.entries {
		if slices.Contains(ids, p.entries[i].ID) {
			p.entries[i].Pinned = on
		}
	}
	sortEntries(p.entries)
	clear(p.marked)
	p.show()
	p.remark = "Unpinned: " + namesOf(targets)
	if on {
		p.remark = "Pinned: " + namesOf(targets)
	}
	return p.save(func(ctx context.Context, s Store) error { return s.SetPinned(ctx, on, ids...) })
}

// move moves conversations to the archive, or back to the list.
func (p *conversationPicker) move(targets []entry) tea.Cmd {
	on, ids := !p.archive, idsOf(targets)
	p.take(slices.Clone(targets))
	p.remark = "Back in the list: " + namesOf(targets)
	if on {
		p.remark = "Archived: " + namesOf(targets) + ". " + keymap.ShowArchive.Label() + " shows the archive."
	}
	return p.save(func(ctx context.Context, s Store) error { return s.SetArchived(ctx, on, ids...) })
}

func idsOf(entries []entry) []string {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return ids
}

// save returns a command that changes the store, also if the list is left meanwhile.
func (p *conversationPicker) save(change func(context.Context, Store) error) tea.Cmd {
	s := p.opts.Store
	return func() tea.Msg { return conversationsMarked{change(context.Background(), s)} }
}

// acted reads the list again if an action has failed, because it shows the result
// already.
func (p *conversationPicker) acted(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	p.remark = notice.Of(err).Sentence
	return p.load()
}

// rename returns the command that saves a new title.
func rename(s Store, id, title string) tea.Cmd {
	return func() tea.Msg { return ConversationRenamed{id, title, s.Rename(context.Background(), id, title)} }
}

// delete returns the command that deletes the removed conversations.
func (p *conversationPicker) delete() tea.Cmd {
	if len(p.removed) == 0 {
		return nil
	}
	s, removed := p.opts.Store, slices.Concat(p.removed...)
	return func() tea.Msg {
		var msg ConversationsDeleted
		for _, e := range removed {
			if err := s.Delete(context.Background(), e.ID); err != nil {
				msg.Err = err
				continue
			}
			msg.IDs = append(msg.IDs, e.ID)
		}
		return msg
	}
}
