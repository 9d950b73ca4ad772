package transcript

import (
	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/markdown"
	"banter/tui/style"
)

// bookmarked reports whether a message has a bookmark. Its sign is in the margin of its
// first row, and its note below the text; neither is copied. The margin of the raw view
// is blank, and so is that of printed rows: there the sign is below the text, too.
func (t *Transcript) bookmarked(item int) bool {
	return item < len(t.messages) && t.messages[item].Bookmark.On
}

// noteRows returns the rows with the note of a message, or with the sign alone.
func (t *Transcript) noteRows(m *history.Message) []markdown.Line {
	note := termsafe.Line(m.Bookmark.Note)
	if note == "" && (t.mode.Raw || t.inline) {
		note = "bookmarked"
	}
	if !m.Bookmark.On || note == "" {
		return nil
	}
	var lines []markdown.Line
	sign := t.styles.Accent.Render(t.styles.Bookmark) + " "
	for _, row := range style.Wrap(t.styles.Dim.Render, note, t.textWidth()-style.GutterWidth) {
		lines = append(lines, t.extraRow(t.styles.Cut(sign+row, t.textWidth()), len(m.Text)))
		sign = "  "
	}
	return lines
}

// ToBookmark scrolls to the next message with a bookmark if direction is 1, to the
// previous one if it is -1, and reports whether there is one that is not on the screen.
func (t *Transcript) ToBookmark(direction int) bool {
	if t.styles == nil {
		return false
	}
	t.settle()
	i := t.top.item + direction
	switch {
	case direction > 0 && t.follow:
		return false
	case direction < 0 && t.top.row > 0:
		i = t.top.item
	}
	if i = t.NextBookmark(i-direction, direction); i < 0 {
		return false
	}
	t.move(func() { t.moveTo(place{item: i}) })
	return true
}

// NextBookmark returns the message with a bookmark that is nearest to an item in a
// direction, or -1.
func (t *Transcript) NextBookmark(item, direction int) int {
	for i := item + direction; i >= 0 && i < len(t.messages); i += direction {
		if t.messages[i].Bookmark.On {
			return i
		}
	}
	return -1
}
