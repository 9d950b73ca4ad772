package plain

import (
	"slices"
	"strings"

	"banter/history"
	"banter/internal/termsafe"
)

// marked returns the message that a bookmark is for: the chosen one, or else the last
// answer.
func (f *Front) marked() (history.Message, bool) {
	messages := f.sess.State().Messages
	if i := slices.IndexFunc(messages, func(m history.Message) bool { return m.ID == f.chosen }); i >= 0 {
		return messages[i], true
	}
	return f.target(history.Assistant)
}

// bookmark sets a bookmark, or removes it and its note.
func (f *Front) bookmark(string) {
	m, ok := f.marked()
	if !ok {
		f.noTarget()
		return
	}
	words := "Bookmarked: %s /note adds a note, /bookmarks lists all."
	if m.Bookmark.On {
		words = "Bookmarked no more: %s /undo brings the bookmark back."
	}
	f.did(f.sess.SetBookmark(f.ctx, m.ID, history.Bookmark{On: !m.Bookmark.On}), words, sentence(rowOf(m)))
}

// note bookmarks a message with a note.
func (f *Front) note(text string) {
	m, ok := f.marked()
	switch {
	case !ok:
		f.noTarget()
	case text != "":
		f.did(f.sess.SetBookmark(f.ctx, m.ID, history.Noted(text)), "Noted. /bookmarks lists all bookmarks and notes.")
	default:
		if m.Bookmark.Note != "" {
			f.tellBookmark(m)
		}
		f.wants("Note:", false, func(text string) {
			if strings.TrimSpace(text) == "" {
				f.say("Nothing was changed.")
				return
			}
			f.note(text)
		})
	}
}

// readBookmark tells the message with a bookmark before or after the one that it told
// last, at first the last one.
func (f *Front) readBookmark(step int) {
	messages := f.sess.State().Messages
	i := slices.IndexFunc(messages, func(m history.Message) bool { return m.ID == f.mark })
	if i < 0 {
		i = len(messages)
	}
	for i += step; i >= 0 && i < len(messages); i += step {
		if messages[i].Bookmark.On {
			f.mark = messages[i].ID
			f.read(messages[i])
			return
		}
	}
	f.say("There is no bookmark on that side. /bookmark sets one.")
}

// tellBookmark tells that a message has a bookmark, and its note.
func (f *Front) tellBookmark(m history.Message) {
	switch note := termsafe.Line(m.Bookmark.Note); {
	case !m.Bookmark.On:
	case note == "":
		f.say("Bookmarked.")
	default:
		f.say("Note: %s", sentence(note))
	}
}

// sentence ends a text with a period, if it has no end.
func sentence(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}
