package editor_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// marked returns the view with the selection in brackets.
func marked(e *editor.Editor, width, height int) string {
	e.ShowSelection(func(text string) string { return "{" + text + "}" })
	v := e.View(width, height, func(label string) string { return "<" + label + ">" })
	return strings.Join(v.Rows, "\n")
}

func TestAClickPlacesTheCaret(t *testing.T) {
	const text = "one two three\n\n漢字漢\n\tx"
	for _, test := range []struct {
		x, y int
		want string
	}{
		{0, 0, "|one two \nthree\n\n漢字漢\n    x"},
		{2, 0, "on|e two \nthree\n\n漢字漢\n    x"},
		{50, 0, "one two| \nthree\n\n漢字漢\n    x"}, // a row ends before the place at which the next begins
		{2, 1, "one two \nth|ree\n\n漢字漢\n    x"},
		{50, 1, "one two \nthree|\n\n漢字漢\n    x"},
		{3, 2, "one two \nthree\n|\n漢字漢\n    x"},
		{2, 3, "one two \nthree\n\n漢|字漢\n    x"},
		{3, 3, "one two \nthree\n\n漢|字漢\n    x"},
		{2, 4, "one two \nthree\n\n漢字漢\n|    x"},
		{4, 4, "one two \nthree\n\n漢字漢\n    |x"},
		{-3, -2, "|one two \nthree\n\n漢字漢\n    x"},
		{1, 99, "one two \nthree\n\n漢字漢\n|    x"},
	} {
		e := editor.New()
		e.Insert(text)
		e.View(8, 9, nil)
		e.Click(test.x, test.y)
		if got := shown(e, 8, 9); got != test.want {
			t.Errorf("at %d,%d: got %q, want %q", test.x, test.y, got, test.want)
		}
	}
	e := editor.New()
	e.View(8, 9, nil)
	e.Click(3, 3) // in nothing
	e.Insert(strings.Repeat("a\n", 20))
	e.View(8, 3, nil)
	e.Click(0, 0)
	if v := e.View(8, 3, nil); v.Y != 0 || !v.Above || v.Rows[0] != "a" {
		t.Errorf("a scrolled view moved: %+v", v)
	}
}

func TestSelection(t *testing.T) {
	big := strings.Repeat("x y\n", 20)
	for _, test := range []struct {
		name     string
		do       func(*editor.Editor)
		shown    string
		selected string
	}{
		{"a word", func(e *editor.Editor) { e.SelectWord(5, 0) }, "one {two} \nthree, 漢字\nfour", "two"},
		{"the end of a word", func(e *editor.Editor) { e.SelectWord(99, 2) }, "one two \nthree, 漢字\n{four}", "four"},
		{"a mark", func(e *editor.Editor) { e.SelectWord(5, 1) }, "one two \nthree{,} 漢字\nfour", ","},
		{"a blank", func(e *editor.Editor) { e.SelectWord(3, 0) }, "one{ }two \nthree, 漢字\nfour", " "},
		{"a line", func(e *editor.Editor) { e.SelectLine(1) }, "{one two }\n{three, 漢字}\nfour", "one two three, 漢字"},
		{"a drag", func(e *editor.Editor) { e.Click(4, 0); e.Drag(1, 1); e.Drag(2, 2) }, "one {two }\n{three, 漢字}\n{fo}ur", "two three, 漢字\nfo"},
		{"a drag back", func(e *editor.Editor) { e.Click(5, 1); e.Drag(4, 0) }, "one {two }\n{three}, 漢字\nfour", "two three"},
		{"a drag and a click", func(e *editor.Editor) { e.Click(5, 1); e.Drag(4, 0); e.Click(0, 0) }, "one two \nthree, 漢字\nfour", ""},
		{"a move", func(e *editor.Editor) { e.SelectLine(0); play(e, "<left>") }, "one two \nthree, 漢字\nfour", ""},
		{"dropped", func(e *editor.Editor) { e.SelectLine(0); e.Unselect() }, "one two \nthree, 漢字\nfour", ""},
		{"typing in its place", func(e *editor.Editor) { e.SelectWord(5, 0); play(e, "x") }, "one x three,\n漢字\nfour", ""},
		{"backspace", func(e *editor.Editor) { e.SelectWord(5, 0); play(e, "<backspace>") }, "one  three, \n漢字\nfour", ""},
		{"a new line", func(e *editor.Editor) { e.SelectWord(0, 2); e.Newline() }, "one two \nthree, 漢字\n\n", ""},
		{"cut and put back", func(e *editor.Editor) { e.SelectWord(0, 0); play(e, "<ctrl+w>"); play(e, "<end><yank>") }, " two three, \n漢字one\nfour", ""},
		{"a paste in its place", func(e *editor.Editor) { e.SelectLine(2); e.Paste(editor.Clip(big)) }, "one two \nthree, 漢字\n<[pasted 20 l>", ""},
		{"a paste", func(e *editor.Editor) {
			e.Paste(editor.Clip(big))
			e.View(30, 9, func(s string) string { return s })
			e.SelectWord(4, 1)
		}, "", big},
		{"undone", func(e *editor.Editor) { e.SelectLine(0); play(e, "x"); e.Undo() }, "one two \nthree, 漢字\nfour", ""},
	} {
		e := editor.New()
		e.Insert("one two three, 漢字\nfour")
		e.View(12, 9, func(s string) string { return s })
		test.do(e)
		if got := e.Selected(); got != test.selected {
			t.Errorf("%s: selected %q, want %q", test.name, got, test.selected)
		}
		if got := marked(e, 12, 9); test.shown != "" && got != test.shown {
			t.Errorf("%s: shown\n%s\nwant\n%s", test.name, got, test.shown)
		}
	}
}

// TestReplacingASelectionIsOneStep: undo brings back what was typed over.
func TestReplacingASelectionIsOneStep(t *testing.T) {
	e := editor.New()
	e.Insert("one two")
	e.View(20, 2, nil)
	e.SelectWord(0, 0)
	e.Press(tea.KeyPressMsg{Code: 'x', Text: "x"})
	e.Press(tea.KeyPressMsg{Code: 'y', Text: "y"})
	if e.Text() != "xy two" || !e.Undo() || e.Text() != "one two" {
		t.Errorf("got %q", e.Text())
	}
}
