// Package dialog is what lies over the chat: the lists of models, conversations and
// accounts, and the help. The root (package tui) opens a dialog and gives it
// messages; the [Event] that a dialog reports closes it and tells the root what was
// chosen.
package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/internal/prompts"
	"banter/themes"
	"banter/tui/keymap"
	"banter/tui/style"
)

// An Event is what a dialog reports to the root, which then closes the dialog.
type Event interface{ event() }

type (
	// Dismissed closes the dialog without a choice.
	Dismissed struct{}
	// ModelChosen asks for another model.
	ModelChosen struct {
		Model     codex.Model
		Effort    string
		Choices   history.Choices // for the conversation
		AsDefault bool            // also for new conversations and later starts
		Once      bool            // for the next question only
	}
	// ActChosen asks to perform the act with a name of the palette.
	ActChosen struct{ Slash string }
	// TextTyped is text that belongs into the input.
	TextTyped struct{ Text string }
	// SourceOpened asks to open a web address.
	SourceOpened struct{ URL string }
	// AddressCopied asks to copy a web address.
	AddressCopied struct{ URL string }
	// PromptChosen asks to use a prompt of the person's own.
	PromptChosen struct{ Prompt prompts.Prompt }
	// PromptFilled is a prompt and its text with the values of the variables.
	PromptFilled struct {
		Prompt prompts.Prompt
		Text   string
	}
	// ThemeChosen asks to draw in a theme from now on.
	ThemeChosen struct{ Theme themes.Theme }
	// MessageChosen asks to show the branch with a message.
	MessageChosen struct{ ID string }
	// Open asks to open a conversation, and at a message if that is not empty.
	Open struct {
		Conversation string // ID
		Message      string // ID
		In           history.Field
		Match        history.Mark // the passage in the text of the message; empty: none
	}
	// AccountChosen asks to switch to an account.
	AccountChosen struct{ Name string }
	// AccountAdded asks to sign in to a new account, whose name is valid.
	AccountAdded struct{ Name string }
)

func (Dismissed) event()     {}
func (SourceOpened) event()  {}
func (AddressCopied) event() {}
func (ThemeChosen) event()   {}
func (ActChosen) event()     {}
func (PromptChosen) event()  {}
func (PromptFilled) event()  {}
func (TextTyped) event()     {}
func (ModelChosen) event()   {}
func (Open) event()          {}
func (AccountChosen) event() {}
func (AccountAdded) event()  {}
func (MessageChosen) event() {}

// A Dialog lies over the chat. The last one that was opened gets keys, pastes and
// the mouse; every other message reaches all dialogs.
type Dialog interface {
	// Update handles a message, or ignores it if it is not for the dialog. A non-nil
	// event closes the dialog.
	Update(msg tea.Msg) (tea.Cmd, Event)
	// View draws the dialog in at most width x height cells. The cursor is relative
	// to the drawing, and may be nil.
	View(st *style.Styles, width, height int) (content string, cursor *tea.Cursor)
}

// An overlay is the part that all lists share: a title with the filter line, a thin
// rule, the rows or a remark in their place, a thin rule, a dim line about the
// chosen row, the keys. The dialog that embeds it handles Enter and its own keys.
type overlay struct {
	title   string          // empty: the field gets the whole line
	label   string          // before the field
	field   style.TextField // the filter, or a name or title that the dialog asks for
	list    rowList
	loading string        // shown in place of the rows while they are loaded
	empty   string        // shown in place of the rows if there are none
	failure notice.Notice // shown in place of the rows if loading them failed

	// The dialog sets these for each drawing.
	detail string // dim, under the rows
	keys   []key.Binding
}

// newOverlay returns an overlay that is loading its rows.
func newOverlay(title, loading, empty string) overlay {
	return overlay{title: title, label: "filter:", loading: loading, empty: empty}
}

// setRows shows rows in place of a remark or other rows.
func (o *overlay) setRows(rows []row) {
	o.loading, o.failure = "", notice.Notice{}
	o.list.setRows(rows, o.field.Text())
}

// wait shows a remark in place of the rows until setRows or fail is called.
func (o *overlay) wait(remark string) {
	o.list.setRows(nil, "")
	o.loading, o.failure = remark, notice.Notice{}
}

// fail shows an error in place of the rows.
func (o *overlay) fail(err error) {
	o.loading, o.failure = "", notice.Of(err)
	o.list.setRows(nil, "")
}

// leaves reports whether msg is the key that closes a dialog.
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

// view draws the overlay, no higher than necessary.
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

// header draws the title and, from a fixed column, the field.
func (o *overlay) header(st *style.Styles, width int) (line string, caret int) {
	const wide = 28 // room for the field in a wide window
	gutter := strings.Repeat(" ", style.GutterWidth)
	title := gutter + st.Strong.Render(st.Cut(o.title, width-style.GutterWidth))
	at := max(ansi.StringWidth(title)+style.ColumnGap, width-wide)
	label := st.Dim.Render(o.label) + " "
	room := width - at - ansi.StringWidth(label)
	if o.title == "" || room < style.LeastText { // the field is more important than the title
		title, at = gutter, style.GutterWidth
		room = width - at - ansi.StringWidth(label)
	}
	typed, column := o.field.View(st, room)
	line = title + strings.Repeat(" ", at-ansi.StringWidth(title)) + label + typed
	return line, max(0, min(width-1, at+ansi.StringWidth(label)+column))
}

// body draws the rows, or the remark in their place.
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

// foot draws the line about the chosen row, and the keys.
func (o *overlay) foot(st *style.Styles, width int) []string {
	gutter := strings.Repeat(" ", style.GutterWidth)
	var lines []string
	if o.detail != "" {
		lines = append(lines, gutter+st.Dim.Render(st.Cut(o.detail, width-style.GutterWidth)))
	}
	return append(lines, gutter+st.Hints(width-style.GutterWidth, o.keys...))
}
