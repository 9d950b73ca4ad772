package dialog

import (
	"context"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/tui/task"
)

type (
	// conversationsLoaded is the result of a load.
	conversationsLoaded struct {
		task     *task.Task
		entries  []entry
		revision history.Revision // of the history before the load
		err      error            // with entries: some conversations could not be read
	}
	// conversationsChanged holds the conversations that were added, changed or
	// deleted, by any process.
	conversationsChanged struct {
		task     *task.Task
		ids      map[string]bool
		present  []entry // those that still exist
		revision history.Revision
		all      bool // the list must be read again
		err      error
	}
)

// load reads the list.
func (p *conversationPicker) load() tea.Cmd {
	if p.asking != nil {
		p.asking.Stop()
	}
	asking, s := p.opts.Tasks.Task(), p.opts.Store
	list := s.List
	if p.archive {
		list = s.Archived
	}
	p.asking = asking
	return p.do(asking, func(ctx context.Context) tea.Msg {
		revision, _ := s.Revision(ctx) // without one, following the history fails too
		all, err := list(ctx, 0)
		entries := make([]entry, len(all))
		for i, c := range all {
			entries[i] = newEntry(c)
		}
		sortEntries(entries)
		return conversationsLoaded{asking, entries, revision, err}
	})
}

// do returns a command that calls f with the context of a task of opts.Tasks.
func (p *conversationPicker) do(t *task.Task, f func(context.Context) tea.Msg) tea.Cmd {
	return p.opts.Tasks.Do(func(context.Context) tea.Msg { return f(t.Ctx) })
}

// loaded shows the list and follows the history.
func (p *conversationPicker) loaded(msg conversationsLoaded) tea.Cmd {
	if msg.task != p.asking {
		return nil
	}
	if msg.err != nil && len(msg.entries) == 0 {
		msg.task.Stop()
		p.fail(msg.err)
		return nil
	}
	if msg.err != nil {
		p.remark = notice.Of(msg.err).Sentence
	}
	p.entries = slices.DeleteFunc(msg.entries, func(e entry) bool { return p.isRemoved(e.ID) })
	p.show()
	return p.follow(msg.revision)
}

// follow waits for a change of the history.
func (p *conversationPicker) follow(since history.Revision) tea.Cmd {
	asking, s := p.asking, p.opts.Store
	return p.do(asking, func(ctx context.Context) tea.Msg {
		changes, err := s.Wait(ctx, since)
		msg := conversationsChanged{task: asking, revision: changes.To, all: changes.All, err: err}
		if err != nil || changes.All {
			return msg
		}
		msg.ids = make(map[string]bool)
		for id := range changes.Conversations {
			msg.ids[id] = true
		}
		found, err := s.Summaries(ctx, slices.Collect(maps.Keys(msg.ids))...)
		if len(found) == 0 {
			msg.err = err
		}
		for _, c := range found {
			msg.present = append(msg.present, newEntry(c))
		}
		return msg
	})
}

// changed shows what has changed in the history.
func (p *conversationPicker) changed(msg conversationsChanged) tea.Cmd {
	if msg.task != p.asking || msg.err != nil {
		return nil // the list stays; opening it again follows the history again
	}
	if msg.all {
		return p.load()
	}
	p.entries = slices.DeleteFunc(slices.Clone(p.entries), func(e entry) bool { return msg.ids[e.ID] })
	for _, e := range msg.present {
		if e.Archived == p.archive && !p.isRemoved(e.ID) {
			p.entries = append(p.entries, e)
		}
	}
	sortEntries(p.entries)
	p.show()
	return tea.Batch(p.follow(msg.revision), p.find())
}

// toggleArchive shows the archived conversations, or the others again.
func (p *conversationPicker) toggleArchive() tea.Cmd {
	p.archive, p.remark = !p.archive, ""
	p.entries, p.empty = nil, "No conversation yet."
	if p.archive {
		p.empty = "The archive is empty."
	}
	clear(p.marked)
	p.wait("Reading your conversations")
	return p.load()
}
