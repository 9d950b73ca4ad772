package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banter/history"
	"banter/internal/termsafe"
)

// recentCount is how many conversations are listed.
const recentCount = 20

// deeds are what can be done with a conversation of a list, by the word after its
// number.
var deeds = map[string]func(f *Front, c history.Summary, text string){
	"rename":  (*Front).renameConversation,
	"pin":     (*Front).pinConversation,
	"archive": (*Front).archiveConversation,
	"export":  (*Front).exportConversation,
	"delete":  (*Front).deleteConversation,
}

// pickConversation lists the last conversations, or those in which words were found.
func (f *Front) pickConversation(words string) {
	if words != "" {
		f.searchConversations(words)
		return
	}
	list, err := f.db.List(f.ctx, recentCount)
	f.listConversations("Conversations, the pinned ones first, then the newest:", list, err)
}

// pickArchived lists the archived conversations.
func (f *Front) pickArchived(string) {
	list, err := f.db.Archived(f.ctx, recentCount)
	f.listConversations("Archived conversations, the newest first:", list, err)
}

func (f *Front) listConversations(title string, list []history.Summary, err error) {
	f.warn(err)
	if len(list) == 0 {
		f.say("There is no conversation here.")
		return
	}
	slices.SortStableFunc(list, func(a, b history.Summary) int {
		switch {
		case a.Pinned && !b.Pinned:
			return -1
		case b.Pinned && !a.Pinned:
			return 1
		}
		return 0
	})
	var rows, names []string
	for _, c := range list {
		row := fmt.Sprintf("%s, %s, %s", titleOf(c.Title), count(c.Messages, "message"), f.when(c.Conversation))
		if c.Pinned {
			row += ", pinned"
		}
		rows, names = append(rows, row), append(names, titleOf(c.Title))
	}
	f.choose(menu{
		title: title, rows: rows, names: names,
		prompt: "A number or a title opens one; after a number, rename TITLE, pin, archive, export or delete does that with it; other words search all conversations; an empty line goes back.",
		take:   func(i int, rest string) { f.doWith(list[i], rest) },
		other:  f.searchConversations,
	})
}

// doWith opens a conversation, or does what words say.
func (f *Front) doWith(c history.Summary, words string) {
	word, text, _ := strings.Cut(words, " ")
	do, known := deeds[strings.ToLower(word)]
	switch {
	case known:
		do(f, c, strings.TrimSpace(text))
	case words != "":
		f.say("What should be done with it? There are rename, pin, archive, export and delete.")
	default:
		f.openID(c.ID, "")
	}
}

// isOpen reports whether a conversation is the one that is talked in.
func (f *Front) isOpen(c history.Summary) bool {
	return f.sess != nil && f.sess.State().Conversation.ID == c.ID
}

func (f *Front) renameConversation(c history.Summary, title string) {
	if title == "" {
		f.wants("New title of "+titleOf(c.Title)+":", false, func(text string) {
			if text = strings.TrimSpace(text); text == "" {
				f.say("Nothing was changed.")
				return
			}
			f.renameConversation(c, text)
		})
		return
	}
	rename := func() error { return f.db.Rename(f.ctx, c.ID, title) }
	if f.isOpen(c) {
		rename = func() error { return f.sess.Rename(f.ctx, title) }
	}
	f.did(rename(), "%s is called %s now.", titleOf(c.Title), titleOf(title))
}

func (f *Front) pinConversation(c history.Summary, _ string) {
	words := "%s is pinned, and listed first."
	if c.Pinned {
		words = "%s is pinned no more."
	}
	f.did(f.db.SetPinned(f.ctx, !c.Pinned, c.ID), words, titleOf(c.Title))
}

func (f *Front) archiveConversation(c history.Summary, _ string) {
	words := "%s is in the archive. /archive lists it."
	if c.Archived {
		words = "%s is among the conversations again."
	}
	f.did(f.db.SetArchived(f.ctx, !c.Archived, c.ID), words, titleOf(c.Title))
}

// did says what was done, or why it was not.
func (f *Front) did(err error, format string, args ...any) {
	if err != nil {
		f.warn(err)
		return
	}
	f.say(format, args...)
}

func (f *Front) exportConversation(c history.Summary, _ string) {
	if f.opts.Export == nil || f.opts.Demo || !f.mayUseFiles() {
		if f.opts.Terminal {
			f.say("Nothing is written to disk here.")
		}
		return
	}
	var path string
	err := f.during(func(ctx context.Context) (err error) {
		path, err = f.opts.Export(ctx, f.db, []history.Summary{c})
		return err
	})
	f.warn(err) // with a path: some messages could not be read
	if path != "" {
		f.say("%s is in the file %s.", titleOf(c.Title), path)
	}
}

// deleteConversation deletes a conversation once the next line is something else
// than /undo, as the list on the screen deletes when it is left.
func (f *Front) deleteConversation(c history.Summary, _ string) {
	switch {
	case f.isOpen(c):
		f.say("This conversation is open. /new starts another one, then it can be deleted.")
	case f.mayUseFiles():
		f.doomed = &c
		f.say("Deleted: %s. If the next line is /undo, it stays.", titleOf(c.Title))
	}
}

// spare keeps the conversation that was to be deleted, and reports whether there is
// one.
func (f *Front) spare() bool {
	if f.doomed == nil {
		return false
	}
	f.say("%s stays.", titleOf(f.doomed.Title))
	f.doomed = nil
	return true
}

// carryOut deletes the conversation that was to be deleted. Its answer in the
// background, which would save it again, ends first.
func (f *Front) carryOut(ctx context.Context) error {
	if f.doomed == nil || f.db == nil {
		return nil
	}
	id := f.doomed.ID
	f.doomed = nil
	_ = f.group.End(ctx, id) // what it could not save is deleted
	return f.db.Delete(ctx, id)
}

// when returns the time of the last use of a conversation.
func (f *Front) when(c history.Conversation) string {
	return c.Updated.In(f.opts.Now().Location()).Format("2 January 2006, 15:04")
}

// searchConversations lists the messages in which words were found.
func (f *Front) searchConversations(words string) {
	q, err := history.ParseQuery(words)
	if err != nil {
		f.warn(err)
		return
	}
	var hits []history.Hit
	err = f.during(func(ctx context.Context) (err error) {
		hits, err = f.db.Search(ctx, q, recentCount)
		return err
	})
	f.warn(err)
	if len(hits) == 0 {
		f.say("Nothing was found.")
		return
	}
	var rows []string
	for _, h := range hits {
		rows = append(rows, titleOf(h.Title)+": "+termsafe.Line(h.Snippet))
	}
	f.choose(menu{
		title: "Found:", rows: rows, prompt: "A number opens one, an empty line goes back.",
		take: func(i int, _ string) { f.openID(hits[i].Conversation, hits[i].Message) },
	})
}
