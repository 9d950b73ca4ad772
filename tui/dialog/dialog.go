package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/codex"
	"banter/internal/notice"
	"banter/tui/keymap"
	"banter/tui/style"
)

// A Event is what a dialog reports to the root. It closes the dialog.
type Event interface{ event() }

type (
	// Closed changes nothing.
	Dismissed struct{}
	// ModelChosen comes from the model picker.
	ModelChosen struct {
		Model     codex.Model
		Effort    string
		AsDefault bool // also for new conversations and later starts
	}
	// ConversationChosen opens a conversation.
	ConversationChosen struct{ ID string }
	// AccountChosen switches to an account.
	AccountChosen struct{ Name string }
	// AccountAdded signs in to a new account.
	AccountAdded struct{ Name string }
)

func (Dismissed) event()          {}
func (ModelChosen) event()        {}
func (ConversationChosen) event() {}
func (AccountChosen) event()      {}
func (AccountAdded) event()       {}

// A Dialog lies over the chat. The one on top has the keyboard; messages reach
// all of them. All dialogs share one shape, drawn by overlay.
type Dialog interface {
	// update handles one message; a non-nil event closes the dialog.
	Update(msg tea.Msg) (Dialog, tea.Cmd, Event)
	// view draws the dialog within width x height cells; cursor is the caret
	// within the drawing, or nil.
	View(st *style.Styles, width, height int) (content string, cursor *tea.Cursor)
}

// An overlay is the shape that all dialogs share: a title with the filter
// line, a thin rule, the rows or a word in their place, a thin rule, a dim
// line about the chosen row, the keys. The dialog around it decides what
// Enter and the keys of its own do.
type overlay struct {
	title   string          // empty: the whole line is the field's
	label   string          // before the field
	field   style.TextField // the filter, or what the dialog asks for meanwhile
	list    rowList
	loading string        // in place of the rows while there are none yet
	empty   string        // in place of the rows when there are none at all
	failure notice.Notice // in place of the rows when they could not be had

	// Given by the dialog for each drawing.
	detail string // dim, under the rows
	keys   []key.Binding
}

func newOverlay(title, loading, empty string) overlay {
	return overlay{title: title, label: "filter:", loading: loading, empty: empty}
}

// setRows shows rows; what was in their place goes.
func (o *overlay) setRows(rows []row) {
	o.loading, o.failure = "", notice.Notice{}
	o.list.setRows(rows, o.field.Text())
}

// wait takes the rows away until setRows or fail; word says why.
func (o *overlay) wait(word string) {
	o.list.setRows(nil, "")
	o.loading, o.failure = word, notice.Notice{}
}

// fail shows why there are no rows.
func (o *overlay) fail(err error) {
	o.loading, o.failure = "", notice.Of(err)
	o.list.setRows(nil, "")
}

// leaves reports whether msg is a key that closes every dialog.
func leaves(msg tea.Msg) bool {
	pressed, ok := msg.(tea.KeyPressMsg)
	return ok && keymap.CloseDialog.Is(pressed.Keystroke())
}

// update moves the choice or types into the filter.
func (o *overlay) update(msg tea.Msg) {
	if o.list.update(msg) {
		return
	}
	typed, ok := o.field.Update(msg)
	if !ok {
		return
	}
	changed := typed.Text() != o.field.Text()
	o.field = typed
	if changed {
		o.list.filter(typed.Text())
	}
}

// view draws the overlay, no higher than it needs to be.
func (o *overlay) view(st *style.Styles, width, height int) (string, *tea.Cursor) {
	header, caret := o.header(st, width)
	foot := o.foot(st, width)
	rule := strings.Repeat(" ", style.GutterWidth) + st.Line(width-style.GutterWidth)
	body := o.body(st, width, max(1, height-3-len(foot)))
	lines := append([]string{header, rule}, body...)
	lines = append(append(lines, rule), foot...)
	lines = lines[:min(len(lines), max(0, height))]
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, max(0, width), "") // a window narrower than any column
	}
	return strings.Join(lines, "\n"), tea.NewCursor(caret, 0)
}

// header draws the title and, from a fixed column, the filter.
func (o *overlay) header(st *style.Styles, width int) (line string, caret int) {
	const wide = 28 // room for the filter where there is plenty
	gutter := strings.Repeat(" ", style.GutterWidth)
	title := gutter + st.Strong.Render(st.Cut(o.title, width-style.GutterWidth))
	at := max(ansi.StringWidth(title)+style.ColumnGap, width-wide)
	label := st.Dim.Render(o.label) + " "
	room := width - at - ansi.StringWidth(label)
	if o.title == "" || room < style.LeastText { // the title is known; what is typed is not
		title, at = gutter, style.GutterWidth
		room = width - at - ansi.StringWidth(label)
	}
	typed, column := o.field.View(st, room)
	line = title + strings.Repeat(" ", at-ansi.StringWidth(title)) + label + typed
	return line, max(0, min(width-1, at+ansi.StringWidth(label)+column))
}

// body draws the rows, or the word in their place.
func (o *overlay) body(st *style.Styles, width, height int) []string {
	gutter := strings.Repeat(" ", style.GutterWidth)
	say := func(text string) []string {
		return []string{gutter + st.Dim.Render(st.Cut(text, width-style.GutterWidth))}
	}
	switch {
	case o.failure.Sentence != "":
		return style.Indent(gutter, style.Notice(st, o.failure, width-style.GutterWidth, height))
	case o.loading != "":
		return say(o.loading + st.Ellipsis)
	case len(o.list.rows) == 0:
		return say(o.empty)
	case len(o.list.hits) == 0:
		return say("Nothing matches.")
	}
	return o.list.view(st, width, height)
}

// foot draws what is said about the chosen row, and the keys.
func (o *overlay) foot(st *style.Styles, width int) []string {
	gutter := strings.Repeat(" ", style.GutterWidth)
	var lines []string
	if o.detail != "" {
		lines = append(lines, gutter+st.Dim.Render(st.Cut(o.detail, width-style.GutterWidth)))
	}
	return append(lines, gutter+st.Hints(width-style.GutterWidth, o.keys...))
}
