// Package archive writes saved conversations to files, and reads conversations
// from files of Banter and of other programs.
//
// [Export] writes a [Format]: jsonl.go everything, for another Banter;
// markdown.go, html.go and text.go the shown branch, for people. [Open] finds
// out what a file is, and a reader for each kind (jsonl.go, chatgpt.go, llm.go,
// elia.go, codexcli.go) passes on its conversations in [Batch] values. Readers
// hold one conversation in memory at most.
package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"banter/history"
	"banter/internal/termsafe"
)

// A Format is a form of exported conversations, named as its files end.
type Format string

// The formats. All but JSON have the shown branch only.
const (
	JSON     Format = "json" // complete, one JSON object a line
	Markdown Format = "md"
	HTML     Format = "html"
	Text     Format = "txt"
)

// Formats lists the formats in the order of the help.
var Formats = []Format{Markdown, JSON, HTML, Text}

// A writer writes conversations in one format. begin and end frame the file.
type writer interface {
	begin(one bool) error // one: the file has one conversation
	conversation(ctx context.Context, db *history.DB, c history.Summary) error
	end() error
}

// Export writes conversations to w, in order. It calls done after each of them.
// If messages are damaged, it writes all that can be read and returns the first
// [*history.DamageError] at the end.
func Export(ctx context.Context, w io.Writer, format Format, db *history.DB, conversations []history.Summary, done func()) error {
	to, err := newWriter(w, format)
	if err != nil {
		return err
	}
	if err := to.begin(len(conversations) == 1); err != nil {
		return err
	}
	var damage *history.DamageError
	for _, c := range conversations {
		err := to.conversation(ctx, db, c)
		if found, ok := errors.AsType[*history.DamageError](err); ok {
			if damage == nil {
				damage = found
			}
		} else if err != nil {
			return err
		}
		done()
	}
	if err := to.end(); err != nil {
		return err
	}
	if damage != nil {
		return damage
	}
	return nil
}

func newWriter(w io.Writer, format Format) (writer, error) {
	switch format {
	case JSON:
		return &jsonWriter{w: w}, nil
	case Markdown:
		return &markdownWriter{w: w}, nil
	case HTML:
		return &htmlWriter{w: w}, nil
	case Text:
		return &textWriter{w: w}, nil
	}
	return nil, fmt.Errorf("no format %q", string(format))
}

// Known reports whether f is one of [Formats].
func (f Format) Known() bool { return slices.Contains(Formats, f) }

// branch returns the shown branch of a conversation, also with a
// [*history.DamageError].
func branch(ctx context.Context, db *history.DB, c history.Summary) ([]history.Message, error) {
	messages, err := db.Branch(ctx, c.Leaf)
	if _, partial := errors.AsType[*history.DamageError](err); err != nil && !partial {
		return nil, err
	}
	return messages, err
}

// named returns c with the model of its last answer if it has none of its own:
// one that was imported goes on with a model of the plan.
func named(c history.Summary, messages []history.Message) history.Summary {
	for _, m := range slices.Backward(messages) {
		c.Model = cmp.Or(c.Model, m.Model)
	}
	return c
}

// author returns the name above a message.
func author(m history.Message) string {
	switch {
	case m.IsSummary():
		return "Summary of the earlier messages, for the model"
	case m.Role == history.User:
		return "You"
	case m.Model != "":
		return m.Model
	}
	return "Assistant"
}

// noted tells of the bookmark of a message; "" if it has none.
func noted(m history.Message) string {
	switch {
	case !m.Bookmark.On:
		return ""
	case m.Bookmark.Note == "":
		return "Bookmarked."
	}
	return "Note: " + m.Bookmark.Note
}

// BookmarkLine returns what noted tells as a line of markdown, to follow the text of
// a message, or "".
func BookmarkLine(m history.Message) string {
	if said := noted(m); said != "" {
		return "*" + escaped(termsafe.Line(said)) + "*"
	}
	return ""
}

// ending describes a message that is not whole; "" for one that is.
func ending(m history.Message) string {
	switch m.Status {
	case history.Stopped:
		return "Stopped."
	case history.Failed:
		if m.Error != "" {
			return "Failed: " + m.Error
		}
		return "Failed."
	case history.Interrupted, history.Streaming:
		return "Interrupted."
	}
	return ""
}
